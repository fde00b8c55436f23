import type { Predicate } from '../sql/model.ts';
import type { TableUse } from './contract.ts';

/** One query that finds rows by a column's value. */
export interface Lookup {
  readonly fingerprint: string;
  readonly calls: number;
  /** All columns that it compares for equality with one value, the looked-up one included. */
  readonly columns: readonly string[];
  /** `one`: at most one row is expected or came; `many`: more came; `unknown`: the source says nothing. */
  readonly answer: 'one' | 'many' | 'unknown';
}

/**
 * Django's get() asks for 21 rows, to raise MultipleObjectsReturned when more than one comes (MAX_GET_RESULTS of
 * django.db.models.query); JPA and others ask for 2. Whoever does so expects one row.
 */
const EXPECTS_ONE = new Set([1, 2, 21]);

/** Queries with `column = value` on the relation, whatever else they compare. Joins are no lookups: they come by the row. */
export function lookupsBy(uses: readonly TableUse[], column: string): readonly Lookup[] {
  return uses.flatMap(({ query, use }) => {
    // Asked of every column of a table, of which there may be 1,600: most statements compare none but a few.
    if (!use.predicates.some((predicate) => predicate.column === column && isEquality(predicate))) return [];
    const columns = [...new Set(use.predicates.filter(isEquality).map((predicate) => predicate.column))];
    return [
      {
        fingerprint: query.fingerprint,
        calls: query.calls,
        columns: columns.filter((name) => name !== null),
        answer: answerOf({ query, use }),
      },
    ];
  });
}

function isEquality(predicate: Predicate): boolean {
  return predicate.kind === 'equality' && predicate.column !== null && predicate.operator === '=';
}

function answerOf({ query, use }: TableUse): Lookup['answer'] {
  // Rows of an aggregate or of a join say nothing about this relation's rows.
  const own = !use.aggregated && query.shape.relations.length === 1 && query.shape.kind !== 'insert';
  if (own && query.rows !== null && query.calls > 0 && query.rows > query.calls * 1.05 && use.limit !== 1)
    return 'many';
  // `ORDER BY created_at DESC LIMIT 1` picks one of many; Django's first() orders by the key that it was given, or by id.
  const picksOneOfMany = use.orderBy.length > 0 && !use.orderBy.every((key) => key.column === 'id');
  if (typeof use.limit === 'number' && EXPECTS_ONE.has(use.limit)) return picksOneOfMany ? 'unknown' : 'one';
  return own && query.rows !== null && query.calls > 0 && query.rows > 0 ? 'one' : 'unknown';
}
