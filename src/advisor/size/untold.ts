import type { ColumnStatistics, IndexDefinition, Relation } from '../../catalog/model.ts';
import { partsOfKey } from './gin-tokens.ts';
import { factsOfKey } from './key.ts';
import type { SizeOptions } from './model.ts';
import { currentRows } from './rows.ts';

/**
 * Columns and expressions among an index's keys that statistics tell too little of for more than a guess at its size: never analysed, computed by a
 * procedural language, or, for GIN, of values that ANALYZE keeps none of, for they are wider than 1 kB.
 */
export function untoldKeys(
  relation: Relation,
  { method, keys }: IndexDefinition,
  options: SizeOptions = {},
): readonly string[] {
  const rows = currentRows(relation);
  if (rows < 1) return [];
  const isTold = method === 'gin' ? hasValues : (statistics: ColumnStatistics | null) => statistics !== null;
  const facts = method === 'gin' ? partsOfKey : factsOfKey;
  return keys
    .filter((key) => !isTold(facts(relation, key, rows, options).statistics))
    .map(({ column, expression }) => column ?? expression ?? '');
}

function hasValues(statistics: ColumnStatistics | null): boolean {
  if (!statistics) return false;
  const { mostCommonValues, histogramBounds, mostCommonElements, nullFraction } = statistics;
  return nullFraction === 1 || [mostCommonValues, histogramBounds, mostCommonElements].some((kept) => kept !== null);
}
