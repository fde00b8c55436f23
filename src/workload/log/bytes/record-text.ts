import { isAscii, isUtf8 } from 'node:buffer';

const NEWLINE = 10;
const BEYOND_ASCII = /[\x80-\xff]/;

/** The lines of bytes that end in a newline, or at the end of the log. */
export function decodeLines(bytes: Buffer): string[] {
  return splitLines(bytes.at(-1) === NEWLINE ? bytes.subarray(0, -1) : bytes);
}

/**
 * What is between newlines, each as UTF-8, or as Latin-1 where it is no valid UTF-8. Each is a string of its own: V8 keeps all of a string
 * alive for a part of it, such as a session's last statement.
 */
export function splitLines(whole: Buffer): string[] {
  const lines: string[] = [];
  const isPlain = isAscii(whole);
  for (let at = 0; at <= whole.length;) {
    const newline = whole.indexOf(NEWLINE, at);
    const end = newline < 0 ? whole.length : newline;
    const line = whole.toString('latin1', at, end);
    lines.push(isPlain || !BEYOND_ASCII.test(line) ? line : decodeLine(line));
    at = end + 1;
  }
  return lines;
}

function decodeLine(latin: string): string {
  const bytes = Buffer.from(latin, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : latin;
}
