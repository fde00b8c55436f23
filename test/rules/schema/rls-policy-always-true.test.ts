import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/rls-policy-always-true.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';
import { aPolicy } from '../../support/object-builder.ts';

const table = (given: object) => [
  aTable('Note', { schema: 'second', columns: { id: 'bigint' }, with: { policies: [aPolicy('any', given)] } }),
];

test.each([{}, { command: 'insert', using: null, check: 'true' }, { command: 'delete' }])('fires on %j', (given) => {
  expect(linesOf(rule, table(given))).toEqual(['warning second.Note any']);
});

test.each([{ command: 'select' }, { roles: ['admin'] }, { permissive: false }, { using: '(owner = CURRENT_USER)' }])(
  'is silent on %j',
  (given) => {
    expect(linesOf(rule, table(given))).toEqual([]);
  },
);
