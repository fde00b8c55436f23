import { isAnyBetter, lacksOnly } from './board.ts';
import type { Board } from './board.ts';
import { clear, createTouched, takenBy, totalWith, touch } from './touched.ts';
import type { Touched } from './touched.ts';

const NOTHING = -1;

/**
 * Moves that there is room for, and what each would gain. Whatever one of them makes possible is a way of one of them: so only few of all ways
 * need be looked at.
 */
export interface Offers {
  readonly board: Board;
  /** By index, the first of the moves' ways that lack it last; and by way, the next such. */
  readonly firstWith: Int32Array;
  readonly next: Int32Array;
  readonly touched: Touched;
}

export function createOffers(board: Board): Offers {
  return {
    board,
    firstWith: new Int32Array(board.isIn.length),
    next: new Int32Array(board.missing.length),
    touched: createTouched(board),
  };
}

/** Takes of some moves those that there is room for, and that are better than what is; until the set changes, `gainOf` tells their gains. */
export function offer({ board, firstWith, next }: Offers, moves: readonly number[], room: number): readonly number[] {
  const { moveWays, demandOf } = board.table;
  const { lackingBytes, taken } = board;
  const offered: number[] = [];
  for (let at = 0; at < moves.length; at++)
    if (lackingBytes[moves[at]!]! <= room && isAnyBetter(board, moves[at]!)) offered.push(moves[at]!);
  firstWith.fill(NOTHING);
  // From the last on: the ways of an index are to be in order, and most moves come in that of their ways.
  for (let n = offered.length - 1; n >= 0; n--) {
    const move = offered[n]!;
    const index = lastLacking(board, move);
    for (let at = moveWays.starts[move + 1]! - 1; at >= moveWays.starts[move]!; at--) {
      const way = moveWays.items[at]!;
      if (way >= taken[demandOf[way]!]!) continue;
      let before = NOTHING;
      let after = firstWith[index]!;
      while (after !== NOTHING && after < way) [before, after] = [after, next[after]!];
      next[way] = after;
      if (before === NOTHING) firstWith[index] = way;
      else next[before] = way;
    }
  }
  return offered;
}

function lastLacking({ table, isIn }: Board, move: number): number {
  const { starts, items } = table.moveMembers;
  let at = starts[move + 1]! - 1;
  while (isIn[items[at]!]) at--;
  return items[at]!;
}

/** How much cheaper the total would be with a move that is on offer. */
export function gainOf({ board, firstWith, next, touched }: Offers, move: number): number {
  const { moveMembers, writeCosts, demandOf } = board.table;
  const { isIn } = board;
  const [first, behind] = [moveMembers.starts[move]!, moveMembers.starts[move + 1]!];
  let { total } = board;
  for (let place = first; place < behind; place++) {
    const index = moveMembers.items[place]!;
    if (isIn[index]) continue;
    total += writeCosts[index]!;
    for (let way = firstWith[index]!; way !== NOTHING; way = next[way]!) {
      const demand = demandOf[way]!;
      if (way < takenBy(touched, demand) && lacksOnly(board, way, first, behind - 1)) touch(touched, demand, way);
    }
  }
  const gain = board.total - totalWith(touched, total);
  clear(touched);
  return gain;
}
