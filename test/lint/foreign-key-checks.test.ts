import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Catalog, ForeignKeyAction, Relation, TableUsage } from '../../src/catalog/model.ts';
import type { AnalyzedQuery } from '../../src/lint/contract.ts';
import { foreignKeyChecks } from '../../src/lint/foreign-key-checks.ts';
import { loadParser } from '../../src/sql/parser.ts';
import { createNames, shapeOf } from '../../src/sql/shape.ts';
import { aCatalog, aTable } from '../support/catalog-builder.ts';
import { aQuery } from '../support/query-builder.ts';

beforeAll(loadParser);

const deletes = aQuery({
  on: 'account',
  kind: 'delete',
  role: 'target',
  where: { equality: ['id'] },
  fingerprint: 'd',
});

function table(
  name: string,
  parent: string | null,
  more: Partial<Relation> = {},
  action: ForeignKeyAction = 'no action',
) {
  const plain = aTable(name, {
    columns: { id: 'bigint', [`${parent ?? 'other'}_id`]: 'bigint' },
    primaryKey: ['id'],
    ...(parent && { foreignKeys: { [`${parent}_id`]: parent } }),
  });
  const constraints = plain.constraints.map((one) =>
    one.references ? { ...one, references: { ...one.references, onDelete: action, onUpdate: action } } : one,
  );
  return { ...plain, constraints, ...more };
}

function checksOf(catalog: Catalog, queries: readonly AnalyzedQuery[]) {
  return foreignKeyChecks(catalog, queries, createNames(catalog)).map(({ query }) => [query.sql, query.calls]);
}

describe('the checks of a foreign key', () => {
  test.each<[ForeignKeyAction, string]>([
    ['no action', 'SELECT 1 FROM ONLY public.invoice x WHERE account_id = $1 FOR KEY SHARE OF x'],
    ['restrict', 'SELECT 1 FROM ONLY public.invoice x WHERE account_id = $1 FOR KEY SHARE OF x'],
    ['cascade', 'DELETE FROM ONLY public.invoice WHERE account_id = $1'],
    ['set null', 'UPDATE ONLY public.invoice SET account_id = NULL WHERE account_id = $1'],
    ['set default', 'UPDATE ONLY public.invoice SET account_id = DEFAULT WHERE account_id = $1'],
  ])('with ON DELETE %s run once for each row that the workload deletes', (action, sql) => {
    const catalog = aCatalog(table('account', null), table('invoice', 'account', {}, action));
    expect(checksOf(catalog, [{ ...deletes, calls: 7 }])).toEqual([[sql, 7]]);
    expect(checksOf(catalog, [{ ...deletes, calls: 7, rows: 70 }])).toEqual([[sql, 70]]);
  });

  test('run for rows that are given another key, and for no other update', () => {
    const update = (column: string) => ({
      ...deletes,
      shape: {
        ...deletes.shape,
        kind: 'update' as const,
        relations: deletes.shape.relations.map((use) => ({ ...use, columnsWritten: [column] })),
      },
    });
    const catalog = aCatalog(table('account', null), table('invoice', 'account', {}, 'cascade'));
    expect(checksOf(catalog, [{ ...update('id'), calls: 3 }])).toEqual([
      ['UPDATE ONLY public.invoice SET account_id = $1 WHERE account_id = $2', 3],
    ]);
    expect(checksOf(catalog, [update('other_id')])).toEqual([]);
  });

  test.each([
    ['MERGE INTO account a USING gone g ON a.id = g.id WHEN MATCHED THEN DELETE', 8],
    [
      'MERGE INTO account a USING gone g ON a.id = g.id WHEN MATCHED AND a.other_id = 1 THEN DELETE WHEN MATCHED THEN UPDATE SET other_id = 2',
      4,
    ],
    ['MERGE INTO account a USING gone g ON a.id = g.id WHEN MATCHED THEN UPDATE SET other_id = 2', 0],
    ['WITH gone AS (DELETE FROM account WHERE other_id = 7 RETURNING id) SELECT count(*) FROM gone', 8],
  ])('run for the rows that %s deletes, a part of them where it does several things', (sql, checked) => {
    const catalog = aCatalog(table('account', null), table('gone', null), table('invoice', 'account'));
    const query = { ...deletes, sql, calls: 8, shape: shapeOf(sql, createNames(catalog)) };
    expect(checksOf(catalog, [query]).map(([, calls]) => calls)).toEqual(checked > 0 ? [checked] : []);
  });

  test('are none where an index serves, or nothing is deleted', () => {
    const invoice = table('invoice', 'account');
    expect(checksOf(aCatalog(table('account', null), invoice), [])).toEqual([]);
    const indexed = aTable('invoice', {
      columns: { id: 'bigint', account_id: 'bigint' },
      foreignKeys: { account_id: 'account' },
      indexes: [{ keys: ['account_id'] }],
    });
    expect(checksOf(aCatalog(table('account', null), indexed), [deletes])).toEqual([]);
  });

  test('of further tables run for what a cascade deletes', () => {
    const catalog = aCatalog(
      table('account', null, { tuples: 100 }),
      table('invoice', 'account', { tuples: 1000 }, 'cascade'),
      table('line', 'invoice'),
    );
    expect(checksOf(catalog, [{ ...deletes, calls: 4 }])).toEqual([
      ['DELETE FROM ONLY public.invoice WHERE account_id = $1', 4],
      ['SELECT 1 FROM ONLY public.line x WHERE invoice_id = $1 FOR KEY SHARE OF x', 40],
    ]);
  });

  test('do not go round in a circle of cascades', () => {
    const catalog = aCatalog(table('a', 'b', { tuples: 9 }, 'cascade'), table('b', 'a', { tuples: 9 }, 'cascade'));
    const ofA = aQuery({ on: 'a', kind: 'delete', role: 'target', where: { equality: ['id'] }, fingerprint: 'd' });
    expect(checksOf(catalog, [ofA]).length).toBe(2);
  });

  test('run as often as the counters have deleted rows where there is no workload', () => {
    const usage = { deleted: 25 } as TableUsage;
    const catalog = aCatalog(table('account', null, { usage }), table('invoice', 'account'));
    expect(checksOf(catalog, [])).toMatchObject([[expect.stringContaining('invoice'), 25]]);
  });
});
