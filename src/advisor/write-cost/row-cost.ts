import type { Catalog, IndexDefinition, Relation } from '../../catalog/model.ts';
import { predicateSelectivity } from '../size/predicate.ts';
import type { IndexSize } from '../size/model.ts';

/** The server's cost settings that index maintenance is priced with. */
export interface PlannerCosts {
  readonly randomPageCost: number;
  readonly cpuIndexTupleCost: number;
  readonly cpuOperatorCost: number;
}

export const DEFAULT_COSTS: PlannerCosts = { randomPageCost: 4, cpuIndexTupleCost: 0.005, cpuOperatorCost: 0.0025 };

/** selfuncs.h, DEFAULT_PAGE_CPU_MULTIPLIER: genericcostestimate charges 50 operators for each page that a descent visits. */
const OPERATORS_PER_PAGE = 50;
/**
 * Rows that share one write-back of a page: an honest guess at how many are written between two checkpoints to one table. It makes the
 * pages of a small index, or of the right end of a growing one, cheap, and those of a large one hit at random dear.
 */
const ROWS_PER_CHECKPOINT = 1000;
/** Entries that a row has in a GIN index, where no statistics tell. */
const GIN_ENTRIES_PER_ROW = 8;
/** What each index costs the executor for a row, whether it adds an entry or not, in operators: 0.13 units, by bench/write-cost.js. */
const OPERATORS_PER_ROW = 50;
/** Heap pages that one BRIN entry summarises. */
const BRIN_PAGES_PER_RANGE = 128;

export function plannerCosts(settings: Catalog['settings']): PlannerCosts {
  const read = (name: string, otherwise: number) => {
    const value = Number(settings[name]?.value);
    return Number.isFinite(value) ? value : otherwise;
  };
  return {
    randomPageCost: read('random_page_cost', DEFAULT_COSTS.randomPageCost),
    cpuIndexTupleCost: read('cpu_index_tuple_cost', DEFAULT_COSTS.cpuIndexTupleCost),
    cpuOperatorCost: read('cpu_operator_cost', DEFAULT_COSTS.cpuOperatorCost),
  };
}

/**
 * One row written: what the index costs the executor, and one entry added, which is the descent as btcostestimate prices it (a comparison for each halving, 50 operators a page), one
 * cpu_index_tuple_cost, and the share of a leaf page's write-back at random_page_cost. A partial index is charged for the
 * rows that its predicate lets in, and one evaluation of it. Held by bench/write-cost.js against a PostgreSQL 18 with everything in memory,
 * whose unit is the CPU time that a sequential scan takes for it: each method and kind of key is 1.3 to 2.3 times as dear here as measured,
 * 1.5 times in the geometric mean, which leaves something for the write-back to a disk and for VACUUM.
 */
export function costOfRow(
  relation: Relation,
  definition: IndexDefinition,
  size: IndexSize,
  costs: PlannerCosts,
): number {
  const share = predicateSelectivity(relation, definition.predicate);
  const entry = costOfEntry(relation, definition, size, costs);
  const predicate = definition.predicate === null ? 0 : costs.cpuOperatorCost;
  return OPERATORS_PER_ROW * costs.cpuOperatorCost + predicate + share * entry;
}

function costOfEntry(relation: Relation, definition: IndexDefinition, size: IndexSize, costs: PlannerCosts): number {
  const { cpuOperatorCost, cpuIndexTupleCost, randomPageCost } = costs;
  const perPage = OPERATORS_PER_PAGE * cpuOperatorCost;
  const writeBack = randomPageCost * pagesDirtiedPerEntry(relation, definition, size.pages);
  const descent = Math.ceil(Math.log2(Math.max(2, size.tuples))) * cpuOperatorCost + (size.height + 1) * perPage;
  switch (definition.method) {
    case 'brin': {
      // A row changes its range's entry only when it widens it; mostly two comparisons with that entry.
      const rowsPerRange = Math.max(1, (size.tuples / Math.max(1, relation.pages)) * BRIN_PAGES_PER_RANGE);
      return perPage + 2 * definition.keys.length * cpuOperatorCost + (cpuIndexTupleCost + writeBack) / rowsPerRange;
    }
    case 'gin':
      // fastupdate inserts many rows' entries together: their pages are written once for all.
      return ginEntriesPerRow(relation, definition) * (descent + cpuIndexTupleCost) + writeBack;
    case 'hash':
      return perPage + cpuIndexTupleCost + writeBack;
    default:
      return descent + cpuIndexTupleCost + writeBack;
  }
}

/** pg_stats.elem_count_histogram ends with the average number of distinct elements. */
function ginEntriesPerRow(relation: Relation, { keys }: IndexDefinition): number {
  const counts = keys.map((key) => {
    const column = relation.columns.find(({ name }) => name === key.column);
    return column?.statistics?.elementCountHistogram?.at(-1) ?? GIN_ENTRIES_PER_ROW;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Different pages that ROWS_PER_CHECKPOINT entries fall on, over their number. */
function pagesDirtiedPerEntry(relation: Relation, definition: IndexDefinition, pages: number): number {
  const scattered = (pages * -Math.expm1(-ROWS_PER_CHECKPOINT / pages)) / ROWS_PER_CHECKPOINT;
  const leading = relation.columns.find(({ name }) => name === definition.keys[0]?.column);
  // As in btcostestimate, the square of the correlation weighs between order and disorder: new rows go to the end of an ordered key.
  const ordered = definition.method === 'btree' ? (leading?.statistics?.correlation ?? 0) ** 2 : 0;
  return scattered + ordered * (Math.min(scattered, 1 / 100) - scattered);
}
