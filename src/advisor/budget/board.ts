import { includes, itemsOf } from './lists.ts';
import type { Demand, Supply } from './moves.ts';
import { createTable } from './table.ts';
import type { Table } from './table.ts';

/**
 * A set of indexes and what the workload costs with it. Putting an index in or out looks only at the ways that need it, so
 * that a search can try many thousand sets a second. Only `toggle`, `load` and what is in trial.ts change it.
 */
export interface Board {
  /** Not spread into the board: then V8 takes each board for another kind of object, and compiles all that works on it anew. */
  readonly table: Table;
  /** Planner's units: the queries weighted by calls, and the writes. */
  total: number;
  sizeBytes: number;
  /** The set, ascending; the same array at all times. */
  readonly present: number[];
  /** By index, whether it is in the set. */
  readonly isIn: Uint8Array;
  /** By way, how many of its indexes the set lacks; by move, how much. */
  readonly missing: Int32Array;
  readonly lackingBytes: Float64Array;
  /** By demand, the way that it takes: the cheapest that lacks nothing. */
  readonly taken: Int32Array;
  /** By index of the set, how much dearer the total would be without it; `losses` brings it up to date. */
  readonly lossOf: Float64Array;
  areLossesStale: boolean;
  /** By demand, what it loses without each member of the way that it takes; stale since one of its ways came or went. */
  readonly memberLosses: Float64Array;
  readonly mostMembers: number;
  readonly isStale: Uint8Array;
  /** Room for demands whose way went, in the one removal. */
  readonly bereft: Int32Array;
  /** Room for what a set is to be, in `load`. */
  readonly isWanted: Uint8Array;
}

/** The board of no index. */
export function createBoard(demands: readonly Demand[], supplies: readonly Supply[]): Board {
  const table = createTable(demands, supplies);
  const { starts } = table.membersOf;
  const missing = Int32Array.from(table.costs, (_, way) => starts[way + 1]! - starts[way]!);
  const taken = new Int32Array(demands.length);
  table.demandOf.forEach((demand, way) => (taken[demand] = way));
  const mostMembers = missing.reduce((most, count) => Math.max(most, count), 0);
  return {
    table,
    total: demands.reduce((sum, { calls, base }) => sum + calls * base, 0),
    sizeBytes: 0,
    present: [],
    isIn: new Uint8Array(supplies.length),
    missing,
    lackingBytes: table.moveBytes.slice(),
    taken,
    lossOf: new Float64Array(supplies.length),
    areLossesStale: true,
    memberLosses: new Float64Array(demands.length * mostMembers),
    mostMembers,
    isStale: new Uint8Array(demands.length).fill(1),
    bereft: new Int32Array(demands.length),
    isWanted: new Uint8Array(supplies.length),
  };
}

/** Puts an index in, or out. */
export function toggle(board: Board, index: number): void {
  const { sizes, writeCosts, movesWith } = board.table;
  const { present, isIn, lackingBytes } = board;
  const sign = isIn[index] ? -1 : 1;
  isIn[index] = sign > 0 ? 1 : 0;
  board.sizeBytes += sign * sizes[index]!;
  board.total += sign * writeCosts[index]!;
  board.areLossesStale = true;
  for (let at = movesWith.starts[index]!; at < movesWith.starts[index + 1]!; at++)
    lackingBytes[movesWith.items[at]!]! -= sign * sizes[index]!;
  if (sign > 0) {
    let place = present.length;
    while (place > 0 && present[place - 1]! > index) place--;
    present.splice(place, 0, index);
    add(board, index);
  } else {
    present.splice(present.indexOf(index), 1);
    remove(board, index);
  }
}

function take(board: Board, demand: number, way: number): void {
  const { calls, costs } = board.table;
  const { taken } = board;
  board.total += calls[demand]! * (costs[way]! - costs[taken[demand]!]!);
  taken[demand] = way;
}

