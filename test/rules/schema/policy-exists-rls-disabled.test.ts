import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/policy-exists-rls-disabled.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';
import { aPolicy } from '../../support/object-builder.ts';

test('fires on policies without row security', () => {
  const policies = [aPolicy('own')];
  const columns = { id: 'bigint' };
  const tables = [
    aTable('Note', { schema: 'second', columns, with: { policies } }),
    aTable('guarded', { columns, with: { rowSecurity: { enabled: true, forced: false }, policies } }),
    aTable('open', { columns }),
  ];
  expect(linesOf(rule, tables)).toEqual(['error second.Note']);
});
