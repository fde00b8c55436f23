import type { StatementShape } from '../../observation.ts';
import type { SessionTracker } from '../../sessions.ts';
import { SKIPPED, type SkipReason } from '../../skipped.ts';
import { readCounts } from '../../tally/counted-statement.ts';
import { isFull, PairTally, PAIRS } from '../../tally/pair-tally.ts';
import type { OfferedSample, SampleReservoir } from '../../tally/samples.ts';
import type { Origin, StatementTally } from '../../tally/statement-tally.ts';
import type { TallyMemory } from '../../tally/tally-memory.ts';
import { isPlace, type Tag } from '../../tags.ts';
import { COLUMN, WIDTH, type RowTable } from './row-table.ts';

/** What was counted of the rows at hand. */
export interface RowCounts {
  /** Physical lines. */
  readonly lines: number;
  readonly steps: number;
  readonly executions: number;
  /** Of those, the ones that are calls and not left out. */
  readonly calls: number;
  readonly skipped: readonly (readonly [reason: SkipReason, calls: number])[];
}

/** Numbers that the tally knows them by, from 1 on. */
const REASONS = Object.values(SKIPPED);
/** Places in the counts, as scanner/tally/rows.ts has them. */
const COUNT = { lines: 0, steps: 1, executions: 2, calls: 3, skipped: 4 } as const;

/**
 * Counts rows in WebAssembly (scanner/tally/), where it has been told what they name. Whoever reads a log takes the others on itself, and
 * says what they name. What is counted becomes part of the statements' tallies by `settle`.
 */
export class RowTally {
  readonly #memory: TallyMemory;
  readonly #sessions: Pick<SessionTracker, 'open' | 'settle'>;
  readonly #tallyOf: (shape: number) => StatementTally | null;
  readonly #tallies = new Map<number, StatementTally>();
  /** Null stands for clients of whom nothing is known. */
  readonly #origins: PairTally<Origin | null>;
  readonly #tags: PairTally<readonly Tag[]>;

