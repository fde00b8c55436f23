import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/collation-version-mismatch.ts';
import { aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const columns = { id: 'bigint', name: 'text', code: { type: 'text', collation: { schema: 'public', name: 'de' } } };
const outdated = [{ schema: 'public', name: 'de', recordedVersion: '1', actualVersion: '2' }];
const says = (given: object, indexes: NonNullable<TableSpec['indexes']>) =>
  proposalsOf(rule, { tables: [aTable('t', { columns, indexes })], ...given }).map(({ object }) => object.name);

test('rebuilds what is sorted by the database’s collation, when that is outdated', () => {
  const database = { collationVersion: '2.28', actualCollationVersion: '2.36' };
  const indexes = [
    { name: 'text', keys: ['name'] },
    { name: 'expression', keys: ['(lower(name))'], expressionTypes: ['text'] },
    { name: 'number', keys: ['id'] },
    { name: 'other', keys: ['code'] },
    { name: 'hash', keys: ['name'], method: 'hash' },
  ];
  expect(says({ database }, indexes)).toEqual(['text', 'expression']);
  expect(says({ database: { ...database, actualCollationVersion: '2.28' } }, indexes)).toEqual([]);
  expect(says({ database: { ...database, actualCollationVersion: null } }, indexes)).toEqual([]);
});

test('rebuilds what is sorted by a collation of its own, when that is outdated', () => {
  expect(
    says({ catalog: { outdatedCollations: outdated } }, [{ name: 'i', keys: ['id', 'code'] }, { keys: ['name'] }]),
  ).toEqual(['i']);
});

test('takes an error, with the rebuilding of the index for a fix', () => {
  const [proposal] = proposalsOf(rule, {
    tables: [aTable('t', { columns, indexes: [{ name: 'i', keys: ['code'] }] })],
    catalog: { outdatedCollations: outdated },
  });
  expect(proposal).toMatchObject({ severity: 'error', fix: { kind: 'reindex', index: 'i' } });
});
