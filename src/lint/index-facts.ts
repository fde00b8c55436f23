import type { Index, IndexKey, Relation } from '../catalog/model.ts';

/** Whether the planner may use it and it enforces what it says. An index that is being built now counts as there. */
export function isUsable(index: Index): boolean {
  return index.inBuild || (index.valid && index.ready && index.live);
}

/** The key as the finding's object names it: its column, or its expression. */
export function keyText(key: IndexKey): string {
  return key.column ?? `(${key.expression ?? ''})`;
}

/** Usable unique indexes and exclusion constraints in which the column is a key, by itself or inside an expression. */
export function uniqueIndexesWith(relation: Relation, column: string): readonly Index[] {
  return relation.indexes.filter(
    (index) =>
      (index.unique || index.exclusion) &&
      isUsable(index) &&
      index.keys.some((key) => key.column === column || mentions(key.expression, column)),
  );
}

function mentions(expression: string | null, column: string): boolean {
  return expression !== null && identifiersOf(expression).includes(column);
}

/** Identifiers in the text of an expression as PostgreSQL deparses it; string literals are stepped over. */
function identifiersOf(expression: string): readonly string[] {
  return [...expression.matchAll(/'(?:[^']|'')*'|"((?:[^"]|"")+)"|([\p{L}_][\p{L}\p{N}_$]*)/gu)].flatMap(
    ([, quoted, plain]) => (quoted !== undefined ? [quoted.replaceAll('""', '"')] : plain !== undefined ? [plain] : []),
  );
}

/**
 * Columns of a partition key, from pg_get_partkeydef (`RANGE (created_at)`, `HASH ("Tenant", id)`).
 * @returns null when a key is an expression: no unique index over the parent is possible then (PostgreSQL 18).
 */
export function partitionColumns(partitionKey: string): readonly string[] | null {
  const list = /^\w+ \((.*)\)$/s.exec(partitionKey)?.[1];
  if (list === undefined) return null;
  const columns: string[] = [];
  let rest = list;
  while (rest !== '') {
    // A key is a column, perhaps with COLLATE and an operator class; anything else is an expression.
    const key = /^(?:"((?:[^"]|"")+)"|([\p{L}_][\p{L}\p{N}_$]*))((?: COLLATE)?(?: [\p{L}\p{N}_$."]+)*)(?:, |$)/u.exec(
      rest,
    );
    if (key === null) return null;
    columns.push(key[1]?.replaceAll('""', '"') ?? key[2] ?? '');
    rest = rest.slice(key[0].length);
  }
  return columns;
}
