import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/disabled-trigger.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';
import { aTrigger } from '../../support/object-builder.ts';

const table = (given: object) =>
  aTable('Price', { schema: 'second', columns: { id: 'bigint' }, with: { triggers: [aTrigger('Keep', given)] } });

test('fires on a trigger of the user, and turns it on', () => {
  const [finding] = findingsOf(rule, [table({ enabled: 'disabled' })]);
  expect(finding).toMatchObject({ severity: 'error', object: { schema: 'second', table: 'Price', name: 'Keep' } });
  expect(finding?.fix).toMatchObject({ up: ['ALTER TABLE second."Price" ENABLE TRIGGER "Keep"'] });
});

test('fires on one that enforces a foreign key, and names the key', () => {
  const given = [table({ enabled: 'disabled', internal: true, constraint: 'price_fkey' })];
  expect(linesOf(rule, given)).toEqual(['error second.Price price_fkey']);
  expect(findingsOf(rule, given)[0]?.fix).toBeUndefined();
});

test.each([
  { enabled: 'origin' },
  { enabled: 'replica' },
  { enabled: 'always' },
  { enabled: 'disabled', inherited: true },
])('is silent on %j', (given) => {
  expect(linesOf(rule, [table(given)])).toEqual([]);
});
