import { isUtf8 } from 'node:buffer';

const NEWLINE = 10;

/** The lines of bytes that end in a newline, or at the end of the log. */
export function decodeLines(bytes: Buffer): string[] {
  return splitLines(bytes.at(-1) === NEWLINE ? bytes.subarray(0, -1) : bytes);
}

/** What is between newlines, each as UTF-8, or as Latin-1 where it is no valid UTF-8. */
export function splitLines(whole: Buffer): string[] {
  if (isUtf8(whole)) return whole.toString('utf8').split('\n');
  const lines: string[] = [];
  for (let start = 0; start <= whole.length;) {
    const newline = whole.indexOf(NEWLINE, start);
    const end = newline < 0 ? whole.length : newline;
    const line = whole.subarray(start, end);
    lines.push(line.toString(isUtf8(line) ? 'utf8' : 'latin1'));
    start = end + 1;
  }
  return lines;
}
