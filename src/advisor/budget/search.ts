import { createBoard } from './board.ts';
import type { Board } from './board.ts';
import type { Demand, Move, Supply } from './moves.ts';
import { SIZE_FLOOR_BYTES } from '../thresholds.ts';

/** Times that the best set is shaken and improved again; each finds little that those before did not. */
const SHAKES = 5;
/** The same, from a set that was found with nearly the same ways. */
const SHAKES_FROM_START = 1;

/** Smaller gains than this fraction of the workload are rounding, and would let the search go in circles. */
const SMALLEST_STEP = 1e-7;

/**
 * The set of indexes within the budget that makes the known ways cheapest, as far as local search finds it: filled by
 * benefit per size, then each way is put in and the least missed indexes put out while that pays, and the whole shaken
 * a few times. The same input gives the same set.
 * @param start a set to improve on, within the budget; from none when left out.
 * @param least what an index must save at the least, as a fraction of what the workload costs.
 * @param workloadCost what the workload costs, where the demands are worth more or less than that (worth.ts), which can be
 * less than nothing.
 * @param isLate whether the time is up: then the best set so far is returned.
 * @returns indexes, ascending.
 */
export function search(
  demands: readonly Demand[],
  offered: readonly Supply[],
  budgetBytes: number,
  least: number,
  isLate: () => boolean = () => false,
  start: readonly number[] = [],
  workloadCost = 0,
): readonly number[] {
  // Candidates work out what they are asked for; here it is asked for millions of times.
  const supplies = offered.map(({ sizeBytes, writeCost }): Supply => ({ sizeBytes, writeCost }));
  const board = createBoard(demands, supplies);
  const moves = board.moves.filter(({ sizeBytes }) => sizeBytes <= budgetBytes);
  const scale = () => Math.max(board.total, workloadCost);
  const game = { board, moves, supplies, budgetBytes, least, scale, isLate, optima: new Set<string>() };
  board.load(start);
  fill(game);
  improve(game);
  const shakes = start.length > 0 ? SHAKES_FROM_START : SHAKES;
  let best = { total: board.total, members: [...board.present] };
  const random = pseudoRandom();
  for (let shake = 0; shake < shakes && best.members.length > 1 && !isLate(); shake++) {
    board.load(best.members);
    const left = [...best.members];
    for (let count = Math.min(left.length, 2 + random(3)); count > 0; count--) {
      board.toggle(left.splice(random(left.length), 1)[0]!);
    }
    tryMove(game, moves[random(moves.length)]!, Number.POSITIVE_INFINITY);
    fill(game);
    improve(game);
    if (board.total < best.total - scale() * SMALLEST_STEP) best = { total: board.total, members: [...board.present] };
  }
  // From a set that was found with nearly the same ways, nothing better was seen to come of it.
  if (start.length > 0) return best.members;
  // What is left to chance above: no one way, with whatever fits beside it, does better.
  for (const { members } of moves) {
    board.load(members);
    if (board.total >= best.total || isLate()) continue;
    fill(game);
    improve(game);
    if (board.total < best.total) best = { total: board.total, members: [...board.present] };
  }
  return best.members;
}

interface Game {
  readonly board: Board;
  readonly moves: readonly Move[];
  readonly supplies: readonly Supply[];
  readonly budgetBytes: number;
  readonly least: number;
  /** What is small is small beside this: planner's units, above 0. */
  readonly scale: () => number;
  readonly isLate: () => boolean;
  /** Sets that nothing was found to improve. */
  readonly optima: Set<string>;
}

/** Adds the way with the greatest gain for its size, as long as there is room. */
function fill({ board, moves, supplies, budgetBytes, least, scale }: Game): void {
  for (;;) {
    let best: { readonly added: readonly number[]; readonly score: number } | undefined;
    for (const { members, ways } of moves) {
      if (!board.isAnyBetter(ways)) continue;
      const added = board.lacking(members);
      const size = added.reduce((sum, index) => sum + supplies[index]!.sizeBytes, 0);
      if (added.length === 0 || board.sizeBytes + size > budgetBytes) continue;
      const before = board.total;
      board.tryOn(added);
      const gain = before - board.total;
      board.takeOff();
      const score = gain / (size + SIZE_FLOOR_BYTES);
      if (gain > scale() * least && score > (best?.score ?? 0)) best = { added, score };
    }
    if (!best) return;
    best.added.forEach(board.toggle);
  }
}

