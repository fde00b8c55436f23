import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { describeIndex, storedColumns } from '../../src/advisor/definition.ts';
import { standsFor, wideningsOf } from '../../src/advisor/merging.ts';
import { btree } from './make.ts';

describe('one index for two that start alike', () => {
  test('has the keys of one, and includes all else of both', () => {
    const byDay = btree('t', ['day', 'kind'], { include: ['price'] });
    const byPlace = btree('t', ['day', 'place'], { include: ['amount'] });
    expect(wideningsOf(byDay, byPlace).map(describeIndex)).toEqual([
      'public.t (day, kind) include (amount, place, price)',
      'public.t (day, place) include (amount, kind, price)',
    ]);
  });

  test('is none of the two themselves', () => {
    const wide = btree('t', ['day'], { include: ['amount', 'price'] });
    const narrow = btree('t', ['day'], { include: ['price'] });
    expect(wideningsOf(wide, narrow)).toEqual([]);
  });

  test('is not sought for other tables, other first keys and other directions of them, or other predicates', () => {
    const index = btree('t', ['day'], { include: ['price'] });
    const others = [
      btree('u', ['day'], { include: ['amount'] }),
      btree('t', ['place'], { include: ['amount'] }),
      btree('t', ['day desc'], { include: ['amount'] }),
      btree('t', ['day'], { include: ['amount'], predicate: 'deleted_at IS NULL' }),
    ];
    for (const other of others) expect(wideningsOf(index, other)).toEqual([]);
  });

  test('holds what both hold and stands for both, in whatever order they come', () => {
    const columns = fc.uniqueArray(fc.constantFrom('b', 'c', 'd', 'e', 'f', 'g'), { maxLength: 5 });
    const index = fc
      .tuple(columns, fc.nat(3))
      .map(([names, keys]) => btree('t', ['a', ...names.slice(0, keys)], { include: names.slice(keys) }));
    fc.assert(
      fc.property(index, index, (a, b) => {
        for (const union of wideningsOf(a, b)) {
          expect(new Set(storedColumns(union))).toEqual(new Set([...storedColumns(a), ...storedColumns(b)]));
          expect(storedColumns(union)).toHaveLength(new Set(storedColumns(union)).size);
          expect(standsFor(union, a) && standsFor(union, b)).toBe(true);
        }
        const texts = (list: ReturnType<typeof wideningsOf>) => list.map(describeIndex).sort();
        expect(texts(wideningsOf(b, a))).toEqual(texts(wideningsOf(a, b)));
      }),
    );
  });
});
