import { findTag } from '../severity-tag.ts';

/** A line's prefix without its numbers: those of its time and line count differ from one line of a record to the next. Null without a tag. */
export function formOfPrefix(line: string): string | null {
  const place = findTag(line);
  return place && line.slice(0, place.start).replaceAll(/\d+/g, '0');
}
