import type { IndexDefinition } from '../catalog/model.ts';
import type { AdviceOptions } from './model.ts';

/**
 * Where an index is worth having although it could be wider or narrower. The planner counts pages and rows; these
 * numbers stand for what it does not count: cache, vacuum, HOT updates lost, and an engineer's trust.
 */

/**
 * Included columns must save this fraction of what the query costs without them. An index-only scan looks splendid in the
 * planner's units, and depends on an all-visible map that a busy table does not keep.
 */
const INCLUDED_COLUMNS_SAVE = 0.1;

/** A narrower index, or one that serves two purposes, may cost a query this fraction more than the best one. */
const NARROWER_MAY_COST = 0.02;

/** The same, where a second index would have the same keys and differ in its included columns alone: nobody wants to keep both. */
const SAME_KEYS_MAY_COST = 0.3;

/** An index must save this fraction of what the whole workload still costs: what nobody would ever notice is not worth a line in the report. */
export const LEAST_OF_WORKLOAD = 1e-4;

/** One random page (random_page_cost of a default server): a smaller gain a call is below the error of any estimate. */
export const SMALLEST_GAIN = 4;

/** Bytes added to each index's size in benefit per size, so that an index of a few pages does not always come first. */
export const SIZE_FLOOR_BYTES = 1024 * 1024;

/**
 * Sets of indexes that one query's exploration prices at most: twice the number of its candidates and a few, as long as there are
 * not so many queries that each has to do with less.
 */
export const EXPLORATION_PLANS = {
  few: 8,
  least: 16,
  allQueries: 2500,
  /** Under a storage budget, where each query is also asked what narrow and wide indexes of every size do. */
  allSizes: 700,
  /** Queries that take turns, one plan each, so that a time budget that ends leaves none of them without; those of most time first. */
  queriesInTurn: 200,
  /** Of one advisor, for all budgets together: past it, the choice is made from what is known and only its outcome is planned. */
  allBudgets: 4200,
  /** The same where that is more, for each query. */
  allBudgetsAQuery: 190,
};

/** Plans of one query each time that a choice without a storage budget is reconsidered. */
export const DEEPENING_PLANS = 10;

/** Share of the time budget after which sizes are estimated without asking the engine about further expressions. */
export const DESCRIBE_UNTIL = 0.1;

/** Share of the time budget after which no further query is priced, so that indexes are sought for those that were. */
export const PRICE_UNTIL = 0.2;

/** Share of the time budget after which no more alternatives are sought, and after which nothing is planned but the outcome. */
export const EXPLORE_UNTIL = 0.6;
/** Share after which, of very many queries, those that had a look are explored further instead of looking at more. */
export const EXPLORE_HALF = 0.4;
/** The same within a storage budget, where the choice itself asks for plans too. */
export const EXPLORE_SIZES_UNTIL = 0.4;
export const EXPLORE_SIZES_HALF = 0.3;
export const SELECT_UNTIL = 0.8;

/** Share after which queries that no candidate could help are not priced any more, and all figures are taken from what is known. */
export const COMPOSE_UNTIL = 0.9;

/** Share of the time budget that the advice has at the least, however long it took to get there. */
export const LEAST_SHARE_OF_TIME = 0.15;

/**
 * What an index must save one call of a query that costs so much without it. Measured by the cost that is left, not by what it once
 * was: a second scan, after the migration, then asks the same question and gives the same answer.
 */
export function leastGain(cost: number, added: readonly Wideness[], options: AdviceOptions): number {
  // Whoever sets a storage budget has said what width may cost; included columns are then worth what they save.
  const isWidthFree = options.storageBudgetBytes !== null || added.every(({ definition }) => isPlain(definition));
  if (isWidthFree) return Math.max(cost * options.minImprovement, SMALLEST_GAIN);
  const share = added.some(({ repeatsKeys }) => repeatsKeys) ? SAME_KEYS_MAY_COST : INCLUDED_COLUMNS_SAVE;
  return Math.max(cost * Math.max(options.minImprovement, share), 2 * SMALLEST_GAIN);
}

/** What makes an index more than its keys. */
interface Wideness {
  readonly definition: IndexDefinition;
  /** Whether an index that exists has the same keys. */
  readonly repeatsKeys: boolean;
}

function isPlain({ include }: IndexDefinition): boolean {
  return include.length === 0;
}

/** What a query that costs so much may lose when an index gives way to a narrower one, or two to one. */
export function tolerableLoss(cost: number, what: 'keys' | 'included columns', options: AdviceOptions): number {
  const isWidthFree = what === 'keys' || options.storageBudgetBytes !== null;
  return cost * (isWidthFree ? NARROWER_MAY_COST : SAME_KEYS_MAY_COST);
}
