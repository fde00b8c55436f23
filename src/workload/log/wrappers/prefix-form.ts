import { findTag } from '../severity-tag.ts';

/** What stands before a line's tag; null without one. */
export function prefixOf(line: string): string | null {
  const place = findTag(line);
  return place && line.slice(0, place.start);
}

/** Whether a line has this prefix but for its numbers: those of time and line count differ from one line of a record to the next. */
export function hasPrefix(line: string, prefix: string | null): boolean {
  if (prefix === null) return false;
  let at = 0;
  for (let i = 0; i < prefix.length; at++, i++) {
    if (isDigit(prefix, i) && isDigit(line, at)) {
      while (isDigit(prefix, i + 1)) i++;
      while (isDigit(line, at + 1)) at++;
    } else if (prefix.charCodeAt(i) !== line.charCodeAt(at)) return false;
  }
  return findTag(line)?.start === at;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}
