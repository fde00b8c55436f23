import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createBoard, load, losses, toggle } from '../../../src/advisor/budget/board.ts';
import type { Board } from '../../../src/advisor/budget/board.ts';
import { inverted, itemsOf, listsOf } from '../../../src/advisor/budget/lists.ts';
import type { Demand } from '../../../src/advisor/budget/moves.ts';
import { createOffers, gainOf, offer } from '../../../src/advisor/budget/offers.ts';
import { createTrial, lossesOnTrial, takeOff, tryOn } from '../../../src/advisor/budget/trial.ts';

const INDEXES = 6;
const supplies = [1, 2, 3, 4, 5, 6].map((size) => ({ sizeBytes: size, writeCost: size }));
// Whole numbers, whose sums do not depend on their order.
const way = fc.record({
  cost: fc.integer({ min: 1, max: 999 }),
  members: fc.uniqueArray(fc.nat(INDEXES - 1), { minLength: 1, maxLength: 3 }),
});
const demands = fc.array(
  fc
    .array(way, { maxLength: 6 })
    .map((ways): Demand => ({ calls: 1, base: 1000, ways: ways.sort((a, b) => a.cost - b.cost) })),
  { minLength: 1, maxLength: 5 },
);
const set = fc.uniqueArray(fc.nat(INDEXES - 1));

function boardOf(list: readonly Demand[], members: readonly number[]): Board {
  const board = createBoard(list, supplies);
  load(board, members);
  return board;
}

const movesOf = (board: Board) => [...board.table.moveBytes.keys()];
const withMove = (board: Board, members: readonly number[], move: number) => [
  ...new Set([...members, ...itemsOf(board.table.moveMembers, move)]),
];

describe('the board', () => {
  test('what a set costs does not depend on the way to it', () => {
    const list: Demand[] = [
      { calls: 1, base: 100, ways: [{ cost: 40, members: [0, 1] }, { cost: 60, members: [0] }] },
      { calls: 1, base: 100, ways: [{ cost: 50, members: [1] }] },
    ]; // prettier-ignore
    const board = createBoard(list, supplies);
    for (const index of [0, 1, 0, 1, 1, 0]) toggle(board, index);
    expect([board.total, board.sizeBytes, board.present]).toEqual([93, 3, [0, 1]]);
    expect([...losses(board)].slice(0, 2)).toEqual([59, 68]);
  });

  test('what an index saves is what the total rises by without it', () => {
    fc.assert(
      fc.property(demands, set, (list, members) => {
        const board = boardOf(list, members);
        for (const index of members) {
          const without = boardOf(
            list,
            members.filter((other) => other !== index),
          );
          expect(losses(board)[index]).toBe(without.total - board.total);
        }
      }),
    );
  });

  test('of the moves on offer each has room, is better than what is, and gains what putting it in does', () => {
    fc.assert(
      fc.property(demands, set, fc.integer({ min: 1, max: 15 }), (list, members, room) => {
        const board = boardOf(list, members);
        const offers = createOffers(board);
        const offered = offer(offers, movesOf(board), room);
        for (const move of movesOf(board)) {
          const after = boardOf(list, withMove(board, members, move));
          expect(board.lackingBytes[move]).toBe(after.sizeBytes - board.sizeBytes);
          if (offered.includes(move)) {
            expect(after.sizeBytes - board.sizeBytes).toBeLessThanOrEqual(room);
            expect(gainOf(offers, move)).toBe(board.total - after.total);
          } else if (after.sizeBytes - board.sizeBytes <= room) {
            for (const one of itemsOf(board.table.moveWays, move))
              expect(one).toBeGreaterThanOrEqual(board.taken[board.table.demandOf[one]!]!);
          }
        }
      }),
    );
  });

  test('trying a move on tells what putting it in does, and leaves the board as it was', () => {
    fc.assert(
      fc.property(demands, set, (list, members) => {
        const board = boardOf(list, members);
        const trial = createTrial(board);
        const state = () => structuredClone([board.total, board.sizeBytes, board.present, board.missing]);
        const lossesOf = (indexes: readonly number[], all: Float64Array) => indexes.map((index) => all[index]);
        for (const move of movesOf(board)) {
          const before = [state(), lossesOf(members, losses(board))];
          const after = boardOf(list, withMove(board, members, move));
          tryOn(trial, move);
          expect([board.total, board.sizeBytes]).toEqual([after.total, after.sizeBytes]);
          const others = members.filter((index) => !itemsOf(board.table.moveMembers, move).includes(index));
          expect(lossesOf(others, lossesOnTrial(trial, move))).toEqual(lossesOf(others, losses(after)));
          takeOff(trial);
          expect([state(), lossesOf(members, losses(board))]).toEqual(before);
        }
      }),
    );
  });

  test('lists of numbers are told where each number stands', () => {
    const lists = listsOf([[2, 0], [], [0, 3]]);
    expect([0, 1, 2].map((n) => [...itemsOf(lists, n)])).toEqual([[2, 0], [], [0, 3]]);
    const inverse = inverted(lists, 4);
    expect([0, 1, 2, 3].map((n) => [...itemsOf(inverse, n)])).toEqual([[0, 2], [], [0], [2]]);
  });
});
