import type { AdvisedIndex } from '../advisor/model.ts';
import type { FixIntent } from '../migration/model.ts';
import type { AnalyzedQuery } from './contract.ts';

/**
 * Whether the index behind a unique constraint that is proposed does what the advised index would: because it starts with the
 * same keys, or because every query that the advised one serves compares all columns of the constraint for equality, and
 * so finds its one row by it, whatever else it asks.
 */
export function servedByUnique(
  intent: FixIntent | null,
  { definition, serves }: AdvisedIndex,
  queries: readonly AnalyzedQuery[],
): boolean {
  if (intent?.kind !== 'add-unique' || intent.predicate !== null) return false;
  const { relation } = definition;
  if (intent.relation.schema !== relation.schema || intent.relation.name !== relation.name) return false;
  if (startsWith(intent.columns, definition)) return true;
  const served = queries.filter((query) => serves.includes(query.fingerprint));
  return served.length > 0 && served.every((query) => comparesAll(query, relation, intent.columns));
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

function comparesAll(
  query: AnalyzedQuery,
  relation: AdvisedIndex['definition']['relation'],
  columns: readonly string[],
): boolean {
  return query.shape.relations
    .filter((use) => use.relation.schema === relation.schema && use.relation.name === relation.name)
    .every((use) =>
      columns.every((column) =>
        use.predicates.some(
          (predicate) => predicate.column === column && (predicate.kind === 'equality' || predicate.kind === 'in'),
        ),
      ),
    );
}
