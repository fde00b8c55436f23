import { members, NONE } from './bits.ts';
import type { Bits } from './bits.ts';
import { byTime } from './base-prices.ts';
import { exploreSizes, firstOfSizes } from './budget/explore.ts';
import { explore, firstOffer } from './exploration.ts';
import type { PricedUnit, Problem } from './problem.ts';
import { EXPLORATION_PLANS } from './thresholds.ts';

/** Queries whose first indexes are made at once. */
const PREPARED_TOGETHER = 50;

export interface Explored {
  /** Fingerprints of the queries that no index was sought for. */
  readonly unsought: readonly string[];
  /** One line for each thing that was not looked at. */
  readonly incomplete: readonly string[];
}

interface Turn {
  readonly unit: PricedUnit;
  readonly steps: AsyncGenerator<void, void>;
}

/**
 * Explores every query: where they are many, first a look at each, those of most time first, until half of the time for it is gone; then
 * the same again thoroughly, in turns.
 * @param isHalf whether half of the time is gone
 * @param onQuery called before each plan with the number of queries that had one
 */
export async function exploreInTurns(
  problem: Problem,
  relevant: (position: number) => Bits,
  isHalf: () => boolean,
  onQuery: (done: number, total: number) => void,
): Promise<Explored> {
  const { isLate } = problem;
  const order = problem.units
    .filter(({ position }) => members(relevant(position)).length > 0)
    .sort((a, b) => byTime(a.query, b.query) || b.query.calls * b.base.cost - a.query.calls * a.base.cost);
  const start = starter(problem, relevant, order.length);
  const turns = new Map<PricedUnit, Turn>();
  const open = new Set<PricedUnit>(order);

  /** @returns whether there is more to look at */
  async function step(unit: PricedUnit): Promise<boolean> {
    const turn = turns.get(unit) ?? { unit, steps: start(unit) };
    turns.set(unit, turn);
    onQuery(turns.size - 1, order.length);
    if ((await turn.steps.next()).done) open.delete(unit);
    return open.has(unit);
  }

  if (order.length > EXPLORATION_PLANS.queriesInTurn) {
    const offer = problem.options.storageBudgetBytes === null ? firstOffer : firstOfSizes;
    for (const [place, unit] of order.entries()) {
      if (isLate() || isHalf()) break;
      if (place % PREPARED_TOGETHER === 0) {
        const next = order.slice(place, place + PREPARED_TOGETHER);
        const offered = next.reduce((set, { position }) => set | offer(problem, relevant(position)), NONE);
        await problem.pricer.prepare(offered, isHalf);
      }
      await step(unit);
    }
  }
  for (let at = 0; at < order.length && !isLate(); at += EXPLORATION_PLANS.queriesInTurn) {
    let active = order.slice(at, at + EXPLORATION_PLANS.queriesInTurn).filter((unit) => open.has(unit));
    while (active.length > 0) {
      const rest: PricedUnit[] = [];
      for (const unit of active) if (!isLate() && (await step(unit))) rest.push(unit);
      active = isLate() ? [] : rest;
    }
  }
  onQuery(turns.size, order.length);
  const unsought = order.filter((unit) => !turns.has(unit));
  const cutShort = isLate() ? turns.size - (order.length - open.size) : 0;
  const notSought = `no index was sought for ${unsought.length} of ${order.length} queries, those of least total time`;
  const notAll = `not all indexes were tried for ${cutShort} of ${order.length} queries`;
  const lines = [...(unsought.length > 0 ? [notSought] : []), ...(cutShort > 0 ? [notAll] : [])];
  return {
    unsought: unsought.map(({ query }) => query.fingerprint),
    incomplete: lines.map((line) => `${line}: the time budget ran out`),
  };
}

/** Exploration with and without a storage budget looks for different things. */
function starter(problem: Problem, relevant: (position: number) => Bits, queries: number) {
  const isBudgeted = problem.options.storageBudgetBytes !== null;
  const allQueries = isBudgeted ? EXPLORATION_PLANS.allSizes : EXPLORATION_PLANS.allQueries;
  const fair = Math.max(EXPLORATION_PLANS.least, Math.round(allQueries / queries));
  return (unit: PricedUnit): AsyncGenerator<void, void> => {
    const set = relevant(unit.position);
    return isBudgeted
      ? exploreSizes(problem, unit, set, fair)
      : explore(problem, unit, set, Math.min(EXPLORATION_PLANS.few + 2 * members(set).length, fair));
  };
}
