import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/enum-type.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const types = [
  { schema: 'public', name: 'Mood', kind: 'enum', labels: ['good'] },
  { schema: 'public', name: 'pair', kind: 'other' },
] as const;

test('fires on columns and arrays of it, and not on other types', () => {
  const columns = { a: 'public."Mood"', b: 'public."Mood"[]', c: 'public.pair', d: 'text' };
  expect(linesOf(rule, { types, relations: [aTable('Diary', { schema: 'second', columns })] })).toEqual([
    'warning second.Diary(a)',
    'warning second.Diary(b)',
  ]);
});
