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
  readonly toggle: (index: number) => void;
  /** Ascending. */
  members(): readonly number[];
  /** Makes the set exactly this one. */
  load(members: readonly number[]): void;
}

interface Entry {
  readonly demand: number;
  readonly cost: number;
  /** Members that are not in the set. */
  missing: number;
}

export function createBoard(demands: readonly Demand[], supplies: readonly Supply[]): Board {
  const entries: (readonly Entry[])[] = demands.map(({ ways }, demand) =>
    ways.map(({ cost, members }) => ({ demand, cost, missing: members.length })),
  );
  const needing: Entry[][] = supplies.map(() => []);
  demands.forEach(({ ways }, demand) =>
    ways.forEach(({ members }, way) => members.forEach((index) => needing[index]!.push(entries[demand]![way]!))),
  );
  const isIn = supplies.map(() => false);
  const costs = demands.map(({ base }) => base);
  let total = demands.reduce((sum, { calls, base }) => sum + calls * base, 0);
  let sizeBytes = 0;

  function refresh(demand: number): void {
    const { base, calls } = demands[demand]!;
    const cost = entries[demand]!.find(({ missing }) => missing === 0)?.cost ?? base;
    total += calls * (cost - costs[demand]!);
    costs[demand] = cost;
  }

  function toggle(index: number): void {
    const sign = isIn[index] ? -1 : 1;
    isIn[index] = sign > 0;
    sizeBytes += sign * supplies[index]!.sizeBytes;
    total += sign * supplies[index]!.writeCost;
    const touched = new Set<number>();
    for (const entry of needing[index]!) {
      entry.missing -= sign;
      if (entry.missing === (sign > 0 ? 0 : 1)) touched.add(entry.demand);
    }
    for (const demand of touched) refresh(demand);
  }

  return {
    get total() {
      return total;
    },
    get sizeBytes() {
      return sizeBytes;
    },
    has: (index) => isIn[index]!,
    toggle,
    members: () => isIn.flatMap((present, index) => (present ? [index] : [])),
    load(members) {
      const wanted = new Set(members);
      isIn.forEach((present, index) => {
        if (present !== wanted.has(index)) toggle(index);
      });
    },
  };
}
