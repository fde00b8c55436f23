import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/rls-disabled.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const table = (enabled: boolean, forced = false, schema = 'public') =>
  aTable('Note', { schema, columns: { id: 'bigint' }, with: { rowSecurity: { enabled, forced } } });

test('fires in the schemas that clients reach', () => {
  expect(linesOf(rule, [table(false), table(false, false, 'inner'), table(true)])).toEqual(['warning public.Note']);
  expect(linesOf(rule, [table(true), table(true, true)], { forced: true })).toEqual(['warning public.Note']);
  expect(linesOf(rule, [table(false, false, 'inner')], { schemas: ['inner'] })).toEqual(['warning inner.Note']);
});
