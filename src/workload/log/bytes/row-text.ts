import { isUtf8 } from 'node:buffer';
import type { LogFormat } from '../detect.ts';

/** What a format writes for a text, as the text itself; null where the readers of strings have to look. */
type Unescape = (written: string, isEscaped: boolean) => string | null;

export const UNESCAPE: Readonly<Record<LogFormat, Unescape>> = {
  // A carriage return at a line's end is no part of the text.
  stderr: (written) => {
    if (written.includes('\r')) return null;
    return written.includes('\n') ? written.replaceAll('\n\t', '\n') : written;
  },
  csvlog: (written, isEscaped) => (written.includes('\r') ? null : isEscaped ? written.replaceAll('""', '"') : written),
  jsonlog: (written, isEscaped) => (isEscaped ? (JSON.parse(`"${written}"`) as string) : written),
};

/** Makes a string of some of a record's bytes; null where the readers of strings have to look. */
export type ReadText = (start: number, end: number) => string | null;

/** Texts of a record. Where it is no UTF-8, each of its lines is read as what it may be: that is left to the readers of strings. */
export function textReader(format: LogFormat, record: Buffer, isEscaped: boolean): ReadText {
  if (!isUtf8(record)) return () => null;
  return (from, to) => UNESCAPE[format](record.toString('utf8', from, to), isEscaped);
}
