import { describe, expect, test } from '@jest/globals';
import { chainsOf } from '../../../src/advisor/budget/chains.ts';
import type { Wish } from '../../../src/advisor/budget/chains.ts';
import { describeIndex, storedColumns } from '../../../src/advisor/definition.ts';
import type { IndexDefinition } from '../../../src/catalog/model.ts';
import { btree } from '../make.ts';

/** As many bytes as columns. */
const sizeOf = (definition: IndexDefinition) => storedColumns(definition).length;

function wish(number: number, include: readonly string[], gain: number): Wish {
  return { number, definition: btree('t', ['day'], { include }), gain };
}

const WISHES = [wish(7, ['price'], 100), wish(8, ['place'], 60), wish(9, ['amount', 'kind', 'note'], 90)];

describe('one index for several that begin alike', () => {
  test('takes up one after the other, what gains most for its size first', () => {
    const [first, second] = chainsOf(WISHES, sizeOf, 100);
    expect([describeIndex(first!.definition), first!.of]).toEqual(['public.t (day) include (place, price)', [7, 8]]);
    expect([describeIndex(second!.definition), second!.of]).toEqual([
      'public.t (day) include (amount, kind, note, place, price)',
      [7, 8, 9],
    ]);
  });

  test('is looked for from each of them on, so that none is left out for what gains more', () => {
    const starts = chainsOf(WISHES, sizeOf, 100).map(({ of }) => of.slice(0, 2).join());
    expect(new Set(starts)).toEqual(new Set(['7,8', '8,7', '9,7']));
  });

  test('stays within the budget', () => {
    expect(chainsOf(WISHES, sizeOf, 3).map(({ of }) => of)).toEqual([
      [7, 8],
      [8, 7],
    ]);
    expect(chainsOf(WISHES, sizeOf, 2)).toEqual([]);
  });

  test('is nothing but one where there is one alone', () => {
    expect(chainsOf(WISHES.slice(0, 1), sizeOf, 100)).toEqual([]);
  });
});
