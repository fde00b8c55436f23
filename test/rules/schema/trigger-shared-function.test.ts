import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/trigger-shared-function.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';
import { aTrigger } from '../../support/object-builder.ts';

const keep = { schema: 'second', name: 'Keep' };
const table = (name: string, given: object = {}) =>
  aTable(name, {
    columns: { id: 'bigint' },
    with: { triggers: [aTrigger('t', { function: keep, ...given }), aTrigger('u', { function: keep, ...given })] },
  });

test('fires once a function', () => {
  expect(linesOf(rule, [table('a'), table('b'), table('c')])).toEqual(['warning function second.Keep']);
});

test('is silent on one table, on partitions’ copies, and on the system’s', () => {
  expect([
    linesOf(rule, [table('a')]),
    linesOf(rule, [table('a'), table('b', { inherited: true })]),
    linesOf(rule, [table('a'), table('b', { internal: true })]),
  ]).toEqual([[], [], []]);
});
