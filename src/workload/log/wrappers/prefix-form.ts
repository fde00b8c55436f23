import { readAnyPrefix } from '../prefix.ts';

/** A line's prefix without its numbers: those of its time and line count differ from one line of a record to the next. Null without a tag. */
export function formOfPrefix(line: string): string | null {
  const prefixed = readAnyPrefix(line);
  if (!prefixed) return null;
  const head = line.slice(0, line.length - prefixed.text.length);
  return head.slice(0, head.lastIndexOf(prefixed.tag)).replaceAll(/\d+/g, '0');
}
