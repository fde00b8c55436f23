import type { KeyExpression, PredicateKind, RelationUse } from '../sql/model.ts';

/** `a`, `a and b`, `a, b and c`. */
export function listOf(items: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}

const WORDS: Partial<Record<PredicateKind, string>> = {
  equality: 'the equality on',
  in: 'the list of values of',
  range: 'the range on',
  like: 'the pattern on',
  containment: 'the containment in',
  'null-test': 'the null test of',
};

/**
 * What a query asks of a table, in words: `the equality on user_hash with the range on created_at`. Names keys alone, no
 * values. With `keys`, only what concerns them is said.
 */
export function accessPhrase(use: RelationUse, keys?: readonly string[]): string {
  const said = (names: readonly string[]) => [...new Set(names)].filter((name) => !keys || keys.includes(name));
  const parts: string[] = [];
  for (const [kind, words] of Object.entries(WORDS)) {
    const names = said(use.predicates.filter((predicate) => predicate.kind === kind).map(nameOf));
    if (names.length > 0) parts.push(`${words} ${listOf(names)}`);
  }
  const joined = said(use.joins.map(nameOf));
  if (joined.length > 0) parts.push(`the join on ${listOf(joined)}`);
  if (use.orderComplete && use.limit !== null) {
    const sorted = said(use.orderBy.map(nameOf));
    if (sorted.length > 0) parts.push(`the order of ${listOf(sorted)}`);
  }
  const [first = '', ...rest] = parts;
  return rest.length === 0 ? first : `${first} with ${listOf(rest)}`;
}

/** As the messages name a key: its column, or its expression. */
function nameOf(key: KeyExpression): string {
  return key.column ?? key.expression ?? '';
}
