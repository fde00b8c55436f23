import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/unindexed-foreign-key.ts';
import type { ForeignKeyAction, Relation } from '../../../src/catalog/model.ts';
import { aConstraint, aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { aQuery } from '../../support/query-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

// What serves and what does not stands in foreign-key-cover.test.ts, over catalogs read from servers.
const parent = aTable('account', { columns: { id: 'bigint' }, primaryKey: ['id'] });

function child(given: Partial<TableSpec> = {}, name = 'invoice'): Relation {
  return aTable(name, {
    columns: { id: 'bigint', account_id: 'bigint' },
    foreignKeys: { account_id: 'account' },
    ...given,
  });
}

function withKeys(keys: readonly (readonly string[])[], onDelete: ForeignKeyAction = 'no action'): Relation {
  const table = aTable('item', { columns: { a: 'bigint', b: 'bigint', c: 'bigint' } });
  const references = (columns: readonly string[]) =>
    ({ relation: parent, columns, onDelete, onUpdate: 'no action', match: 'simple' }) as const;
  const constraints = keys.map((columns) =>
    aConstraint(`item_${columns.join('_')}_fkey`, columns, { kind: 'foreign-key', references: references(columns) }),
  );
  return { ...table, constraints };
}

test('proposes an index on the columns, as a warning', () => {
  const [proposal] = proposalsOf(rule, { tables: [parent, child()] });
  expect(proposal).toMatchObject({
    severity: 'warning',
    object: { schema: 'public', table: 'invoice', columns: ['account_id'], name: null },
    message: 'No index finds the rows of invoice by account_id, which refer to account',
    fix: { kind: 'create-index', index: { keys: [{ column: 'account_id' }], predicate: null } },
  });
});

test.each([
  ['cascade', 'error'],
  ['set null', 'error'],
  ['set default', 'error'],
  ['restrict', 'warning'],
  ['no action', 'warning'],
] as const)('takes ON DELETE %s for an %s', (onDelete, severity) => {
  expect(proposalsOf(rule, { tables: [withKeys([['a']], onDelete)] })).toMatchObject([{ severity }]);
});

test('is an error where the workload deletes the rows referred to, with these queries', () => {
  const queries = [
    aQuery({ on: 'account', kind: 'delete', role: 'target', where: { equality: ['id'] }, fingerprint: 'd' }),
  ];
  expect(proposalsOf(rule, { tables: [parent, child()], queries })).toMatchObject([
    { severity: 'error', fingerprints: ['d'] },
  ]);
});

test('leaves the nulls out where most rows refer to nothing', () => {
  const columns = { id: 'bigint', account_id: { type: 'bigint', distinct: 10, nullFraction: 0.9 } };
  expect(proposalsOf(rule, { tables: [child({ columns })] })).toMatchObject([
    { fix: { index: { predicate: 'account_id IS NOT NULL' } } },
  ]);
});

test('says why a partial index does not serve', () => {
  const table = child({
    columns: { id: 'bigint', account_id: 'bigint', deleted_at: 'date' },
    indexes: [
      { keys: ['account_id'], name: 'living', predicate: '(deleted_at IS NULL)' },
      { keys: ['id'], name: 'other', predicate: '(deleted_at IS NULL)' },
    ],
  });
  expect(proposalsOf(rule, { tables: [parent, table] })).toMatchObject([
    { notes: ['living holds only the rows where (deleted_at IS NULL), and a delete from account has to find all'] },
  ]);
});

test('lets one index serve two foreign keys where one can', () => {
  const proposals = proposalsOf(rule, { tables: [withKeys([['a', 'b'], ['b'], ['c']])] });
  const keysOf = (position: number) => {
    const fix = proposals[position]?.fix;
    return fix?.kind === 'create-index' ? fix.index.keys.map(({ column }) => column) : undefined;
  };
  expect([keysOf(0), keysOf(1), keysOf(2)]).toEqual([['b', 'a'], undefined, ['c']]);
  expect(proposals[1]?.notes).toEqual(['the index for a and b will serve']);
});

test('tells once of foreign keys that the partitions have by themselves, on their parent', () => {
  const top = aTable('ev', { columns: { account_id: 'bigint' }, kind: 'partitioned-table' });
  const partition = (name: string) =>
    child({ with: { partitionOf: { parent: { schema: 'public', name: 'ev' }, bound: 'DEFAULT' } } }, name);
  expect(proposalsOf(rule, { tables: [parent, top, partition('p'), partition('q')] })).toMatchObject([
    { object: { table: 'ev', columns: ['account_id'] } },
  ]);
});

test('is silent on members of extensions and temporary tables', () => {
  const tables = [child({ with: { extension: 'postgis' } }), child({ with: { persistence: 'temporary' } })];
  expect(proposalsOf(rule, { tables })).toEqual([]);
});

test('is silent while the index is being built', () => {
  expect(
    proposalsOf(rule, { tables: [child({ indexes: [{ keys: ['account_id'], valid: false, inBuild: true }] })] }),
  ).toEqual([]);
});
