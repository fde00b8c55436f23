import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/self-reference-no-action.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const table = (onDelete: string, target = 'category') => {
  const given = aTable('category', { columns: { parent_id: 'bigint' }, foreignKeys: { parent_id: target } });
  const constraints = given.constraints.map((key) => ({
    ...key,
    references: { ...key.references!, onDelete: onDelete as 'cascade' },
  }));
  return { ...given, constraints };
};

test.each(['no action', 'restrict'])('fires on %s', (action) => {
  expect(linesOf(rule, [table(action)])).toEqual(['info public.category(parent_id) category_parent_id_fkey']);
});

test.each(['cascade', 'set null', 'set default'])('is silent on %s', (action) => {
  expect(linesOf(rule, [table(action)])).toEqual([]);
});

test('is silent on a reference to another table, also of the same name in another schema', () => {
  const second = { ...table('no action'), schema: 'second' };
  expect(linesOf(rule, [table('no action', 'others'), second])).toEqual([]);
});
