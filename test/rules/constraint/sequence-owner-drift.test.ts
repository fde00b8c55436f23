import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/sequence-owner-drift.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';
import { aSequence } from '../../support/object-builder.ts';

const relations = [
  aTable('Ticket', { schema: 'second', columns: { id: 'bigint' } }),
  aTable('copy', { schema: 'second', columns: { id: 'bigint' } }),
];
const user = { schema: 'second', table: 'Ticket', column: 'id' };
const sequence = (given: object) => aSequence('numbers', { schema: 'second', usedBy: [user], ...given });

test('fires where nothing owns the sequence, and gives it to the column', () => {
  const [finding] = findingsOf(rule, { relations, sequences: [sequence({})] });
  expect(finding).toMatchObject({ severity: 'info', object: { table: 'Ticket', columns: ['id'] } });
  expect(finding?.fix).toMatchObject({ up: ['ALTER SEQUENCE second.numbers OWNED BY second."Ticket".id'] });
});

test('fires where another column owns it, without a fix', () => {
  const ownedBy = { ...user, table: 'copy' };
  expect(findingsOf(rule, { relations, sequences: [sequence({ ownedBy })] })).toMatchObject([
    { object: { table: 'Ticket' } },
  ]);
  expect(findingsOf(rule, { relations, sequences: [sequence({ ownedBy })] })[0]?.fix).toBeUndefined();
});

test.each([
  ['its own', { ownedBy: user }],
  ['shared on purpose', { usedBy: [user, { ...user, table: 'copy' }] }],
  ['used by nobody', { usedBy: [] }],
])('is silent on one that is %s', (_, given) => {
  expect(linesOf(rule, { relations, sequences: [sequence(given)] })).toEqual([]);
});
