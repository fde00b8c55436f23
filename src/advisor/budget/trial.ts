import { lacksOnly, losses, lossWithout } from './board.ts';
import type { Board } from './board.ts';
import { includes } from './lists.ts';
import { clear, createTouched, takenBy, totalWith, touch } from './touched.ts';
import type { Touched } from './touched.ts';

/**
 * What a move would do to a board, without putting it in and out: between `tryOn` and `takeOff` it counts in the board's total, size and
 * losses.
 */
export interface Trial {
  readonly board: Board;
  /** The demands for which a way lacks nothing with it that lacked something. */
  readonly touched: Touched;
  /** The ways that lack nothing with it, with what they lacked before. */
  readonly completed: Int32Array;
  readonly missingBefore: Int32Array;
  completedCount: number;
  /** Losses that it changed, and what they were. */
  readonly changed: Int32Array;
  readonly lossesBefore: Float64Array;
  changedCount: number;
  totalBefore: number;
  sizeBefore: number;
}

export function createTrial(board: Board): Trial {
  const [demands, ways] = [board.taken.length, board.missing.length];
  const changes = 2 * demands * board.mostMembers;
  return {
    board,
    touched: createTouched(board),
    completed: new Int32Array(ways),
    missingBefore: new Int32Array(ways),
    completedCount: 0,
    changed: new Int32Array(changes),
    lossesBefore: new Float64Array(changes),
    changedCount: 0,
    totalBefore: 0,
    sizeBefore: 0,
  };
}

/** Counts a move in the board's total and size. */
export function tryOn(trial: Trial, move: number): void {
  const { board, touched } = trial;
  const { moveMembers, sizes, writeCosts, waysWith, demandOf } = board.table;
  const { isIn, missing } = board;
  // What changes is told from what they are without it.
  losses(board);
  trial.totalBefore = board.total;
  trial.sizeBefore = board.sizeBytes;
  const [first, behind] = [moveMembers.starts[move]!, moveMembers.starts[move + 1]!];
  for (let place = first; place < behind; place++) {
    const index = moveMembers.items[place]!;
    if (isIn[index]) continue;
    board.sizeBytes += sizes[index]!;
    board.total += writeCosts[index]!;
    const end = waysWith.starts[index + 1]!;
    for (let at = waysWith.starts[index]!; at < end; at++) {
      const way = waysWith.items[at]!;
      if (missing[way]! > place - first + 1 || !lacksOnly(board, way, first, place)) continue;
      trial.completed[trial.completedCount] = way;
      trial.missingBefore[trial.completedCount++] = missing[way]!;
      missing[way] = 0;
      const demand = demandOf[way]!;
      touch(touched, demand, Math.min(way, takenBy(touched, demand)));
    }
  }
  board.total = totalWith(touched, board.total);
}

/**
 * The losses (board.ts) with what is tried on, until `takeOff`.
 * @param move what is tried on: of its own indexes nothing is told.
 */
export function lossesOnTrial(trial: Trial, move: number): Float64Array {
  const { board, touched } = trial;
  const { membersOf } = board.table;
  const { memberLosses, mostMembers, lossOf } = board;
  for (let n = 0; n < touched.count; n++) {
    const demand = touched.demands[n]!;
    const [before, way] = [board.taken[demand]!, touched.taken[demand]!];
    const first = membersOf.starts[before]!;
    for (let at = first; at < membersOf.starts[before + 1]!; at++)
      changeLoss(trial, membersOf.items[at]!, -memberLosses[demand * mostMembers + at - first]!);
    for (let at = membersOf.starts[way]!; at < membersOf.starts[way + 1]!; at++) {
      const member = membersOf.items[at]!;
      if (!includes(board.table.moveMembers, move, member))
        changeLoss(trial, member, lossWithout(board, member, demand, way));
    }
  }
  return lossOf;
}

function changeLoss(trial: Trial, index: number, by: number): void {
  const { lossOf } = trial.board;
  trial.changed[trial.changedCount] = index;
  trial.lossesBefore[trial.changedCount++] = lossOf[index]!;
  lossOf[index]! += by;
}

export function takeOff(trial: Trial): void {
  const { board, completed, missingBefore, changed, lossesBefore } = trial;
  while (trial.completedCount > 0) {
    const last = --trial.completedCount;
    board.missing[completed[last]!] = missingBefore[last]!;
  }
  while (trial.changedCount > 0) {
    const last = --trial.changedCount;
    board.lossOf[changed[last]!] = lossesBefore[last]!;
  }
  board.total = trial.totalBefore;
  board.sizeBytes = trial.sizeBefore;
  clear(trial.touched);
}
