import { splitStatements } from '../../../sql/split.ts';
import type { Observation } from '../../observation.ts';
import { innerQuery } from '../../statement-kind.ts';
import { readTags, type Tag } from '../../tags.ts';
import type { Sample } from '../../tally/samples.ts';
import type { Origin } from '../../tally/statement-tally.ts';
import type { LogFormat } from '../detect.ts';
import { createMessageReader } from '../message.ts';
import { parseParameters } from '../parameters.ts';
import type { LogRecord } from '../record.ts';
import { COLUMN, ELSEWHERE, IS_ESCAPED, MAY_BE_CUT } from './row-table.ts';
import { textReader } from './row-text.ts';

/** What a record logs. */
interface Logged {
  readonly sql: string;
  readonly detail: string | null;
}

const NO_TAGS: readonly Tag[] = [];
/** Comments whose tags are remembered. */
const MOST_COMMENTS = 1_000;
const COMMENTS = /^\s*(\/\*[\s\S]*?\*\/)|(\/\*(?:(?!\/\*)[\s\S])*\*\/)[\s;]*$/g;

/** One row as an observation; its text is made of the bytes when it is asked for. */
export class RowObservation implements Observation {
  calls = 1;
  durationUs = -1;
  at = NaN;
  session: string | null = null;
  origin: Origin | null = null;
  tags = NO_TAGS;
  readonly #format: LogFormat;
  readonly #decode: (bytes: Buffer) => LogRecord | null;
  readonly #read = createMessageReader();
  readonly #tags = new Map<string, readonly Tag[]>();
  #bytes: Buffer = Buffer.alloc(0);
  #ints: Int32Array = new Int32Array(0);
  #row = 0;
  #parameters = 0;
  #sample: Sample | null = null;

  /** @param decode reads the one record that the bytes hold, in strings */
  constructor(format: LogFormat, decode: (bytes: Buffer) => LogRecord | null) {
    this.#format = format;
    this.#decode = decode;
  }

  /** @param at the row's place in `ints` */
  setRow(bytes: Buffer, ints: Int32Array, at: number): void {
    this.#bytes = bytes;
    this.#ints = ints;
    this.#row = at;
    this.#sample = null;
  }

  /** Of a row with a query: how many values its text has placeholders for. */
  setQuery(parameters: number): void {
    this.#parameters = parameters;
    const lead = this.#column(COLUMN.leadStart);
    const tail = this.#column(COLUMN.tailStart);
    this.tags = lead === -1 && tail === -1 ? NO_TAGS : this.#tagsOf(this.#comments(lead, tail));
  }

  get hasValues(): boolean {
    if (this.#parameters === 0) return true;
    const hasDetail = this.#column(COLUMN.detailEnd) > this.#column(COLUMN.detailStart);
    return hasDetail && this.sample().parameters.length >= this.#parameters;
  }

  sample(): Sample {
    this.#sample ??= this.#makeSample();
    return this.#sample;
  }

  /** 53 bits of the scanner's; no string is made for it, unless log_parameter_max_length may have cut a value. */
  valueHash(): number {
    if (this.#parameters > 0) {
      if (this.#column(COLUMN.detailEnd) <= this.#column(COLUMN.detailStart)) return NaN;
      if ((this.#column(COLUMN.flags) & MAY_BE_CUT) !== 0 && !this.hasValues) return NaN;
    }
    return (this.#column(COLUMN.values + 1) & 0x1fffff) * 2 ** 32 + (this.#column(COLUMN.values) >>> 0);
  }

  /** The row's statements, as they were sent. */
  statements(): string | null {
    return this.#logged()?.sql ?? null;
  }

  /** The statement that a record's bytes log; null where it cannot be found in them. */
  textOf(record: Buffer): string | null {
    return this.#decoded(record)?.sql ?? null;
  }

  #column(column: number): number {
    return this.#ints[this.#row + column]!;
  }

  #logged(): Logged | null {
    const [start, end] = [this.#column(COLUMN.start), this.#column(COLUMN.end)];
    const isEscaped = (this.#column(COLUMN.flags) & IS_ESCAPED) !== 0;
    const read = textReader(this.#format, this.#bytes, start, end, isEscaped);
    const sql = read(this.#column(COLUMN.textStart), this.#column(COLUMN.textEnd));
    const [detailStart, detailEnd] = [this.#column(COLUMN.detailStart), this.#column(COLUMN.detailEnd)];
    const detail = sql !== null && detailEnd > detailStart ? read(detailStart, detailEnd) : null;
    return sql === null ? this.#decoded(this.#bytes.subarray(start, end)) : { sql, detail };
  }

  #decoded(bytes: Buffer): Logged | null {
    const record = this.#decode(bytes);
    const step = record && this.#read(record.message);
    return step?.kind === 'statement' || step?.kind === 'execute' ? { sql: step.sql, detail: record!.detail } : null;
  }

  #makeSample(): Sample {
    const logged = this.#logged();
    const [text = ''] = logged ? splitStatements(logged.sql) : [];
    return { sql: innerQuery(text), parameters: parseParameters(logged?.detail ?? null) };
  }

  /** Comments name places of the code: most come again and again. */
  #tagsOf(comments: string): readonly Tag[] {
    let tags = this.#tags.get(comments);
    if (!tags) {
      if (this.#tags.size >= MOST_COMMENTS) this.#tags.clear();
      this.#tags.set(comments, (tags = readTags(comments)));
    }
    return tags;
  }

  #comments(lead: number, tail: number): string {
    if (lead === ELSEWHERE || tail === ELSEWHERE) return (this.sample().sql.match(COMMENTS) ?? []).join('');
    const text = (start: number, end: number) =>
      start < 0 ? '' : this.#bytes.toString('utf8', start, end).replaceAll('\n\t', '\n');
    return text(lead, this.#column(COLUMN.leadEnd)) + text(tail, this.#column(COLUMN.tailEnd));
  }
}
