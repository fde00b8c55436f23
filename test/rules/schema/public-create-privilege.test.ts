import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/public-create-privilege.ts';
import { linesOf } from '../../support/findings-of.ts';
import { aSchema } from '../../support/object-builder.ts';

test('fires on schemas in which every role may create', () => {
  const schemas = [
    aSchema('Shared', { publicCreate: true }),
    aSchema('closed', { publicUsage: true }),
    aSchema('topology', { publicCreate: true, extension: 'postgis_topology' }),
    aSchema('pg_temp_1', { publicCreate: true }),
  ];
  expect(linesOf(rule, { schemas })).toEqual(['warning schema Shared']);
});
