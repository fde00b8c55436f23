import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/pg14-cic-corruption.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const table = aTable('t', { columns: { id: 'bigint' }, primaryKey: ['id'] });

test.each([140_000, 140_003])('fires once on version %d', (version) => {
  expect(proposalsOf(rule, { tables: [table, table], database: { serverVersionNum: version } })).toMatchObject([
    { severity: 'error' },
  ]);
});

test.each([130_022, 140_004, 150_018])('is silent on version %d', (version) => {
  expect(proposalsOf(rule, { tables: [table], database: { serverVersionNum: version } })).toEqual([]);
});

test('is silent on a database without indexes', () => {
  expect(
    proposalsOf(rule, {
      tables: [aTable('t', { columns: { id: 'bigint' } })],
      database: { serverVersionNum: 140_001 },
    }),
  ).toEqual([]);
});
