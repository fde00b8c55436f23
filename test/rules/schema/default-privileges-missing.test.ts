import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/default-privileges-missing.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';
import { aSchema } from '../../support/object-builder.ts';

test('fires on a schema with tables', () => {
  const relations = [
    aTable('t', { schema: 'Sales', columns: { id: 'bigint' } }),
    aTable('t', { schema: 'good', columns: { id: 'bigint' } }),
  ];
  const schemas = [
    aSchema('Sales', { defaultPrivileges: false }),
    aSchema('empty', { defaultPrivileges: false }),
    aSchema('good'),
  ];
  expect(linesOf(rule, { relations, schemas })).toEqual(['warning schema Sales']);
});
