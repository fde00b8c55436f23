import { findTag } from '../severity-tag.ts';
import { messageLines } from './json.ts';
import type { CreateUnwrapper } from './unwrapper.ts';

/**
 * The strings of a line: one, or those of a list that is all on it; null where it is something else.
 * @param isPart whether they may be of the middle of a list
 */
function stringsOf(line: string, isPart = false): readonly string[] | null {
  const text = line.trim();
  const inner = text.replace(/^\[/, '').replace(/[\],]$/, '');
  if (inner.trim() === '') return [];
  if (!inner.trimStart().startsWith('"')) return null;
  try {
    const values = JSON.parse(`[${inner}]`) as unknown[];
    const areStrings = values.every((value) => typeof value === 'string');
    // Other lines of several are rows of a table.
    return areStrings && (values.length === 1 || isPart || text.startsWith('[')) ? values : null;
  } catch {
    return null;
  }
}

/** Whether lines are messages as strings of JSON: what jq writes without `-r`, and `aws … --query 'events[].message'`. */
export function areJsonStrings(lines: readonly string[]): boolean {
  const found = lines.flatMap((line) => (line === '' ? [] : [stringsOf(line)]));
  const strings = found.flatMap((each) => each ?? []);
  const read = found.filter((each) => each !== null).length;
  return read * 2 > found.length && strings.some((text) => findTag(text) !== null);
}

export const jsonStrings: CreateUnwrapper = ({ onLost }) => ({
  unwrap(line) {
    const strings = stringsOf(line, true);
    if (strings === null) onLost();
    return strings?.flatMap(messageLines) ?? [];
  },
  end: () => [],
});
