import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/rls-enabled-no-policy.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';
import { aPolicy } from '../../support/object-builder.ts';

test('fires on row security without a policy', () => {
  const rowSecurity = { enabled: true, forced: false };
  const columns = { id: 'bigint' };
  const tables = [
    aTable('Note', { schema: 'second', columns, with: { rowSecurity } }),
    aTable('guarded', { columns, with: { rowSecurity, policies: [aPolicy('own')] } }),
    aTable('open', { columns }),
  ];
  expect(linesOf(rule, tables)).toEqual(['info second.Note']);
});
