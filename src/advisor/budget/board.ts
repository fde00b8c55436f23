import { distinctMoves } from './moves.ts';
import type { Demand, Move, Supply } from './moves.ts';

/**
 * A set of indexes and what the workload costs with it. Putting an index in or out looks only at the ways that need it, so
 * that a search can try many thousand sets a second.
 */
export interface Board {
  /** The distinct sets that ways need. */
  readonly moves: readonly Move[];
  /** Planner's units: the queries weighted by calls, and the writes. */
  readonly total: number;
  readonly sizeBytes: number;
  /** The set, ascending; the same array at every call. */
  readonly present: readonly number[];
  has(index: number): boolean;
  /** Those that the set lacks. */
  lacking(members: readonly number[]): readonly number[];
  /** Whether one of the ways is cheaper than what its demand takes now. */
  isAnyBetter(ways: readonly number[]): boolean;
  readonly toggle: (index: number) => void;
  /** Counts indexes that the set lacks in its total, size and losses until `takeOff`: cheaper than to put them in and out. */
  tryOn(added: readonly number[]): void;
  takeOff(): void;
  /** How much dearer the total would be without each index of the set, by index; the same memory at every call. */
  losses(): Float64Array;
  /** Makes the set exactly this one. */
  load(members: readonly number[]): void;
}

