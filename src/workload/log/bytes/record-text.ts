import { isAscii, isUtf8 } from 'node:buffer';

const NEWLINE = 10;
const BEYOND_ASCII = /[\x80-\xff]/;

/** The lines of bytes that end in a newline, or at the end of the log. */
export function decodeLines(bytes: Buffer): string[] {
  return splitLines(bytes.at(-1) === NEWLINE ? bytes.subarray(0, -1) : bytes);
}

/**
 * What is between newlines, each as UTF-8, or as Latin-1 where it is no valid UTF-8. One character beyond ASCII would make a string of all of
 * them twice as long: only its own line is decoded so.
 */
export function splitLines(whole: Buffer): string[] {
  const lines = whole.toString('latin1').split('\n');
  return isAscii(whole) ? lines : lines.map((line) => (BEYOND_ASCII.test(line) ? decodeLine(line) : line));
}

function decodeLine(latin: string): string {
  const bytes = Buffer.from(latin, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : latin;
}
