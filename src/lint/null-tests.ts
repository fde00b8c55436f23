/**
 * Reads predicates of partial indexes as pg_get_expr prints them, as far as they test columns for null: `(a IS NOT NULL)`,
 * `((a IS NOT NULL) AND (NOT (b IS NULL)))`.
 */

/** Whether the predicate is true of every row whose columns are not null as told; false when in doubt. */
export function holdsWhereNotNull(predicate: string, isNotNull: (column: string) => boolean): boolean {
  const text = unwrap(predicate);
  const alternatives = splitAt(text, ' OR ');
  if (alternatives.length > 1) return alternatives.some((part) => holdsWhereNotNull(part, isNotNull));
  const conjuncts = splitAt(text, ' AND ');
  if (conjuncts.length > 1) return conjuncts.every((part) => holdsWhereNotNull(part, isNotNull));
  const column = testedColumn(text);
  return column !== undefined && isNotNull(column);
}

/** The columns that the predicate requires to be not null, in its order. */
export function columnsTestedNotNull(predicate: string): readonly string[] {
  const text = unwrap(predicate);
  const conjuncts = splitAt(text, ' AND ');
  if (conjuncts.length > 1) return conjuncts.flatMap(columnsTestedNotNull);
  const column = splitAt(text, ' OR ').length > 1 ? undefined : testedColumn(text);
  return column === undefined ? [] : [column];
}

function testedColumn(text: string): string | undefined {
  const plain = /^("(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*) IS NOT NULL$/u.exec(text)?.[1];
  const inner = /^NOT (.*)$/s.exec(text)?.[1];
  const negated =
    inner === undefined ? undefined : /^("(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*) IS NULL$/u.exec(unwrap(inner))?.[1];
  const name = plain ?? negated;
  return name?.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}

/** Without the parentheses around all of it. */
function unwrap(text: string): string {
  let inner = text.trim();
  while (inner.startsWith('(') && closing(inner, 0) === inner.length - 1) inner = inner.slice(1, -1).trim();
  return inner;
}

function splitAt(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (let position = 0; position < text.length; position++) {
    const end = skipped(text, position);
    if (end !== undefined) position = end;
    else if (text.startsWith(separator, position)) {
      parts.push(text.slice(start, position));
      start = position + separator.length;
      position = start - 1;
    }
  }
  return [...parts, text.slice(start)];
}

/** Where the quoted or parenthesised text that begins here ends. */
function skipped(text: string, position: number): number | undefined {
  const character = text[position];
  if (character === '(') return closing(text, position);
  if (character !== "'" && character !== '"') return undefined;
  const end = text.indexOf(character, position + 1);
  return end < 0 ? text.length : end;
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let position = open; position < text.length; position++) {
    const character = text[position];
    if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return position;
    else if (character === "'" || character === '"') position = skipped(text, position) ?? position;
  }
  return text.length;
}
