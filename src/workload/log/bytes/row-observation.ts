import type { Observation } from '../../observation.ts';
import { readTags, readTagsOf, type Tag } from '../../tags.ts';
import type { KeptText, Sample } from '../../tally/samples.ts';
import type { Origin } from '../../tally/statement-tally.ts';
import { KeptRecord, sampleOf, type Logged, type RecordTexts, type TextPlaces } from './record-texts.ts';
import { COLUMN, ELSEWHERE, IS_ESCAPED, MAY_BE_CUT, valueHashOf } from './row-table.ts';

const NO_TAGS: readonly Tag[] = [];
/** Comments whose tags are remembered. */
const MOST_COMMENTS = 1_000;

/** One row as an observation; its text is made of the bytes when it is asked for. */
export class RowObservation implements Observation {
  calls = 1;
  durationUs = -1;
  at = NaN;
  session: string | null = null;
  origin: Origin | null = null;
  readonly #texts: RecordTexts;
  readonly #tags = new Map<string, readonly Tag[]>();
  #bytes: Buffer = Buffer.alloc(0);
  #ints: Int32Array = new Int32Array(0);
  #row = 0;
  #parameters = 0;
  #sample: Sample | null = null;

  constructor(texts: RecordTexts) {
    this.#texts = texts;
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
  }

  get tags(): readonly Tag[] {
    const lead = this.#column(COLUMN.leadStart);
    const tail = this.#column(COLUMN.tailStart);
    return lead === -1 && tail === -1 ? NO_TAGS : this.#tagsOf(lead, tail);
  }

  sample(): Sample {
    this.#sample ??= sampleOf(this.#logged());
    return this.#sample;
  }

  keepText(): KeptText | null {
    if (!this.#mayTellValues()) return null;
    const places = this.#places();
    const record = this.#record().toString('latin1');
    const parameters = this.#parameters;
    if (parameters > 0 && record.indexOf(`$${parameters} = `, places.detailStart) < 0) return null;
    return new KeptRecord(this.#texts, record, places, parameters);
  }

  /** 53 bits of the scanner's; no string is made for it, unless log_parameter_max_length may have cut a value. */
  valueHash(): number {
    if (!this.#mayTellValues()) return NaN;
    return valueHashOf(this.#ints, this.#row);
  }

  /** The row's statements, as they were sent. */
  statements(): string | null {
    return this.#logged()?.sql ?? null;
  }

  #column(column: number): number {
    return this.#ints[this.#row + column]!;
  }

  /** As far as it can be told without making strings, unless a value may have been cut off. */
  #mayTellValues(): boolean {
    if (this.#parameters === 0) return true;
    if (this.#column(COLUMN.detailEnd) <= this.#column(COLUMN.detailStart)) return false;
    const mayBeCut = (this.#column(COLUMN.flags) & MAY_BE_CUT) !== 0;
    return !mayBeCut || this.sample().parameters.length >= this.#parameters;
  }

  #record(): Buffer {
    return this.#bytes.subarray(this.#column(COLUMN.start), this.#column(COLUMN.end));
  }

  #places(): TextPlaces {
    const start = this.#column(COLUMN.start);
    return {
      isEscaped: (this.#column(COLUMN.flags) & IS_ESCAPED) !== 0,
      textStart: this.#column(COLUMN.textStart) - start,
      textEnd: this.#column(COLUMN.textEnd) - start,
      detailStart: this.#column(COLUMN.detailStart) - start,
      detailEnd: this.#column(COLUMN.detailEnd) - start,
    };
  }

  #logged(): Logged | null {
    return this.#texts.logged(this.#record(), this.#places());
  }

  /** Comments name places of the code: most come again and again. */
  #tagsOf(leadStart: number, tailStart: number): readonly Tag[] {
    if (leadStart === ELSEWHERE || tailStart === ELSEWHERE) return readTags(this.sample().sql);
    const lead = this.#comment(leadStart, this.#column(COLUMN.leadEnd));
    const tail = this.#comment(tailStart, this.#column(COLUMN.tailEnd));
    const comments = `${lead}\0${tail}`;
    let tags = this.#tags.get(comments);
    if (!tags) {
      if (this.#tags.size >= MOST_COMMENTS) this.#tags.clear();
      this.#tags.set(comments, (tags = readTagsOf(lead, tail)));
    }
    return tags;
  }

  #comment(start: number, end: number): string {
    return start < 0 ? '' : this.#bytes.toString('utf8', start, end).replaceAll('\n\t', '\n');
  }
}
