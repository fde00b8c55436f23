import type { IndexDefinition } from '../../catalog/model.ts';
import { columnKey } from '../definition.ts';
import { usesByRelation } from '../lookalikes.ts';
import type { Candidate, PricedUnit } from '../problem.ts';
import { nameKey } from '../relation-tree.ts';
import type { RelationFacts } from '../relations.ts';
import { searched } from '../relevance.ts';

/** An index with its columns in another order. */
export interface Reordering {
  readonly definition: IndexDefinition;
  /** The queries that search, join or order by the column that comes earlier than it did. */
  readonly askers: readonly PricedUnit[];
}

/**
 * The same columns with the second one first, and, where it serves several queries, with another one second: it was made for the query that
 * came first, and another may gain more from what only rides along. They take the same room.
 * @param users the queries whose plans read the index.
 * @param maxKeys of any index: with one, there is nothing to reorder.
 */
export function reorderingsOf(
  { definition }: Candidate,
  users: readonly PricedUnit[],
  facts: Pick<RelationFacts, 'topmost'>,
  maxKeys: number,
): readonly Reordering[] {
  const { relation, method, unique, keys, include } = definition;
  // Of other keys it would be another constraint.
  if (maxKeys < 2 || method !== 'btree' || unique || keys.some(({ column }) => column === null)) return [];
  const [first, second] = keys;
  const rest = [...keys.slice(1).map(({ column }) => column!), ...include];
  const asked = users.map((unit) => {
    const uses = usesByRelation(unit.query, facts).get(nameKey(relation)) ?? [];
    return { unit, columns: new Set(uses.flatMap(searched)) };
  });
  const keyedBy = (column: string, wanted: IndexDefinition['keys']): Reordering => ({
    definition: { ...definition, keys: wanted, include: rest.filter((other) => other !== column) },
    askers: asked.filter(({ columns }) => columns.has(column)).map(({ unit }) => unit),
  });
  const others = users.length > 1 ? rest.filter((column) => column !== second?.column) : [];
  return [
    ...(second ? [keyedBy(second.column!, [second, first!])] : []),
    ...others.map((column) => keyedBy(column, [first!, columnKey(column)])),
  ].filter(({ askers }) => askers.length > 0);
}
