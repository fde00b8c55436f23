import { formatShare } from './format.ts';
import type { QueryEvidence } from './model.ts';

/** Lines that are shown of one finding. */
const MOST_LINES = 3;
/** A tag that nearly all calls have needs no percentage. */
const NEARLY_ALL = 0.95;

/**
 * Where in the code the queries of a finding come from, as their comments tell: `controller orders, action show`, each once. With several queries
 * each line names those that it is about by their place in the list.
 */
export function askedBy(queries: readonly QueryEvidence[]): readonly string[] {
  const places = new Map<string, number[]>();
  queries.forEach(({ tags = [] }, position) => {
    const text = tags
      .map(({ key, value, share }) => `${key} ${value}${share < NEARLY_ALL ? ` (${formatShare(share)})` : ''}`)
      .join(', ');
    if (text !== '') places.set(text, [...(places.get(text) ?? []), position + 1]);
  });
  return [...places].slice(0, MOST_LINES).map(([text, positions]) => {
    const isAll = positions.length === queries.length;
    return isAll ? `asked by ${text}` : `query ${positions.join(', ')} asked by ${text}`;
  });
}
