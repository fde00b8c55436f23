import { instantiate } from '../web-assembly.ts';
import type { RunTally } from './run-tally.ts';

/** What is known of a statement where sessions are followed. */
export interface TrackedStatement {
  readonly fingerprint: string;
  readonly verb: 'select' | 'insert' | 'other';
  readonly runs: RunTally;
}

/** What scanner/tally/index.ts exports. Statements, sessions and runs are addresses; times are microseconds, and milliseconds since 1970. */
export interface TallyExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  rowsAt(): number;
  timesAt(): number;
  countsAt(): number;
  beginRows(): void;
  takeRows(first: number, count: number, acceptsTabs: boolean): number;
  sampledStatement(): number;
  parametersOfSampled(): number;
  touchedAt(): number;
  touchedLength(): number;
  leaveSessions(): void;
  forgetAll(): void;
  knowStatement(row: number, statement: number, parameters: number): void;
  knowSkipped(row: number, reason: number, restarts: boolean): void;
  knowOrigin(row: number, origin: number, reason: number): void;
  knowTags(row: number, number: number): void;
  knowSession(row: number, session: number, joining: number): void;
  forgetSession(session: number): void;
  rowOf(session: number): number;
  addStatement(number: number, verb: number): number;
  setBar(statement: number, slowEnough: number, lowEnough: number): void;
  clear(statement: number): void;
  pairsAt(table: number): number;
  pairsHeld(table: number): number;
  pairSlots(table: number): number;
  clearPairs(table: number): void;
  openSession(): number;
  restart(session: number): void;
  endSessions(): void;
  observe(session: number, statement: number, at: number, durationUs: number): number;
  addValue(run: number, hash: number): void;
  queryBefore(session: number, at: number): number;
}

/** As scanner/tally/statements.ts has them. */
const VERBS = { other: 0, select: 1, insert: 2 } as const;

/** The memory in which rows and sessions are counted, and which of its numbers stand for which statements. Made when it is used first. */
export class TallyMemory {
  #exports: TallyExports | null = null;
  readonly #statements: TrackedStatement[] = [];
  readonly #addresses = new Map<TrackedStatement, number>();

  get exports(): TallyExports {
    return (this.#exports ??= this.#instantiate());
  }

  /** By the number that it was given. */
  statement(number: number): TrackedStatement {
    return this.#statements[number]!;
  }

  /** By its address. */
  statementAt(address: number): TrackedStatement {
    return this.statement(new Int32Array(this.exports.memory.buffer, address, 1)[0]!);
  }

  addressOf(statement: TrackedStatement): number {
    let address = this.#addresses.get(statement);
    if (address === undefined) {
      const number = this.#statements.push(statement) - 1;
      this.#addresses.set(statement, (address = this.exports.addStatement(number, VERBS[statement.verb])));
    }
    return address;
  }

  #instantiate(): TallyExports {
    return instantiate<TallyExports>('#tally.wasm', {
      runs: {
        onRun: (statement: number, executions: number, totalUs: number, parent: number) => {
          const fingerprint = parent < 0 ? null : this.statement(parent).fingerprint;
          this.statement(statement).runs.add(executions, totalUs, fingerprint);
        },
      },
    });
  }
}