  /** @param tallyOf the tally of a shape by its id; null of one that does not parse */
  constructor(
    memory: TallyMemory,
    sessions: Pick<SessionTracker, 'open' | 'settle'>,
    tallyOf: (shape: number) => StatementTally | null,
  ) {
    this.#memory = memory;
    this.#sessions = sessions;
    this.#tallyOf = tallyOf;
    this.#origins = new PairTally(memory, PAIRS.origin, (statement, origin, calls, us) => {
      if (origin) this.#tallies.get(statement)!.addOrigin(origin, calls, us);
    });
    this.#tags = new PairTally(memory, PAIRS.tags, (statement, tags, calls, us) =>
      this.#tallies.get(statement)!.addTags(tags, calls, us),
    );
  }

  /** Another log begins, in which the same hash may name something else. */
  beginLog(): void {
    this.#memory.exports.forgetAll();
  }

  load(rows: RowTable): void {
    const { exports } = this.#memory;
    if (this.#origins.isFull || this.#tags.isFull) this.#settlePairs();
    if (isFull(this.#memory, PAIRS.query)) this.#sessions.settle();
    exports.beginRows();
    this.#ints(exports.rowsAt(), rows.count * WIDTH).set(rows.ints.subarray(0, rows.count * WIDTH));
    this.#doubles(exports.timesAt(), rows.count * 2).set(rows.times.subarray(0, rows.count * 2));
  }

  /**
   * Counts the loaded rows from `first` on.
   * @param acceptsTabs whether those are counted whose lines begin with TABs
   * @returns the number of the first row that is left to the caller, or that has been counted and may be a sample (`sampled`); that of
   * the rows where none is
   */
  take(first: number, count: number, acceptsTabs: boolean): number {
    return this.#memory.exports.takeRows(first, count, acceptsTabs);
  }

  /** How many values the text of the row that `take` returned has placeholders for, if that was counted and may be a sample: `offer` it. Else null. */
  sampled(): number | null {
    const { exports } = this.#memory;
    return exports.sampledStatement() === 0 ? null : exports.parametersOfSampled();
  }

  /** @param execution of the row that was sampled */
  offer(execution: OfferedSample): void {
    const address = this.#memory.exports.sampledStatement();
    const { samples } = this.#tallies.get(address)!;
    samples.offer(execution);
    this.#setBar(address, samples);
  }

  /** Says that a row that was loaded is of another kind. */
  setKind(row: number, kind: number): void {
    this.#ints(this.#memory.exports.rowsAt() + row * WIDTH * 4, 1)[COLUMN.kind] = kind;
  }

  /** What was counted since the rows were loaded. */
  counts(): RowCounts {
    const counts = this.#ints(this.#memory.exports.countsAt(), COUNT.skipped + REASONS.length + 1);
    const skipped: [SkipReason, number][] = [];
    for (let i = 0; i < REASONS.length; i++) {
      const calls = counts[COUNT.skipped + i + 1]!;
      if (calls > 0) skipped.push([REASONS[i]!, calls]);
    }
    return {
      lines: counts[COUNT.lines]!,
      steps: counts[COUNT.steps]!,
      executions: counts[COUNT.executions]!,
      calls: counts[COUNT.calls]!,
      skipped,
    };
  }

  /** Hands on the sessions whose rows were counted since this was asked last, each with its last row. */
  takeSessions(take: (session: number, row: number) => void): void {
    const { exports } = this.#memory;
    const sessions = this.#ints(exports.touchedAt(), exports.touchedLength());
    for (let i = 0; i < sessions.length; i++) take(sessions[i]!, exports.rowOf(sessions[i]!));
    exports.leaveSessions();
  }

  /* What the hashes of a row stand for from now on. */

  /** After its execution was observed: what others must reach to be kept as samples is taken on too. */
  knowStatement(row: number, { id, parameters }: StatementShape): void {
    const tally = this.#tallyOf(id);
    if (!tally) return;
    const { exports } = this.#memory;
    const address = this.#memory.addressOf(tally);
    this.#tallies.set(address, tally);
    exports.knowStatement(row, address, parameters);
    this.#setBar(address, tally.samples);
  }

  /** @param restarts whether its session is another client's after it */
  knowSkippedStatement(row: number, reason: SkipReason, restarts: boolean): void {
    this.#memory.exports.knowSkipped(row, numberOf(reason), restarts);
  }

  /** @param ignored why nothing of the client is counted; null where it is */
  knowOrigin(row: number, origin: Origin | null, ignored: SkipReason | null): void {
    const number = this.#origins.numberOf(ignored === null ? origin : null);
    this.#memory.exports.knowOrigin(row, number, ignored === null ? 0 : numberOf(ignored));
  }

  /** Of a row with comments; those that are of one execution alone are not worth knowing. */
  knowTags(row: number, tags: readonly Tag[]): void {
    if (tags.every(([key]) => isPlace(key))) this.#memory.exports.knowTags(row, this.#tags.numberOf(tags));
  }

  /**
   * Returns what `takeSessions` and `forgetSession` know it by.
   * @param joining JOINED or UNTIMED where only executions are counted that were joined, with a duration or without one; 0 for the others alone
   */
  knowSession(row: number, name: string, joining: number): number {
    const session = this.#sessions.open(name);
    this.#memory.exports.knowSession(row, session, joining);
    return session;
  }

  /** Its rows are left to the caller until it is known again. */
  forgetSession(session: number): void {
    this.#memory.exports.forgetSession(session);
  }

  /** Adds all that was counted to the statements' tallies. */
  settle(): void {
    if (this.#tallies.size === 0) return;
    const { exports } = this.#memory;
    for (const [address, tally] of this.#tallies) {
      tally.addCounts(readCounts(exports.memory.buffer, address));
      exports.clear(address);
    }
    this.#settlePairs();
  }

  /** What executions must reach to be kept as samples. */
  #setBar(address: number, { bar }: SampleReservoir): void {
    this.#memory.exports.setBar(address, bar.slowEnough, bar.lowEnough);
  }

  #settlePairs(): void {
    this.#origins.settle();
    this.#tags.settle();
    this.#memory.exports.forgetAll();
  }

  #ints(address: number, length: number): Int32Array {
    return new Int32Array(this.#memory.exports.memory.buffer, address, length);
  }

  #doubles(address: number, length: number): Float64Array {
    return new Float64Array(this.#memory.exports.memory.buffer, address, length);
  }
}

function numberOf(reason: SkipReason): number {
  return REASONS.indexOf(reason) + 1;
}
