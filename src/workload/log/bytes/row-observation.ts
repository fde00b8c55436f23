import type { QuerySample } from '../../model.ts';
import type { Observation } from '../../observation.ts';
import { SkipTally, type SkipReason } from '../../skipped.ts';
import { toExecutions } from '../executions.ts';
import { createMessageReader } from '../message.ts';
import type { LogRecord } from '../record.ts';
import { COLUMN, ELSEWHERE, HAS_DETAIL } from './row-table.ts';

/** A client, as the prefix tells it. */
export interface Origin {
  readonly user: string | null;
  readonly database: string | null;
  readonly application: string | null;
  readonly host: string | null;
  readonly ignored: SkipReason | null;
}

interface LoggedText {
  readonly record: LogRecord;
  readonly sql: string;
}

const COMMENTS = /^\s*(\/\*[\s\S]*?\*\/)|(\/\*(?:(?!\/\*)[\s\S])*\*\/)[\s;]*$/g;

/** One row as an observation; its text is made of the bytes when it is asked for. */
export class RowObservation implements Observation {
  shape = 0;
  durationUs: number | null = null;
  calls = 1;
  at: number | null = null;
  user: string | null = null;
  database: string | null = null;
  application: string | null = null;
  host: string | null = null;
  session: string | null = null;
  readonly transaction: string | null = null;
  comment: string | null = null;
  readonly #decode: (bytes: Buffer) => LogRecord | null;
  readonly #read = createMessageReader();
  #bytes: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  #parameters = 0;
  #hasDetail = false;
  #sample: QuerySample | null = null;

  constructor(decode: (bytes: Buffer) => LogRecord | null) {
    this.#decode = decode;
  }

  setRow(bytes: Buffer, ints: Int32Array, at: number, parameters: number): void {
    this.#bytes = bytes;
    this.#start = ints[at + COLUMN.start]!;
    this.#end = ints[at + COLUMN.end]!;
    this.#parameters = parameters;
    this.#hasDetail = (ints[at + COLUMN.flags]! & HAS_DETAIL) !== 0;
    this.#sample = null;
    const lead = ints[at + COLUMN.leadStart]!;
    const tail = ints[at + COLUMN.tailStart]!;
    this.comment = lead === -1 && tail === -1 ? null : this.#comments(ints, at, lead, tail);
  }

  get hasValues(): boolean {
    if (this.#parameters === 0) return true;
    return this.#hasDetail && this.sample().parameters.length >= this.#parameters;
  }

  sample(): QuerySample {
    this.#sample ??= this.#makeSample();
    return this.#sample;
  }

  /** The statement that a record's bytes log; null where it cannot be found in them. */
  textOf(bytes: Buffer): string | null {
    return this.#textOf(bytes)?.sql ?? null;
  }

  #textOf(bytes: Buffer): LoggedText | null {
    const record = this.#decode(bytes);
    const step = record && this.#read(record.message);
    return step?.kind === 'statement' || step?.kind === 'execute' ? { record: record!, sql: step.sql } : null;
  }

  #makeSample(): QuerySample {
    const { durationUs } = this;
    const logged = this.#textOf(this.#bytes.subarray(this.#start, this.#end));
    const detail = logged?.record.detail ?? null;
    const [execution] = logged ? toExecutions({ ...logged, detail, durationUs, calls: 1 }, new SkipTally()) : [];
    const durationMs = durationUs === null ? null : durationUs / 1000;
    return { sql: execution?.sql ?? '', parameters: execution?.parameters ?? [], durationMs };
  }

  #comments(ints: Int32Array, at: number, lead: number, tail: number): string {
    if (lead === ELSEWHERE || tail === ELSEWHERE) return (this.sample().sql.match(COMMENTS) ?? []).join('');
    const text = (start: number, end: number) =>
      start < 0 ? '' : this.#bytes.toString('utf8', start, end).replaceAll('\n\t', '\n');
    return text(lead, ints[at + COLUMN.leadEnd]!) + text(tail, ints[at + COLUMN.tailEnd]!);
  }
}
