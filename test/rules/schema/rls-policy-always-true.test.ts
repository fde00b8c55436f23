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

test.each<[string, object, readonly string[]]>([
  ['restricts all', { command: 'all' }, []],
  ['restricts all of the same role', { command: 'all', roles: ['anon'] }, []],
  ['restricts deletes alone', { command: 'delete' }, ['warning second.Note any']],
  ['restricts another role', { command: 'all', roles: ['admin'] }, ['warning second.Note any']],
  ['is true itself', { command: 'all', using: 'true' }, ['warning second.Note any']],
])('beside a restrictive policy that %s', (_, given, lines) => {
  const policies = [
    aPolicy('any', { roles: ['anon'] }),
    aPolicy('tenant', { using: '(tenant = 1)', permissive: false, ...given }),
  ];
  const relations = [aTable('Note', { schema: 'second', columns: { id: 'bigint' }, with: { policies } })];
  expect(linesOf(rule, relations)).toEqual(lines);
});
