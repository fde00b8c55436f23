import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createBoard, load } from '../../../src/advisor/budget/board.ts';
import type { Demand, Supply } from '../../../src/advisor/budget/moves.ts';
import { search } from '../../../src/advisor/budget/search.ts';

const MB = 1024 * 1024;
const supply = (megabytes: number, writeCost = 0): Supply => ({ sizeBytes: megabytes * MB, writeCost });
const demand = (base: number, ...ways: readonly [number, ...number[]][]): Demand => ({
  calls: 1,
  base,
  ways: ways.map(([cost, ...members]) => ({ cost, members })).sort((a, b) => a.cost - b.cost),
});
const find = (demands: readonly Demand[], supplies: readonly Supply[], megabytes: number) =>
  search(demands, supplies, megabytes * MB, 1e-4);

describe('the set within a storage budget', () => {
  test('one large index gives way to two small ones that save more together', () => {
    const demands = [demand(1000, [100, 0]), demand(600, [50, 1]), demand(600, [50, 2])];
    expect(find(demands, [supply(10), supply(6), supply(4)], 10)).toEqual([1, 2]);
    // By benefit for its size the first of these comes first, and then the best one has no room.
    expect(find([demand(1000, [500, 0]), demand(1000, [10, 1])], [supply(4), supply(10)], 10)).toEqual([1]);
  });

  test('two indexes that pay only together are found together', () => {
    expect(find([demand(1000, [10, 0, 1])], [supply(3), supply(3)], 6)).toEqual([0, 1]);
    expect(find([demand(1000, [10, 0, 1])], [supply(3), supply(3)], 5)).toEqual([]);
  });

  test('an index that two queries share goes before one that serves one of them better', () => {
    const demands = [demand(1000, [300, 0], [100, 1]), demand(1000, [300, 0])];
    expect(find(demands, [supply(5), supply(5)], 5)).toEqual([0]);
  });

  test('an index whose writing costs more than it saves is left out', () => {
    expect(find([demand(1000, [10, 0])], [supply(1, 2000)], 5)).toEqual([]);
  });

  test('a set to start from is improved on, and never made worse', () => {
    const demands = [demand(1000, [300, 0], [100, 1]), demand(1000, [300, 0])];
    const supplies = [supply(5), supply(5)];
    expect(search(demands, supplies, 5 * MB, 1e-4, { start: [1] })).toEqual([0]);
    expect(search(demands, supplies, 5 * MB, 1e-4, { isLate: () => true, start: [0] })).toEqual([0]);
  });

  test('demands that are worth less than nothing are searched to an end too', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 4, maxLength: 4 });
    const worth = fc.double({ min: -1000, max: 0, noNaN: true });
    const way = fc.tuple(worth, fc.uniqueArray(fc.nat(3), { minLength: 1, maxLength: 3 }));
    fc.assert(
      fc.property(
        fc.array(fc.array(way, { maxLength: 5 }), { minLength: 1, maxLength: 6 }),
        sizes,
        (ways, megabytes) => {
          const supplies = megabytes.map((size) => supply(size));
          const demands = ways.map((list) =>
            demand(1, ...list.map(([cost, members]): [number, ...number[]] => [cost, ...members])),
          );
          const found = search(demands, supplies, 20 * MB, 1e-4, { workloadCost: 1 });
          expect(found.reduce((sum, index) => sum + megabytes[index]!, 0)).toBeLessThanOrEqual(20);
        },
      ),
    );
  });

  test('a large index pays once what it drives out is made up for in smaller ones', () => {
    const both = [0, 1, 2, 3, 4].map((query) => demand(1000, [740, query], [800, 5 + query]));
    const shared = [demand(1000, [800, 10]), demand(1000, [800, 10]), demand(1000, [800, 10])];
    const supplies = [2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 6].map((size) => supply(size));
    const found = find([...both, ...shared], supplies, 10);
    expect(found).toContain(10);
    expect(found).toHaveLength(5);
  });

  test('one way of several indexes goes before a set that no move gets away from', () => {
    const ways = [
      demand(1000, [1, 0], [154, 3, 6, 4]),
      demand(1000, [1, 3], [1, 4], [1, 1]),
      demand(1000, [151, 6], [152, 5]),
    ];
    const supplies = [14, 4, 1, 4, 4, 11, 19, 1].map((size) => supply(size));
    expect(find([...ways, demand(1000)], supplies, 27)).toEqual([3, 4, 6]);
  });

  test('it keeps the budget, is the same each time, and no single way would do better', () => {
    const way = fc.tuple(fc.integer({ min: 1, max: 999 }), fc.uniqueArray(fc.nat(7), { minLength: 1, maxLength: 3 }));
    fc.assert(
      fc.property(
        fc.array(fc.array(way, { maxLength: 5 }), { minLength: 1, maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 8, maxLength: 8 }),
        fc.integer({ min: 0, max: 60 }),
        (ways, sizes, budget) => {
          const supplies = sizes.map((size) => supply(size));
          const demands = ways.map((list) =>
            demand(1000, ...list.map(([cost, members]): [number, ...number[]] => [cost, ...members])),
          );
          const found = find(demands, supplies, budget);
          const costOf = (members: readonly number[]) => {
            const board = createBoard(demands, supplies);
            load(board, members);
            return { total: board.total, sizeBytes: board.sizeBytes };
          };
          const { total, sizeBytes } = costOf(found);
          expect(sizeBytes).toBeLessThanOrEqual(budget * MB);
          expect(find(demands, supplies, budget)).toEqual(found);
          for (const { members } of demands.flatMap((one) => one.ways)) {
            const alone = costOf(members);
            if (alone.sizeBytes <= budget * MB) expect(total).toBeLessThanOrEqual(alone.total * (1 + 1e-3));
          }
        },
      ),
    );
  });
});
