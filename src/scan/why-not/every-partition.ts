import { nameKey } from '../../advisor/relation-tree.ts';
import type { AnalyzedQuery } from '../../lint/contract.ts';
import { partitionColumns } from '../../lint/index-facts.ts';
import type { KeyExpression, RelationUse } from '../../sql/model.ts';
import type { Heaviest } from './heaviest.ts';

/** A judgement: searching one more index for each of fewer takes no time that anyone notices. */
const MANY_PARTITIONS = 10;
/** The planner expects a row at least in each: with a few more it is the partitions that take the time, and not the rows. */
const ROWS_EACH = 2;

/**
 * Columns by which a table is partitioned, where a query searches an index of each of its many partitions for hardly a row, as its conditions
 * say nothing of them; null for any other.
 */
export function unaskedPartitionKey({ shape }: AnalyzedQuery, heaviest: Heaviest): readonly string[] | null {
  const { partitioned, partitions, rows, isFound } = heaviest;
  if (!partitioned || !isFound || partitions < MANY_PARTITIONS || rows > partitions * ROWS_EACH) return null;
  const columns = partitioned.partitionKey === null ? null : partitionColumns(partitioned.partitionKey);
  if (columns === null) return null;
  const uses = shape.relations.filter(({ relation }) => nameKey(relation) === nameKey(partitioned));
  const isAsked = uses.flatMap(conditionsOf).some((key) => columns.some((column) => mentions(key, column)));
  return uses.length === 0 || isAsked ? null : columns;
}

function conditionsOf({ predicates, disjunctions, joins }: RelationUse): readonly KeyExpression[] {
  return [...[...predicates, ...disjunctions.flat(2)].flatMap((one) => [one, ...(one.thenBy ?? [])]), ...joins];
}

function mentions({ column, expression }: KeyExpression, name: string): boolean {
  return column === name || expression?.includes(name) === true;
}
