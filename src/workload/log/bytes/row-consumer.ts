import { firstWord } from '../../../sql/tokens.ts';
import type { ObservationSink, StatementShape } from '../../observation.ts';
import { SKIPPED, type SkipTally, type SkipReason } from '../../skipped.ts';
import { splitLogged } from '../../split-logged.ts';
import { innerQuery, isSessionReset, reasonToSkip } from '../../statement-kind.ts';
import type { LogFormat } from '../detect.ts';
import type { Joiner } from '../joiner.ts';
import type { LogRecord } from '../record.ts';
import { ByteTable } from './byte-table.ts';
import { isLoggedByAll } from '../logged-texts.ts';
import { RecordTexts } from './record-texts.ts';
import { RowClients, type RowClient, type RowClientsParts } from './row-clients.ts';
import { RowObservation } from './row-observation.ts';
import { RowRecords } from './row-record.ts';
import { RowPairs } from './row-pairs.ts';
import { COLUMN, HAS_TABS, IS_EXTENDED, JOINED, ROW, UNTIMED, type RowTable } from './row-table.ts';
import { RowSessions } from './row-sessions.ts';
import type { SessionText } from './session-text.ts';

/** What all statements with one key are. */
type Shape =
  /** Null until a client that is counted asks it: of the others nothing may be in the workload, not even a text without calls. */
  | { readonly kind: 'query'; readonly isByAll: boolean; readonly forgets: false; statement: StatementShape | null }
  | {
      readonly kind: 'skipped';
      readonly isByAll: boolean;
      /** Whether it may deallocate what was prepared by a name. */
      readonly forgets: boolean;
      readonly reason: SkipReason;
      readonly restarts: boolean;
    }
  /** Several statements, the EXECUTE of one that the DETAIL names, the PREPARE of one that it has parameters of, or the DECLARE of one that FETCH and MOVE run, and whose plan comes later. */
  | { readonly kind: 'unclear' };

const UNCLEAR: ReadonlySet<string> = new Set(['execute', 'prepare', 'declare', 'fetch', 'move']);

export interface RowConsumerParts extends RowClientsParts {
  readonly joiner: Joiner;
  readonly skipped: SkipTally;
  readonly sink: Pick<ObservationSink, 'shapeOf' | 'observe' | 'restart' | 'rows'>;
  /** Hands lines to the readers of strings. */
  readonly readLines: (bytes: Buffer) => void;
  /** Ends the record that those hold, since another one begins. */
  readonly endRecord: () => void;
  /** Tells them that lines begin with TABs. */
  readonly noteTabs: () => void;
  /** Tells them of a session that logs statements, and what it calls itself. */
  readonly noteClient: (session: string | null, application: string | null) => void;
  readonly format: LogFormat;
  /** Takes a record that a row told of, and how many rows before it were counted as its steps. */
  readonly take: (record: LogRecord, steps: number) => void;
  /** Takes one of where a session begins or ends, without all of its message; false where that has to be looked at. */
  readonly takeBorder: (record: LogRecord, isIgnored: boolean) => boolean;
  /** Where in the file is what has an offset in the memory that the bytes lie in. */
  readonly placeOf: (offset: number) => number;
}

/**
 * Makes observations of rows, but for those that the sink's tally counts by itself. Text is decoded where a key, a client or a session is
 * met for the first time; everything that is not plain goes to the readers of strings, in its place.
 */
export class RowConsumer {
  readonly #parts: RowConsumerParts;
  readonly #shapes = new ByteTable<Shape>();
  readonly #clients: RowClients;
  readonly #sessions: RowSessions;
  readonly #pairs = new RowPairs();
  readonly #texts: RecordTexts;
  readonly #observation: RowObservation;
  #records: RowRecords | null = null;
  #isOpen = false;
  #sawTabs = false;
  lines = 0;
  /** Calls that were observed. */
  calls = 0;

  constructor(parts: RowConsumerParts) {
    this.#parts = parts;
    this.#clients = new RowClients(parts);
    this.#texts = new RecordTexts(parts.format, parts.decode);
    this.#observation = new RowObservation(this.#texts);
    this.#sessions = new RowSessions(parts.sink.rows, (record) => this.#texts.decoded(record)?.sql ?? null);
    parts.sink.rows?.beginLog();
  }

