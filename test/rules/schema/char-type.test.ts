import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/char-type.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

test.each(['character(2)', 'character(1)[]'])('fires on %s', (type) => {
  expect(linesOf(rule, [aTable('Country', { schema: 'second', columns: { iso: type } })])).toEqual([
    'warning second.Country(iso)',
  ]);
});

test('fires on a domain over it', () => {
  expect(
    linesOf(rule, [aTable('country', { columns: { iso: { type: 'public.iso', baseType: 'character' } } })]),
  ).toHaveLength(1);
});

test.each(['text', 'character varying(2)', '"char"'])('is silent on %s', (type) => {
  expect(linesOf(rule, [aTable('country', { columns: { iso: type } })])).toEqual([]);
});

test('reports partitions once', () => {
  const columns = { iso: 'character(2)' };
  const partitionOf = { parent: { schema: 'public', name: 'parts' }, bound: 'DEFAULT' };
  const tables = [
    aTable('parts', { columns, kind: 'partitioned-table' }),
    aTable('parts_1', { columns, with: { partitionOf } }),
  ];
  expect(linesOf(rule, tables)).toEqual(['warning public.parts(iso)']);
});