function add(board: Board, index: number): void {
  const { waysWith, demandOf } = board.table;
  const { missing, isStale, taken } = board;
  for (let at = waysWith.starts[index]!; at < waysWith.starts[index + 1]!; at++) {
    const way = waysWith.items[at]!;
    if (--missing[way]! > 0) continue;
    const demand = demandOf[way]!;
    isStale[demand] = 1;
    if (way < taken[demand]!) take(board, demand, way);
  }
}

function remove(board: Board, index: number): void {
  const { waysWith, demandOf } = board.table;
  const { missing, isStale, taken, bereft } = board;
  let count = 0;
  for (let at = waysWith.starts[index]!; at < waysWith.starts[index + 1]!; at++) {
    const way = waysWith.items[at]!;
    if (++missing[way]! > 1) continue;
    const demand = demandOf[way]!;
    isStale[demand] = 1;
    if (taken[demand] === way) bereft[count++] = demand;
  }
  for (let at = 0; at < count; at++) {
    const demand = bereft[at]!;
    // The cheapest first: what comes before the way taken lacks something too.
    let next = taken[demand]! + 1;
    while (missing[next]! > 0) next++;
    take(board, demand, next);
  }
}

/** Makes the set exactly this one. */
export function load(board: Board, members: Iterable<number>): void {
  const { isIn, isWanted } = board;
  isWanted.fill(0);
  for (const index of members) isWanted[index] = 1;
  for (let index = 0; index < isIn.length; index++) if (isIn[index] && !isWanted[index]) toggle(board, index);
  for (let index = 0; index < isIn.length; index++) if (isWanted[index] && !isIn[index]) toggle(board, index);
}

/** Whether one of the ways that a move is, is cheaper than what its demand takes now. */
export function isAnyBetter({ table: { moveWays, demandOf }, taken }: Board, move: number): boolean {
  for (let at = moveWays.starts[move]!; at < moveWays.starts[move + 1]!; at++) {
    const way = moveWays.items[at]!;
    if (way < taken[demandOf[way]!]!) return true;
  }
  return false;
}

/** The indexes of a move that the set lacks. */
export function lackingOf({ table: { moveMembers }, isIn }: Board, move: number): number[] {
  return [...itemsOf(moveMembers, move)].filter((index) => !isIn[index]);
}

/** Whether all that the set lacks of a way is among the members of moves from one place to another. */
export function lacksOnly({ table, isIn }: Board, way: number, from: number, to: number): boolean {
  const { membersOf, moveMembers } = table;
  for (let at = membersOf.starts[way]!; at < membersOf.starts[way + 1]!; at++) {
    const index = membersOf.items[at]!;
    if (isIn[index]) continue;
    let place = from;
    while (place <= to && moveMembers.items[place] !== index) place++;
    if (place > to) return false;
  }
  return true;
}

/** What a demand that takes a way loses without one of its members. */
export function lossWithout(board: Board, member: number, demand: number, way: number): number {
  const { membersOf, calls, costs } = board.table;
  const { missing } = board;
  let next = way + 1;
  while (missing[next]! > 0 || includes(membersOf, next, member)) next++;
  return calls[demand]! * (costs[next]! - costs[way]!);
}

/** How much dearer the total would be without each index of the set, by index; the same memory at every call. */
export function losses(board: Board): Float64Array {
  const { writeCosts, membersOf } = board.table;
  const { lossOf, present, taken, memberLosses, mostMembers, isStale } = board;
  if (!board.areLossesStale) return lossOf;
  for (const index of present) lossOf[index] = -writeCosts[index]!;
  for (let demand = 0; demand < taken.length; demand++) {
    const way = taken[demand]!;
    const first = membersOf.starts[way]!;
    for (let at = first; at < membersOf.starts[way + 1]!; at++) {
      const member = membersOf.items[at]!;
      const place = demand * mostMembers + at - first;
      if (isStale[demand]) memberLosses[place] = lossWithout(board, member, demand, way);
      lossOf[member]! += memberLosses[place]!;
    }
    isStale[demand] = 0;
  }
  board.areLossesStale = false;
  return lossOf;
}
