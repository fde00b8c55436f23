import { splitLogged } from '../../split-logged.ts';
import { innerQuery } from '../../statement-kind.ts';
import type { KeptText, Sample } from '../../tally/samples.ts';
import type { LogFormat } from '../detect.ts';
import { createMessageReader } from '../message.ts';
import { parseParameters } from '../parameters.ts';
import type { LogRecord } from '../record.ts';
import { textReader } from './row-text.ts';

/** What a record logs. */
export interface Logged {
  readonly sql: string;
  readonly detail: string | null;
}

/** Where a record has its texts: offsets from its first byte. A DETAIL that ends where it starts is none. */
export interface TextPlaces {
  readonly isEscaped: boolean;
  readonly textStart: number;
  readonly textEnd: number;
  readonly detailStart: number;
  readonly detailEnd: number;
}

/** Makes strings of the records of one log. */
export class RecordTexts {
  readonly #format: LogFormat;
  readonly #decode: (record: Buffer) => LogRecord | null;
  readonly #read = createMessageReader();

  /** @param decode reads the one record that the bytes hold, in strings */
  constructor(format: LogFormat, decode: (record: Buffer) => LogRecord | null) {
    this.#format = format;
    this.#decode = decode;
  }

  /** Null where the statement cannot be found in the record. */
  logged(record: Buffer, places: TextPlaces): Logged | null {
    const read = textReader(this.#format, record, places.isEscaped);
    const { textStart, textEnd, detailStart, detailEnd } = places;
    const hasDetail = detailEnd > detailStart;
    const sql = read(textStart, textEnd);
    const detail = hasDetail ? read(detailStart, detailEnd) : null;
    return sql === null || (hasDetail && detail === null) ? this.decoded(record) : { sql, detail };
  }

  /** The same where it is not known where the texts are. */
  decoded(bytes: Buffer): Logged | null {
    const record = this.#decode(bytes);
    const step = record && this.#read(record.message);
    return step?.kind === 'statement' || step?.kind === 'execute' ? { sql: step.sql, detail: record!.detail } : null;
  }
}

/** Code units of JSON that a byte becomes at most: `\u0001`. */
const MOST_UNITS = 6;

/** A record that may have to be read later. There are many: no closures, and a string for its bytes, which is smaller and cheaper than a buffer of its own. */
export class KeptRecord implements KeptText {
  readonly #texts: RecordTexts;
  readonly #record: string;
  readonly #places: TextPlaces;
  readonly #parameters: number;

  /**
   * @param record its bytes as Latin-1
   * @param parameters how many values its text has placeholders for
   */
  constructor(texts: RecordTexts, record: string, places: TextPlaces, parameters: number) {
    this.#texts = texts;
    this.#record = record;
    this.#places = places;
    this.#parameters = parameters;
  }

  get longest(): number {
    return this.#record.length * MOST_UNITS;
  }

  read(): Sample | null {
    const sample = sampleOf(this.#texts.logged(Buffer.from(this.#record, 'latin1'), this.#places));
    return sample.parameters.length >= this.#parameters ? sample : null;
  }
}

/** The one statement as it was sent. */
export function sampleOf(logged: Logged | null): Sample {
  const [text = ''] = logged ? splitLogged(logged.sql) : [];
  return { sql: innerQuery(text), parameters: parseParameters(logged?.detail ?? null) };
}