  /** @param goesOn whether the next rows are of the same bytes */
  consume(bytes: Buffer, rows: RowTable, goesOn: boolean): void {
    const { skipped, joiner, sink } = this.#parts;
    this.#pairs.join(rows);
    sink.rows?.load(rows);
    this.#sessions.begin(bytes, rows);
    this.#records = new RowRecords(this.#parts.format, bytes, rows);
    let steps = 0;
    let told = 0;
    for (let row = this.#next(bytes, rows, rows.first); row < rows.count; row = this.#next(bytes, rows, row + 1)) {
      const at = rows.at(row);
      const kind = rows.ints[at]!;
      if (kind === ROW.lines) {
        this.#isOpen = true;
        this.#readLines(bytes, rows, at);
        continue;
      }
      if (kind === ROW.step) steps += rows.ints[at + COLUMN.key]!;
      else if (kind === ROW.ended || (isExecution(kind) && this.#execution(bytes, rows, row, at))) told++;
      else if (!this.#record(bytes, rows, row, at)) {
        this.#readLines(bytes, rows, at);
        this.#parts.endRecord();
        continue;
      }
      if ((rows.ints[at + COLUMN.flags]! & HAS_TABS) !== 0 && !this.#sawTabs) {
        this.#sawTabs = true;
        this.#parts.noteTabs();
      }
      this.lines += rows.ints[at + COLUMN.lines]!;
    }
    skipped.add(SKIPPED.step, steps);
    joiner.addSteps(steps + told);
    this.#addCounted();
    this.#sessions.end();
    if (!goesOn) this.#sessions.leave();
  }

  /** The readers of strings have something: it ends where the next record begins. */
  beginLines(): void {
    this.#isOpen = true;
  }

  end(): void {
    this.#endRecord();
  }

  /** The first row from there on that the sink does not count by itself; of those that it does, it gets the samples. */
  #next(bytes: Buffer, rows: RowTable, row: number): number {
    if (row < rows.count && rows.ints[rows.at(row)] !== ROW.lines) this.#endRecord();
    const tally = this.#parts.sink.rows;
    if (!tally) return row;
    for (let from = row; ; from++) {
      from = tally.take(from, rows.count, this.#sawTabs);
      const parameters = tally.sampled();
      if (parameters === null) return from;
      const observation = this.#observation;
      observation.setRow(bytes, rows.ints, rows.at(from));
      observation.setQuery(parameters);
      observation.durationUs = rows.times[from * 2]!;
      observation.at = rows.times[from * 2 + 1]!;
      tally.offer(observation);
    }
  }

  #readLines(bytes: Buffer, { ints }: RowTable, at: number): void {
    this.#parts.readLines(bytes.subarray(ints[at + COLUMN.start], ints[at + COLUMN.end]));
  }

  #endRecord(): void {
    if (this.#isOpen) this.#parts.endRecord();
    this.#isOpen = false;
  }

  #addCounted(): void {
    const { skipped, joiner, sink } = this.#parts;
    if (!sink.rows) return;
    const { lines, steps, executions, calls, skipped: reasons } = sink.rows.counts();
    this.lines += lines;
    this.calls += calls;
    skipped.add(SKIPPED.step, steps);
    for (const [reason, count] of reasons) skipped.add(reason, count);
    joiner.addSteps(steps + executions);
  }

  /** False where strings must be looked at: of an execution always, unless it was joined. */
  #record(bytes: Buffer, rows: RowTable, row: number, at: number): boolean {
    const isJoined = isExecution(rows.ints[at]!);
    if (isJoined && !this.#part(rows, row)) return false;
    const client = this.#clients.of(bytes, rows.ints, at);
    if (client === 'implausible') return false;
    if (this.#border(row, client)) return true;
    const place = this.#parts.placeOf(bytes.byteOffset + rows.ints[at + COLUMN.start]!);
    const record = this.#records!.record(row, client.origin, place);
    if (!record) return false;
    this.#parts.noteClient(record.session, record.application);
    this.#parts.take(record, isJoined ? this.#pairs.stepsOf(row) : 0);
    return true;
  }

  /** False of any other record, and where it has to be looked at. */
  #border(row: number, { origin, ignored }: RowClient): boolean {
    const record = this.#records!.border(row, origin);
    if (!record || !this.#parts.takeBorder(record, ignored !== null)) return false;
    this.#parts.noteClient(record.session, record.application);
    return true;
  }

  /** Takes apart what was joined; false where nothing was. */
  #part(rows: RowTable, row: number): boolean {
    const duration = this.#pairs.part(rows, row);
    if (duration === null) return false;
    if (duration >= 0) this.#parts.sink.rows?.setKind(duration, ROW.duration);
    return true;
  }

