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
  /** The cheapest first. */
  readonly ways: readonly Way[];
}

export interface Supply {
  readonly sizeBytes: number;
  /** What it costs to write, over the workload's time, in the planner's units. */
  readonly writeCost: number;
}

/**
 * A set of indexes and what the workload costs with it. Putting an index in or out looks only at the ways that need it, so
 * that a search can try many thousand sets a second.
 */
export interface Board {
  /** Planner's units: the queries weighted by calls, and the writes. */
  readonly total: number;
  readonly sizeBytes: number;
  has(index: number): boolean;
  /** Whether a way, numbered through all demands, is cheaper than what its demand takes now. */
  readonly isBetter: (way: number) => boolean;
  readonly toggle: (index: number) => void;
  /** How much dearer the total would be without an index of the set. */
  readonly lossWithout: (index: number) => number;
  /** The same for all of the set at once, by index; the same memory at every call. */
  losses(): Float64Array;
  /** Ascending. */
  members(): readonly number[];
  /** Makes the set exactly this one. */
  load(members: readonly number[]): void;
}

export function createBoard(demands: readonly Demand[], supplies: readonly Supply[]): Board {
  // Plain arrays of numbers, the ways of one demand next to each other: the search spends its time here.
  const ways = demands.flatMap(({ ways: own }, demand) => own.map((way) => ({ ...way, demand })));
  const costOf = Float64Array.from(ways, ({ cost }) => cost);
  const demandOf = Int32Array.from(ways, ({ demand }) => demand);
  const missing = Int32Array.from(ways, ({ members }) => members.length);
  const callsOf = Float64Array.from(demands, ({ calls }) => calls);
  const baseOf = Float64Array.from(demands, ({ base }) => base);
  const end = new Int32Array(demands.length);
  for (let demand = 0, at = 0; demand < demands.length; demand++) end[demand] = at += demands[demand]!.ways.length;
  const lists: number[][] = supplies.map(() => []);
  ways.forEach(({ members }, way) => members.forEach((index) => lists[index]!.push(way)));
  const needing = lists.map((list) => Int32Array.from(list));

  const membersOf = ways.map(({ members }) => members);

  const isIn = supplies.map(() => false);
  /** Those that are in, ascending: a few of many hundreds. */
  const present: number[] = [];
  const costs = Float64Array.from(baseOf);
  /** The way that each demand takes; -1 for none. */
  const taken = new Int32Array(demands.length).fill(-1);
  let total = demands.reduce((sum, { calls, base }) => sum + calls * base, 0);
  let sizeBytes = 0;

  function take(demand: number, way: number): void {
    const cost = way < 0 ? baseOf[demand]! : costOf[way]!;
    total += callsOf[demand]! * (cost - costs[demand]!);
    costs[demand] = cost;
    taken[demand] = way;
  }

  function add(index: number): void {
    const list = needing[index]!;
    for (let at = 0; at < list.length; at++) {
      const way = list[at]!;
      missing[way]!--;
      const demand = demandOf[way]!;
      if (missing[way] === 0 && (taken[demand]! < 0 || way < taken[demand]!)) take(demand, way);
    }
  }

  function remove(index: number): void {
    const list = needing[index]!;
    for (let at = 0; at < list.length; at++) missing[list[at]!]!++;
    for (let at = 0; at < list.length; at++) {
      const way = list[at]!;
      const demand = demandOf[way]!;
      if (taken[demand] !== way) continue;
      // The cheapest first: what comes before the way taken lacks something too.
      let next = way + 1;
      while (next < end[demand]! && missing[next]! > 0) next++;
      take(demand, next < end[demand]! ? next : -1);
    }
  }

  function toggle(index: number): void {
    const sign = isIn[index] ? -1 : 1;
    isIn[index] = sign > 0;
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

  function lossOf(demand: number, index: number): number {
    const now = taken[demand]!;
    return now < 0 || !membersOf[now]!.includes(index) ? 0 : lossFrom(demand, now, index);
  }

  /** What a demand loses without an index of the way that it takes. */
  function lossFrom(demand: number, now: number, index: number): number {
    let next = now + 1;
    while (next < end[demand]! && (missing[next]! > 0 || membersOf[next]!.includes(index))) next++;
    const cost = next < end[demand]! ? costOf[next]! : baseOf[demand]!;
    return callsOf[demand]! * (cost - costs[demand]!);
  }

  function lossWithout(index: number): number {
    const list = needing[index]!;
    let loss = -supplies[index]!.writeCost;
    if (demands.length <= list.length) {
      for (let demand = 0; demand < demands.length; demand++) loss += lossOf(demand, index);
      return loss;
    }
    for (let at = 0; at < list.length; at++) {
      const demand = demandOf[list[at]!]!;
      if (taken[demand] === list[at]) loss += lossOf(demand, index);
    }
    return loss;
  }

  const lossByIndex = new Float64Array(supplies.length);

  function losses(): Float64Array {
    for (const index of present) lossByIndex[index] = -supplies[index]!.writeCost;
    for (let demand = 0; demand < demands.length; demand++) {
      const now = taken[demand]!;
      if (now < 0) continue;
      for (const index of membersOf[now]!) lossByIndex[index]! += lossFrom(demand, now, index);
    }
    return lossByIndex;
  }

  return {
    get total() {
      return total;
    },
    get sizeBytes() {
      return sizeBytes;
    },
    has: (index) => isIn[index]!,
    isBetter: (way) => taken[demandOf[way]!]! < 0 || way < taken[demandOf[way]!]!,
    toggle,
    lossWithout,
    losses,
    members: () => [...present],
    load(members) {
      const wanted = new Set(members);
      for (const index of [...present]) if (!wanted.has(index)) toggle(index);
      for (const index of [...wanted].sort((a, b) => a - b)) if (!isIn[index]) toggle(index);
    },
  };
}
