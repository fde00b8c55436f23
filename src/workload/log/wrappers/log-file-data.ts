import { LONGEST_HEAD } from './lines.ts';
import type { CreateUnwrapper } from './unwrapper.ts';

/** What `aws rds download-db-log-file-portion` writes as JSON: a file's text as one string, with the place where the next portion begins. */
const START = /^\s*(?:\{.{0,200}?)?"LogFileData"\s*:\s*"/;
/** An escape of which the rest has been cut off. */
const CUT_ESCAPE = /\\(?:u[\da-f]{0,3})?$/i;

/** Whether a line begins such a file's text. */
export function beginsLogFileData(line: string): boolean {
  return START.test(line.slice(0, LONGEST_HEAD));
}

export function isLogFileData(lines: readonly string[]): boolean {
  return /^\s*\{/.test(lines.find((line) => line.trim() !== '') ?? '') && lines.some(beginsLogFileData);
}

/** Where a string ends that is open at an offset; -1 where it goes on. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let start = at;
    while (start > from && text.charAt(start - 1) === '\\') start--;
    if ((at - start) % 2 === 0) return at;
  }
  return -1;
}

/** Backslashes go in pairs but for the one that begins the last escape. */
function withoutCutEscape(text: string): string {
  const [cut] = CUT_ESCAPE.exec(text) ?? [''];
  const whole = text.slice(0, text.length - cut.length);
  const [backslashes] = /\\*$/.exec(whole)!;
  return backslashes.length % 2 === 0 ? whole : text;
}

/** The lines of such files. A text of megabytes comes in parts: what is cut after an escaped newline goes on in the next line. */
export const logFileData: CreateUnwrapper = ({ onLost }) => {
  let isInside = false;
  /** Of a line that goes on in the next portion. */
  let held = '';
  return {
    unwrap(line) {
      const start = START.exec(line.slice(0, LONGEST_HEAD));
      if (!start && !isInside) return [];
      const from = start?.[0].length ?? 0;
      const end = endOfString(line, from);
      isInside = end < 0;
      const text = isInside ? withoutCutEscape(line.slice(from)) : line.slice(from, end);
      try {
        const lines = (held + (JSON.parse(`"${text}"`) as string)).split('\n');
        held = lines.pop()!;
        return lines;
      } catch {
        onLost();
        return [];
      }
    },
    end() {
      if (isInside) onLost();
      return held === '' ? [] : [held];
    },
  };
};
