import { LONGEST_HEAD } from './lines.ts';
import type { CreateUnwrapper } from './unwrapper.ts';

/** What `aws rds download-db-log-file-portion` writes as JSON: a file's text as one string, with the place where the next portion begins. */
const START = /^\s*(?:\{.{0,200}?)?"LogFileData"\s*:\s*"/;
/** An escape of which the rest has been cut off. */
const CUT_ESCAPE = /\\(?:u[\da-f]{0,3})?$/i;
const LONGEST_ESCAPE = 6;
/** What a line may be long: a longer one is damage. */
const LONGEST = 16 * 1024 * 1024;

/** Whether a line begins such a file's text. */
export function beginsLogFileData(line: string): boolean {
  return START.test(line.slice(0, LONGEST_HEAD));
}

export function isLogFileData(lines: readonly string[]): boolean {
  return /^\s*\{/.test(lines.find((line) => line.trim() !== '') ?? '') && lines.some(beginsLogFileData);
}

/** Whether backslashes before a place are in pairs: then that is no part of an escape. */
function isPlain(text: string, at: number): boolean {
  let start = at;
  while (text.charAt(start - 1) === '\\') start--;
  return (at - start) % 2 === 0;
}

/** Where a string ends that is open at an offset; -1 where it goes on. */
function endOfString(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0 && !isPlain(text, at)) at = text.indexOf('"', at + 1);
  return at;
}

function withoutCutEscape(text: string): string {
  const at = CUT_ESCAPE.exec(text.slice(-LONGEST_ESCAPE))?.[0].length ?? 0;
  return isPlain(text, text.length - at) ? text.slice(0, text.length - at) : text;
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
        if (held.length <= LONGEST) return lines;
        held = '';
        onLost();
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