export function createBoard(demands: readonly Demand[], supplies: readonly Supply[]): Board {
  // Plain arrays of numbers: the search spends its time here. The ways of one demand lie next to each other, and behind
  // them one that needs no index: its base.
  const ways = demands.flatMap(({ ways: own, base }, demand) =>
    [...own, { cost: base, members: [] }].map((way) => ({ ...way, demand })),
  );
  const costOf = Float64Array.from(ways, ({ cost }) => cost);
  const demandOf = Int32Array.from(ways, ({ demand }) => demand);
  const membersOf = ways.map(({ members }) => members);
  const missing = Int32Array.from(membersOf, ({ length }) => length);
  const lists: number[][] = supplies.map(() => []);
  membersOf.forEach((members, way) => members.forEach((index) => lists[index]!.push(way)));
  const needing = lists.map((list) => Int32Array.from(list));
  const callsOf = Float64Array.from(demands, ({ calls }) => calls);
  const sizeOf = Float64Array.from(supplies, ({ sizeBytes }) => sizeBytes);
  const writeCostOf = Float64Array.from(supplies, ({ writeCost }) => writeCost);

  const isIn = new Uint8Array(supplies.length);
  const present: number[] = [];
  /** The way that each demand takes: at first its base, the last of its ways. */
  const taken = new Int32Array(demands.length);
  demandOf.forEach((demand, way) => (taken[demand] = way));
  let total = demands.reduce((sum, { calls, base }) => sum + calls * base, 0);
  let sizeBytes = 0;

  /** What each demand loses without each member of the way that it takes; stale since one of its ways came or went. */
  const mostMembers = membersOf.reduce((most, { length }) => Math.max(most, length), 0);
  const memberLosses = new Float64Array(demands.length * mostMembers);
  const isStale = new Uint8Array(demands.length).fill(1);
  /** Demands whose way went, in the one removal. */
  const bereft = new Int32Array(demands.length);
  const lossByIndex = new Float64Array(supplies.length);
  let areLossesStale = true;

  /** What is tried on, the demands that it can change, the ways that these take then, and the losses as they were. */
  let tried: readonly number[] = [];
  const touched: number[] = [];
  const isTouched = new Uint8Array(demands.length);
  const takenOnTrial = new Int32Array(demands.length);
  const changedLosses: { readonly index: number; readonly loss: number }[] = [];
  let totalBefore = 0;
  let sizeBefore = 0;

  function isPresent(index: number): boolean {
    return isIn[index] === 1;
  }

  function take(demand: number, way: number): void {
    total += callsOf[demand]! * (costOf[way]! - costOf[taken[demand]!]!);
    taken[demand] = way;
  }

  function add(index: number): void {
    const list = needing[index]!;
    for (let at = 0; at < list.length; at++) {
      const way = list[at]!;
      if (--missing[way]! > 0) continue;
      const demand = demandOf[way]!;
      isStale[demand] = 1;
      if (way < taken[demand]!) take(demand, way);
    }
  }

  function remove(index: number): void {
    const list = needing[index]!;
    let count = 0;
    for (let at = 0; at < list.length; at++) {
      const way = list[at]!;
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
      take(demand, next);
    }
  }

  function toggle(index: number): void {
    const sign = isIn[index] ? -1 : 1;
    isIn[index] = sign > 0 ? 1 : 0;
    sizeBytes += sign * sizeOf[index]!;
    total += sign * writeCostOf[index]!;
    areLossesStale = true;
    if (sign > 0) {
      let place = present.length;
      while (place > 0 && present[place - 1]! > index) place--;
      present.splice(place, 0, index);
      add(index);
    } else {
      present.splice(present.indexOf(index), 1);
      remove(index);
    }
  }

  /** What a demand that takes a way loses without one of its members. */
  function lossWithout(member: number, demand: number, way: number): number {
    let next = way + 1;
    while (missing[next]! > 0 || membersOf[next]!.includes(member)) next++;
    return callsOf[demand]! * (costOf[next]! - costOf[way]!);
  }

  function updateLosses(): void {
    for (const index of present) lossByIndex[index] = -writeCostOf[index]!;
    for (let demand = 0; demand < demands.length; demand++) {
      const way = taken[demand]!;
      const members = membersOf[way]!;
      const start = demand * mostMembers;
      for (let place = 0; place < members.length; place++) {
        if (isStale[demand]) memberLosses[start + place] = lossWithout(members[place]!, demand, way);
        lossByIndex[members[place]!]! += memberLosses[start + place]!;
      }
      isStale[demand] = 0;
    }
    areLossesStale = false;
  }

  function tryOn(added: readonly number[]): void {
    if (areLossesStale) updateLosses();
    [tried, totalBefore, sizeBefore] = [added, total, sizeBytes];
    for (const index of added) {
      sizeBytes += sizeOf[index]!;
      total += writeCostOf[index]!;
      const list = needing[index]!;
      for (let at = 0; at < list.length; at++) {
        const way = list[at]!;
        if (--missing[way]! > 0) continue;
        const demand = demandOf[way]!;
        if (!isTouched[demand]) {
          isTouched[demand] = 1;
          touched.push(demand);
          takenOnTrial[demand] = taken[demand]!;
        }
        if (way < takenOnTrial[demand]!) takenOnTrial[demand] = way;
      }
    }
    for (const demand of touched)
      total += callsOf[demand]! * (costOf[takenOnTrial[demand]!]! - costOf[taken[demand]!]!);
  }

  function takeOff(): void {
    for (const index of tried) {
      const list = needing[index]!;
      for (let at = 0; at < list.length; at++) missing[list[at]!]!++;
    }
    for (const demand of touched) isTouched[demand] = 0;
    while (changedLosses.length > 0) {
      const { index, loss } = changedLosses.pop()!;
      lossByIndex[index] = loss;
    }
    touched.length = 0;
    [tried, total, sizeBytes] = [[], totalBefore, sizeBefore];
  }

  function changeLoss(index: number, by: number): void {
    changedLosses.push({ index, loss: lossByIndex[index]! });
    lossByIndex[index]! += by;
  }

  function losses(): Float64Array {
    if (areLossesStale) updateLosses();
    for (const demand of changedLosses.length > 0 ? [] : touched) {
      const start = demand * mostMembers;
      membersOf[taken[demand]!]!.forEach((member, place) => changeLoss(member, -memberLosses[start + place]!));
      const way = takenOnTrial[demand]!;
      for (const member of membersOf[way]!) changeLoss(member, lossWithout(member, demand, way));
    }
    return lossByIndex;
  }

  return {
    moves: distinctMoves(membersOf, supplies),
    present,
    get total() {
      return total;
    },
    get sizeBytes() {
      return sizeBytes;
    },
    has: isPresent,
    // Mostly it is all of them, and nothing need be made.
    lacking: (members) => (members.some(isPresent) ? members.filter((index) => !isPresent(index)) : members),
    isAnyBetter(those) {
      for (let at = 0; at < those.length; at++) if (those[at]! < taken[demandOf[those[at]!]!]!) return true;
      return false;
    },
    toggle,
    tryOn,
    takeOff,
    losses,
    load(members) {
      const wanted = new Set(members);
      for (const index of [...present]) if (!wanted.has(index)) toggle(index);
      for (const index of [...wanted].sort((a, b) => a - b)) if (!isIn[index]) toggle(index);
    },
  };
}