/** Puts each way in, and each index out, round and round, until nothing makes the workload cheaper. */
function improve(game: Game): void {
  const { board, moves, supplies, optima } = game;
  const steps = moves.length + supplies.length;
  for (let at = 0, idle = 0; idle < steps; at = (at + 1) % steps, idle++) {
    if (game.isLate()) return dropUseless(game, game.least);
    if (idle === 0 && optima.has(board.present.join())) break;
    const limit = board.total - game.scale() * SMALLEST_STEP;
    const isBetter = at < moves.length ? tryMove(game, moves[at]!, limit) : tryWithout(game, at - moves.length, limit);
    if (isBetter) idle = -1;
  }
  optima.add(board.present.join());
  dropUseless(game, game.least);
}

/** Puts an index out and fills the room; undone unless the total is below the limit. */
function tryWithout(game: Game, index: number, limit: number): boolean {
  const { board } = game;
  if (!board.has(index)) return false;
  const before = [...board.present];
  board.toggle(index);
  fill(game);
  if (board.total < limit) return true;
  board.load(before);
  return false;
}

/** Puts a way in, and out what is missed least until the budget is kept; undone unless the total is below the limit. */
function tryMove(game: Game, { members, ways }: Move, limit: number): boolean {
  const { board, supplies, budgetBytes } = game;
  if (limit < Number.POSITIVE_INFINITY && !board.isAnyBetter(ways)) return false;
  const added = board.lacking(members);
  if (added.length === 0) return false;
  board.tryOn(added);
  const isPromising = board.total < limit && canFreeRoom(game, members, limit - board.total);
  board.takeOff();
  if (!isPromising) return false;
  added.forEach(board.toggle);
  const removed: number[] = [];
  while (board.sizeBytes > budgetBytes && board.total < limit) {
    const victim = leastMissed(game, members);
    if (victim === undefined) break;
    board.toggle(victim);
    removed.push(victim);
  }
  for (const index of removed) {
    if (board.sizeBytes + supplies[index]!.sizeBytes > budgetBytes) continue;
    const before = board.total;
    board.toggle(index);
    if (board.total >= before) board.toggle(index);
  }
  if (board.sizeBytes <= budgetBytes && board.total < limit) {
    dropUseless(game, 0);
    return true;
  }
  for (const index of [...board.lacking(removed), ...added]) board.toggle(index);
  return false;
}

/**
 * Whether the room above the budget could be freed at less than a loss, if indexes could be put out by the byte: most moves need no
 * closer look. Too strict where one way needs several of those: on TPC-H, three moves in a thousand that would have paid are passed
 * over.
 */
function canFreeRoom({ board, supplies, budgetBytes }: Game, kept: readonly number[], limit: number): boolean {
  let excess = board.sizeBytes - budgetBytes;
  if (excess <= 0) return true;
  const losses = board.losses();
  const left = board.present.filter((index) => !kept.includes(index));
  let loss = 0;
  while (excess > 0) {
    let least = Number.POSITIVE_INFINITY;
    let cheapest = -1;
    for (let place = 0; place < left.length; place++) {
      const rate = losses[left[place]!]! / supplies[left[place]!]!.sizeBytes;
      if (rate >= least) continue;
      least = rate;
      cheapest = place;
    }
    if (cheapest < 0) return false;
    const index = left[cheapest]!;
    left[cheapest] = left.at(-1)!;
    left.pop();
    loss += Math.max(least, 0) * Math.min(excess, supplies[index]!.sizeBytes);
    if (loss >= limit) return false;
    excess -= supplies[index]!.sizeBytes;
  }
  return true;
}

/** What frees the room that is wanted at the least loss. */
function leastMissed({ board, supplies, budgetBytes }: Game, kept: readonly number[]): number | undefined {
  const excess = board.sizeBytes - budgetBytes;
  const losses = board.losses();
  let best: { readonly index: number; readonly score: number } | undefined;
  for (const index of board.present) {
    if (kept.includes(index)) continue;
    const score = losses[index]! / Math.min(supplies[index]!.sizeBytes, excess);
    if (score < (best?.score ?? Number.POSITIVE_INFINITY)) best = { index, score };
  }
  return best?.index;
}

/** @param least what an index must save to stay. */
function dropUseless({ board, scale }: Game, least: number): void {
  for (const index of [...board.present]) {
    if (board.losses()[index]! <= scale() * least) board.toggle(index);
  }
}

/** A linear congruential generator (Numerical Recipes): the same shakes each time. */
function pseudoRandom(): (below: number) => number {
  let state = 1;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
