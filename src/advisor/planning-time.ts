/** How long plans of queries take: nothing can stop one that has begun. */
export interface PlanningTimes {
  /** Milliseconds of one plan of a query, all its statements together. */
  add(query: number, ms: number): void;
  /** Of the slowest plan of a query; 0 where there was none. */
  slowest(query: number): number;
  /** Of the next one: as its slowest; where it had none, as those of queries with as many relations on the mean, or the next fewer. */
  expected(query: number): number;
}

/** @param relations how many each query has, by which the joins that the planner tries grow. */
export function createPlanningTimes(relations: readonly number[]): PlanningTimes {
  const slowest = relations.map(() => 0);
  const known = new Map<number, { count: number; sum: number }>();

  function usual(query: number): number {
    for (let fewer = relations[query]!; fewer >= 0; fewer--) {
      const of = known.get(fewer);
      if (of) return of.sum / of.count;
    }
    return 0;
  }

  return {
    add(query, ms) {
      slowest[query] = Math.max(slowest[query]!, ms);
      const { count, sum } = known.get(relations[query]!) ?? { count: 0, sum: 0 };
      known.set(relations[query]!, { count: count + 1, sum: sum + ms });
    },
    slowest: (query) => slowest[query]!,
    expected: (query) => slowest[query]! || usual(query),
  };
}
