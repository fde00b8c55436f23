import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/larger-than-table.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const MB = 1_048_576;
const says = (index: number, table: number) =>
  proposalsOf(rule, {
    tables: [
      aTable('t', {
        columns: { a: 'text' },
        indexes: [{ name: 'i', keys: ['a'], sizeBytes: index * MB }],
        with: { sizeBytes: table * MB },
      }),
    ],
  }).map(({ message }) => message);

test('fires on a large index of a smaller table, and on nothing smaller', () => {
  expect(says(300, 200)).toEqual(['i is larger than its table, t']);
  expect([says(200, 300), says(50, 1)]).toEqual([[], []]);
});
