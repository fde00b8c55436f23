import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/multiple-permissive-policies.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { findingsOf } from '../../support/findings-of.ts';
import { aPolicy } from '../../support/object-builder.ts';

const table = (...policies: ReturnType<typeof aPolicy>[]) => [
  aTable('Note', { schema: 'second', columns: { id: 'bigint' }, with: { policies } }),
];
const variants = (...policies: ReturnType<typeof aPolicy>[]) =>
  findingsOf(rule, table(...policies)).map(({ object }) => object.variant);

test('fires once a role and command', () => {
  expect(variants(aPolicy('a', { command: 'select' }), aPolicy('b', { command: 'select' }))).toEqual(['public select']);
  expect(variants(aPolicy('a', { command: 'select' }), aPolicy('b'))).toEqual(['public select']);
  expect(variants(aPolicy('a', { command: 'update', roles: ['app'] }), aPolicy('b', { command: 'update' }))).toEqual([
    'app update',
  ]);
});

test('is silent on other commands, other roles, and restrictive ones', () => {
  expect([
    variants(aPolicy('a', { command: 'select' }), aPolicy('b', { command: 'update' })),
    variants(aPolicy('a', { roles: ['app'] }), aPolicy('b', { roles: ['report'] })),
    variants(aPolicy('a'), aPolicy('b', { permissive: false })),
  ]).toEqual([[], [], []]);
});
