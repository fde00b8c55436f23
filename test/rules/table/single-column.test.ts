import { expect, test } from '@jest/globals';
import rule from '../../../rules/table/single-column.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

test('fires on one column and on none', () => {
  expect(linesOf(rule, [aTable('one', { columns: { code: 'text' } }), aTable('none', { columns: {} })])).toEqual([
    'warning public.one(code)',
    'warning public.none',
  ]);
});

test('is silent on two columns, and on the table of a framework', () => {
  const migrations = aTable('schema_migrations', { columns: { version: 'text' } });
  expect(linesOf(rule, [aTable('two', { columns: { code: 'text', name: 'text' } }), migrations])).toEqual([]);
});
