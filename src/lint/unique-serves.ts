import type { AdvisedIndex } from '../advisor/model.ts';
import type { FixIntent, FixIntentOf } from '../migration/model.ts';
import { impliesPredicate } from '../sql/implication.ts';
import type { AnalyzedQuery } from './contract.ts';

/**
 * Whether the index behind a unique constraint that is proposed does what the advised index would: because it starts with the
 * same keys, or because every query that the advised one serves compares all columns of the constraint for equality, and
 * so finds its one row by it, whatever else it asks. One of the living rows alone serves only what asks for these.
 */
export function servedByUnique(
  intent: FixIntent | null,
  { definition, serves }: AdvisedIndex,
  queries: readonly AnalyzedQuery[],
): boolean {
  if (intent?.kind !== 'add-unique') return false;
  const { relation } = definition;
  if (intent.relation.schema !== relation.schema || intent.relation.name !== relation.name) return false;
  if (intent.predicate === null && startsWith(intent.columns, definition)) return true;
  const served = queries.filter((query) => serves.includes(query.fingerprint));
  return served.length > 0 && served.every((query) => findsItsRow(query, intent));
}

function startsWith(
  columns: readonly string[],
  { method, predicate, include, keys }: AdvisedIndex['definition'],
): boolean {
  return (
    method === 'btree' &&
    predicate === null &&
    include.length === 0 &&
    keys.every(
      (key, position) =>
        key.column !== null &&
        key.column === columns[position] &&
        key.operatorClass === null &&
        key.collation === null &&
        key.direction === 'asc',
    )
  );
}

function findsItsRow({ shape }: AnalyzedQuery, { relation, columns, predicate }: FixIntentOf<'add-unique'>): boolean {
  return shape.relations
    .filter((use) => use.relation.schema === relation.schema && use.relation.name === relation.name)
    .every(
      ({ predicates }) =>
        columns.every((column) =>
          predicates.some(({ column: own, kind }) => own === column && (kind === 'equality' || kind === 'in')),
        ) &&
        (predicate === null || impliesPredicate(predicates, predicate)),
    );
}
