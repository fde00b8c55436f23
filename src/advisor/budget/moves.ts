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
  /** The ways that are just these indexes, by number. */
  readonly ways: readonly number[];
}

/** The sets that ways need, each once. */
export function distinctMoves(membersOf: readonly (readonly number[])[]): readonly Move[] {
  const moves = new Map<string, Move & { readonly ways: number[] }>();
  for (let way = 0; way < membersOf.length; way++) {
    const members = membersOf[way]!;
    if (members.length === 0) continue;
    const key = members.join();
    const move = moves.get(key);
    if (move) move.ways.push(way);
    else moves.set(key, { members, ways: [way] });
  }
  return [...moves.values()];
}
