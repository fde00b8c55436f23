/** One way to serve a query: what it costs with these indexes, whatever others there are. */
export interface Way {
  readonly cost: number;
  readonly members: readonly number[];
}

/** A query as the search sees it. */
export interface Demand {
  readonly calls: number;
  /** Planner's units for one call without any of the indexes. */
  readonly base: number;
  /** The cheapest first, all cheaper than the base. */
  readonly ways: readonly Way[];
}

export interface Supply {
  readonly sizeBytes: number;
  /** What it costs to write, over the workload's time, in the planner's units. */
  readonly writeCost: number;
}

/** Indexes to put in together. */
export interface Move {
  readonly members: readonly number[];
  /** The ways that are just these indexes, as the board numbers them. */
  readonly ways: readonly number[];
}

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
  /** Whether a way is cheaper than what its demand takes now. */
  readonly isBetter: (way: number) => boolean;
  readonly toggle: (index: number) => void;
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
    sizeBytes += sign * supplies[index]!.sizeBytes;
    total += sign * supplies[index]!.writeCost;
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

  function updateLosses(demand: number): void {
    const now = taken[demand]!;
    membersOf[now]!.forEach((member, place) => {
      let next = now + 1;
      while (missing[next]! > 0 || membersOf[next]!.includes(member)) next++;
      memberLosses[demand * mostMembers + place] = callsOf[demand]! * (costOf[next]! - costOf[now]!);
    });
    isStale[demand] = 0;
  }

  function losses(): Float64Array {
    for (const index of present) lossByIndex[index] = -supplies[index]!.writeCost;
    for (let demand = 0; demand < demands.length; demand++) {
      if (isStale[demand]) updateLosses(demand);
      const members = membersOf[taken[demand]!]!;
      const start = demand * mostMembers;
      for (let place = 0; place < members.length; place++)
        lossByIndex[members[place]!]! += memberLosses[start + place]!;
    }
    return lossByIndex;
  }

  return {
    moves: distinctMoves(membersOf),
    present,
    get total() {
      return total;
    },
    get sizeBytes() {
      return sizeBytes;
    },
    has: (index) => isIn[index] === 1,
    isBetter: (way) => way < taken[demandOf[way]!]!,
    toggle,
    losses,
    load(members) {
      const wanted = new Set(members);
      for (const index of [...present]) if (!wanted.has(index)) toggle(index);
      for (const index of [...wanted].sort((a, b) => a - b)) if (!isIn[index]) toggle(index);
    },
  };
}

function distinctMoves(membersOf: readonly (readonly number[])[]): readonly Move[] {
  const moves = new Map<string, { members: readonly number[]; ways: number[] }>();
  membersOf.forEach((members, way) => {
    if (members.length === 0) return;
    const move = moves.get(members.join()) ?? { members, ways: [] };
    moves.set(members.join(), move);
    move.ways.push(way);
  });
  return [...moves.values()];
}
