import { describe, expect, test } from '@jest/globals';
import { comparedColumns } from '../../src/scan/compared-columns.ts';
import { aCatalog, aTable } from '../support/catalog-builder.ts';
import { indexOn, columnKey } from '../../src/advisor/definition.ts';
import type { Relation } from '../../src/catalog/model.ts';
import { createNames } from '../../src/sql/shape/names.ts';
import { loadParser } from '../../src/sql/parser.ts';
import { shapeOf } from '../../src/sql/shape.ts';

await loadParser();

const columns = Object.fromEntries(
  Array.from({ length: 1599 }, (_, number) => [`c${number + 1}`, { type: 'integer', distinct: 10 }]),
);
const tables = Array.from({ length: 7 }, (_, number) => aTable(`t${number + 1}`, { columns }));

function comparedBy(sql: string, change: (table: Relation) => Relation = (table) => table): readonly string[] {
  const [first, ...others] = tables as [Relation, ...Relation[]];
  const catalog = aCatalog(change(first), ...others);
  const compared = comparedColumns([{ sql, shape: shapeOf(sql, createNames(catalog)) }], catalog)!;
  return first.columns.map(({ name }) => name).filter((name) => compared(first, name));
}

describe('of tables with very many columns', () => {
  test.each([
    ['what is only shown is not compared', 'SELECT c1, t.c2 FROM t1 t WHERE c3 = $1 AND c4 > 5', ['c3', 'c4']],
    ['neither is what a star shows', 'SELECT * FROM t1 WHERE c3 = $1', ['c3']],
    ['what joins is', 'SELECT a.c1 FROM t1 a JOIN t2 b ON b.c5 = a.c6', ['c5', 'c6']],
    ['an ORDER BY may name what is shown by its place', 'SELECT c1 FROM t1 WHERE c3 = $1 ORDER BY 1', ['c1', 'c3']],
    ['and so may GROUP BY and DISTINCT', 'SELECT DISTINCT c1 FROM t1 WHERE c3 = $1', ['c1', 'c3']],
    ['an aggregate may read an index from its end', 'SELECT max(c1) FROM t1 WHERE c3 = $1', ['c1', 'c3']],
    [
      'a sub-select shows what the outer one compares',
      'SELECT c1 FROM t1 WHERE c2 IN (SELECT c3 FROM t2)',
      ['c1', 'c2', 'c3'],
    ],
    ['all of an UPDATE', 'UPDATE t1 SET c1 = 2 WHERE c3 = $1', ['c1', 'c3']],
  ])('%s', (_, sql, expected) => {
    expect(comparedBy(sql)).toEqual(expected);
  });

  test('other names for columns, and joins by those that have the same name, may compare all', () => {
    for (const sql of ['SELECT x FROM t1 AS a (x, y) WHERE y = 1', 'SELECT 1 FROM t1 NATURAL JOIN t2'])
      expect(comparedBy(sql)).toHaveLength(1599);
  });

  test('the keys and the predicate of an index count', () => {
    const index = { ...indexOn(tables[0]!, [columnKey('c7')]), predicate: '(c8 > 0)' };
    const withIndex = (table: Relation) => ({
      ...table,
      indexes: [{ ...aTable('x', { primaryKey: ['c1'], columns: { c1: 'integer' } }).indexes[0]!, ...index }],
    });
    expect(comparedBy('SELECT c1 FROM t1 WHERE c3 = $1', withIndex)).toEqual(['c3', 'c7', 'c8']);
  });

  test('a partition is read by way of its parent', () => {
    const asPartition = (table: Relation): Relation => ({
      ...table,
      partitionOf: { parent: { schema: 'public', name: 't2' }, bound: 'DEFAULT', detachPending: false },
    });
    expect(comparedBy('SELECT c1 FROM t2 WHERE c3 = $1', asPartition)).toHaveLength(1599);
  });
});

test('of a usual catalog all statistics are set up', () => {
  expect(comparedColumns([], aCatalog(...tables.slice(0, 2)))).toBeUndefined();
});