  /** False where nothing was done: a record must be looked at. */
  #execution(bytes: Buffer, rows: RowTable, row: number, at: number): boolean {
    const { ints, times } = rows;
    const { skipped, joiner, sink } = this.#parts;
    const observation = this.#observation;
    observation.setRow(bytes, ints, at);
    const shape = this.#shapes.get(ints[at + COLUMN.key]!, ints[at + COLUMN.key + 1]!) ?? this.#newShape(ints, at);
    if (shape.kind === 'unclear') return false;
    const client = this.#clients.of(bytes, ints, at);
    if (client === 'implausible') return false;
    const session = this.#sessions.of(bytes, ints, at);
    const flags = ints[at + COLUMN.flags]!;
    const joining = flags & (JOINED | UNTIMED);
    const isPassed =
      joining === 0
        ? joiner.pass(session, shape.forgets)
        : joiner.passBegun(session, {
            isTimed: joining === JOINED,
            isByAll: shape.isByAll,
            forgets: shape.forgets,
            steps: (flags & IS_EXTENDED) === 0 ? null : this.#pairs.stepsOf(row),
          });
    if (!isPassed) return false;
    this.#parts.noteClient(session.id, client.origin?.application ?? null);
    this.#sessions.touch(session, bytes, ints, at);
    this.#count(session, row, joining);
    const calls = ints[at] === ROW.execution ? 1 : 0;
    if (shape.kind === 'skipped') {
      sink.rows?.knowSkippedStatement(row, shape.reason, shape.restarts);
      if (shape.restarts) sink.restart(session.id);
      skipped.add(shape.reason, calls);
      return true;
    }
    sink.rows?.knowOrigin(row, client.origin, client.ignored);
    if (client.ignored !== null) {
      skipped.add(client.ignored, calls);
      return true;
    }
    this.calls += calls;
    observation.durationUs = times[row * 2]!;
    observation.calls = calls;
    observation.at = times[row * 2 + 1]!;
    observation.session = session.id;
    observation.origin = client.origin;
    const statement = (shape.statement ??= this.#statementOf());
    observation.setQuery(statement.parameters);
    sink.observe(statement.id, observation);
    sink.rows?.knowStatement(row, statement);
    if (ints[at + COLUMN.comments] !== 0) sink.rows?.knowTags(row, observation.tags);
    return true;
  }

  /** Lets the tally count what comes next of the session, if that changes nothing of what its statements are taken for. */
  #count(session: SessionText, row: number, joining: number): void {
    const { hasAll = false, prepared } = session.joined ?? {};
    // What deallocates a name is looked at.
    if ((joining === 0 || hasAll) && !prepared?.size) this.#sessions.count(session, row, joining);
    else session.leave();
  }

  #newShape(ints: Int32Array, at: number): Shape {
    const sql = this.#observation.statements();
    if (sql === null) return { kind: 'unclear' };
    const shape = this.#shapeOf(sql);
    this.#shapes.add(ints[at + COLUMN.key]!, ints[at + COLUMN.key + 1]!, shape);
    return shape;
  }

  #shapeOf(sql: string): Shape {
    const isByAll = isLoggedByAll(sql);
    const [text, ...others] = splitLogged(sql);
    if (text === undefined) return { kind: 'skipped', isByAll, forgets: false, reason: SKIPPED.empty, restarts: false };
    if (others.length > 0 || UNCLEAR.has(firstWord(text))) return { kind: 'unclear' };
    const query = innerQuery(text);
    const reason = reasonToSkip(query);
    const restarts = isSessionReset(text);
    const forgets = restarts || firstWord(text) === 'deallocate';
    if (reason !== null) return { kind: 'skipped', isByAll, forgets, reason, restarts };
    return { kind: 'query', isByAll, forgets: false, statement: null };
  }

  /** Of the row at hand, which is known to be a query. */
  #statementOf(): StatementShape {
    const [text = ''] = splitLogged(this.#observation.statements() ?? '');
    return this.#parts.sink.shapeOf(innerQuery(text));
  }
}

function isExecution(kind: number): boolean {
  return kind === ROW.execution || kind === ROW.fetch;
}
