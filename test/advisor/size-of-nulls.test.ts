import { expect, test } from '@jest/globals';
import { estimateIndexSize } from '../../src/advisor/size.ts';
import type { ColumnStatistics } from '../../src/catalog/model.ts';
import { NO_STATISTICS, aDefinition, aTable } from '../support/catalog-builder.ts';

/** What ANALYZE keeps of a column that was added to a table with rows. */
const ALL_NULL: ColumnStatistics = { ...NO_STATISTICS, nullFraction: 1, averageWidth: 0, distinct: 0 };

test.each([
  ['gin', 'jsonb'],
  ['gin', 'text[]'],
  ['gin', 'tsvector'],
  ['gist', 'tsvector'],
  ['gist', 'tstzrange'],
  ['spgist', 'text'],
  ['hash', 'text'],
  ['brin', 'bigint'],
  ['btree', 'text'],
])('the size of a %s index on a column of type %s that is NULL everywhere is a number', (method, type) => {
  const table = aTable('document', { columns: { body: type }, rows: 20_000 });
  const columns = table.columns.map((column) => ({ ...column, statistics: ALL_NULL }));
  const definition = { ...aDefinition(table, ['body']), method };
  const { sizeBytes, pages } = estimateIndexSize({ ...table, columns }, definition);
  expect(pages).toBeGreaterThanOrEqual(1);
  expect(sizeBytes).toBeLessThan(5_000_000);
});
