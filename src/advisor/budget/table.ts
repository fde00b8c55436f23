import { inverted, listsOf } from './lists.ts';
import type { Lists } from './lists.ts';
import { distinctMoves } from './moves.ts';
import type { Demand, Supply } from './moves.ts';

/**
 * Demands and supplies as numbers in flat memory, where the search spends its time. The ways of one demand lie next to each other, the cheapest
 * first, and behind them one that needs no index: its base.
 */
export interface Table {
  /** By demand. */
  readonly calls: Float64Array;
  /** By index. */
  readonly sizes: Float64Array;
  readonly writeCosts: Float64Array;
  /** By way. */
  readonly costs: Float64Array;
  readonly demandOf: Int32Array;
  readonly membersOf: Lists;
  /** By index, the ways that need it. */
  readonly waysWith: Lists;
  /** By move: the distinct sets that ways need, the ways that are just this, and its size. */
  readonly moveMembers: Lists;
  readonly moveWays: Lists;
  readonly moveBytes: Float64Array;
  /** By index, the moves that put it in. */
  readonly movesWith: Lists;
}

export function createTable(demands: readonly Demand[], supplies: readonly Supply[]): Table {
  const costs: number[] = [];
  const demandOf: number[] = [];
  const members: (readonly number[])[] = [];
  demands.forEach(({ ways, base }, demand) => {
    for (const way of [...ways, { cost: base, members: [] }]) {
      costs.push(way.cost);
      demandOf.push(demand);
      members.push(way.members);
    }
  });
  const sizes = Float64Array.from(supplies, ({ sizeBytes }) => sizeBytes);
  const membersOf = listsOf(members);
  const moves = distinctMoves(members);
  const moveMembers = listsOf(moves.map((move) => move.members));
  return {
    calls: Float64Array.from(demands, ({ calls }) => calls),
    sizes,
    writeCosts: Float64Array.from(supplies, ({ writeCost }) => writeCost),
    costs: Float64Array.from(costs),
    demandOf: Int32Array.from(demandOf),
    membersOf,
    waysWith: inverted(membersOf, supplies.length),
    moveMembers,
    moveWays: listsOf(moves.map(({ ways }) => ways)),
    moveBytes: Float64Array.from(moves, (move) => move.members.reduce((sum, index) => sum + sizes[index]!, 0)),
    movesWith: inverted(moveMembers, supplies.length),
  };
}
