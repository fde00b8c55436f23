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

/**
 * What a page that included columns add must save the workload, in the planner's units. Whenever a table is vacuumed, all pages of its indexes are
 * read (btvacuumscan of nbtree.c), and what is read drives another page out of the cache, which is then fetched again: random_page_cost of
 * a default server. Without it, 10 MB would be spent on a report that is asked twice a day and costs 1 % of what it did already.
 */
export const ADDED_PAGE_SAVES = 4;

/** A narrower index, or one that serves two purposes, may cost a query this fraction more than the best one. */
const NARROWER_MAY_COST = 0.02;

/**
 * The same, where a second index would hold the same columns or begin with the same keys: nobody wants to keep both. Much of what the planner thinks that
 * such ones differ in is not there: it takes the order of the table's rows from the first key alone (btcostestimate() of selfuncs.c), so that
 * one that begins with a flag seems to find its rows side by side.
 */
const SAME_KEYS_MAY_COST = 0.3;

/** An index must save this fraction of what the whole workload still costs: what nobody would ever notice is not worth a line in the report. */
export const LEAST_OF_WORKLOAD = 1e-4;

/** One random page (random_page_cost of a default server): a smaller gain a call is below the error of any estimate. */
export const SMALLEST_GAIN = 4;

/** Bytes added to each index's size in benefit per size, so that an index of a few pages does not always come first. */
export const SIZE_FLOOR_BYTES = 1024 * 1024;

/** Past this many the choice would take longer than any plan: TPC-H has 329, and hundreds of tables a few thousand. */
export const MOST_CANDIDATES = 4000;

/**
 * Sets of indexes that one query's exploration prices at most: twice the number of its candidates and a few, as long as there are
 * not so many queries that each has to do with less.
 */
export const EXPLORATION_PLANS = {
  few: 8,
  least: 16,
  allQueries: 2500,
  /** Under a storage budget, where each query is also asked what narrow and wide indexes of every size do. */
  allSizes: 400,
  /** Queries that take turns, a few plans each, so that a time budget that ends leaves none of them without; those of most time first. */
  queriesInTurn: 200,
  /** Of one advisor, for all budgets together: past it, the choice is made from what is known and only its outcome is planned. */
  allBudgets: 4200,
  /** The same where that is more, for each query. */
  allBudgetsAQuery: 190,
};

/** Plans of one query each time that a choice without a storage budget is reconsidered. */
export const DEEPENING_PLANS = 10;

/** Shares of the time budget, from its begin, after which what is named is over. */
export const UNTIL = {
  /** Asking the engine about the expressions of candidates, whose sizes are estimated by it. */
  described: 0.1,
  /** Pricing queries as they are, where they are few enough to be explored in turns from the start. */
  priced: 0.2,
  /** Of very many queries: pricing each and a look at it, before those that had one are explored further; and all exploration. */
  withoutSizes: { looked: 0.4, explored: 0.6 },
  /** Within a storage budget the choice itself asks for plans too. */
  withSizes: { looked: 0.35, explored: 0.45 },
  /** The choice: then nothing is planned but the outcome. */
  selected: 0.8,
  /** Pricing queries that no candidate could help; then all figures are taken from what is known. */
  composed: 0.9,
};

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

/** What an index has more than the one that it gives way to. */
export type Given = 'keys' | 'included columns' | 'order';

/** What a query that costs so much may lose when an index gives way to a narrower one or one in another order, or two to one. */
export function tolerableLoss(cost: number, what: Given, options: AdviceOptions): number {
  const isWidthFree = what === 'keys' || options.storageBudgetBytes !== null;
  return cost * (isWidthFree ? NARROWER_MAY_COST : SAME_KEYS_MAY_COST);
}
