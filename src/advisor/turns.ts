import type { BasePrices } from './base-prices.ts';
import { members } from './bits.ts';
import type { Bits } from './bits.ts';
import { exploreSizes, firstOfSizes } from './budget/explore.ts';
import { explore, firstOffer } from './exploration.ts';
import type { OpenProblem, PricedUnit } from './problem.ts';
import { EXPLORATION_PLANS } from './thresholds.ts';

/** Of many queries, those that are priced and looked at before any further: their first indexes are made at once. */
const LOOKED_AT_TOGETHER = 50;

/** Of one query in a row: from its one plan to its next, few of the indexes in view change, each of which HypoPG has to be told. */
const PLANS_A_TURN = 4;

export interface Explored {
  /** Queries, by position, that no index was sought for. */
  readonly unsought: readonly number[];
  /** How many had a look, and not all that there was to look at. */
  readonly cutShort: number;
}

interface Turn {
  readonly unit: PricedUnit;
  readonly steps: AsyncGenerator<void, void>;
}

export interface ExplorationTime {
  /** Whether no further query is to be priced. */
  readonly isPriced: () => boolean;
  /** Of very many queries: whether no further one is to be looked at. */
  readonly isLooked: () => boolean;
}

/**
 * Prices every query as things are and explores it: where they are many, first a look at each, those of most time first, as far as the time for
 * that goes; then the same again thoroughly, in turns.
 * @param positions of the queries, in the order in which they matter; each has relevant candidates.
 * @param onQuery called before each plan with the number of queries that had one
 */
export async function exploreInTurns(
  problem: OpenProblem,
  positions: readonly number[],
  base: BasePrices,
  relevant: (position: number) => Bits,
  { isPriced, isLooked }: ExplorationTime,
  onQuery: (phase: 'pricing' | 'exploring', done: number) => void,
): Promise<Explored> {
  const { isLate } = problem;
  const start = starter(problem, relevant, positions.length);
  const turns = new Map<PricedUnit, Turn>();
  const open = new Set<PricedUnit>();

  /** @returns whether there is more to look at */
  async function step(unit: PricedUnit): Promise<boolean> {
    const turn = turns.get(unit) ?? { unit, steps: start(unit) };
    turns.set(unit, turn);
    onQuery('exploring', turns.size - 1);
    if ((await turn.steps.next()).done) open.delete(unit);
    return open.has(unit);
  }

  /** One plan at the first, so that where the time ends every query has had that. */
  async function isOpenAfterTurn(unit: PricedUnit): Promise<boolean> {
    const plans = turns.has(unit) ? PLANS_A_TURN : 1;
    for (let made = 0; made < plans; made++) if (isLate() || !(await step(unit))) return false;
    return true;
  }

  async function lookAtEach(): Promise<PricedUnit[]> {
    const isOver = () => isLate() || isLooked();
    const offer = problem.options.storageBudgetBytes === null ? firstOffer : firstOfSizes;
    const order: PricedUnit[] = [];
    for (let at = 0; at < positions.length && !isOver(); at += LOOKED_AT_TOGETHER) {
      const units = await base.price(positions.slice(at, at + LOOKED_AT_TOGETHER), isOver);
      await problem.pricer.prepare(
        units.map(({ position }) => [position, offer(problem, relevant(position))]),
        isOver,
      );
      for (const unit of units) {
        order.push(unit);
        open.add(unit);
        if (!isOver()) await step(unit);
      }
    }
    return order;
  }

  async function priceEach(): Promise<readonly PricedUnit[]> {
    const units = await base.price(positions, isPriced, (done) => onQuery('pricing', done));
    await problem.pricer.prepare(
      units.map(({ position }) => [position, relevant(position)]),
      isPriced,
    );
    for (const unit of units) open.add(unit);
    return units;
  }

  const order = positions.length > EXPLORATION_PLANS.queriesInTurn ? await lookAtEach() : await priceEach();
  for (let at = 0; at < order.length && !isLate(); at += EXPLORATION_PLANS.queriesInTurn) {
    let active = order.slice(at, at + EXPLORATION_PLANS.queriesInTurn).filter((unit) => open.has(unit));
    while (active.length > 0) {
      const rest: PricedUnit[] = [];
      for (const unit of active) if (await isOpenAfterTurn(unit)) rest.push(unit);
      active = isLate() ? [] : rest;
    }
  }
  onQuery('exploring', turns.size);
  const looked = new Set([...turns.keys()].map(({ position }) => position));
  const planned = new Set(order.map(({ position }) => position));
  return {
    // What was looked at and has no price cannot be planned.
    unsought: positions.filter(
      (position) => !looked.has(position) && (planned.has(position) || !base.isDone(position)),
    ),
    cutShort: isLate() ? [...turns.keys()].filter((unit) => open.has(unit)).length : 0,
  };
}

/** Exploration with and without a storage budget looks for different things. */
function starter(problem: OpenProblem, relevant: (position: number) => Bits, queries: number) {
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
