import type { Catalog, IndexDefinition, Relation } from '../catalog/model.ts';
import type { Plan, PlanNode } from '../planner/engine.ts';
import { indexesOf } from '../planner/plan.ts';
import { nameKey } from './relation-tree.ts';

/** A correlation counts for that much where the index has more keys than the column (btcostestimate in selfuncs.c). */
const OF_SEVERAL_KEYS = 0.75;
/** What reads all of its input before it gives a row: a LIMIT above does not make that any shorter. */
const BLOCKING = new Set(['Sort', 'Hash', 'Aggregate', 'WindowAgg', 'SetOp']);

/**
 * What a plan costs at least beyond its price, in the planner's units. Where an index is searched once for each row of an outer side, the
 * planner shares the pages among as many searches as the table that the values come from has rows (get_loop_count in indxpath.c), also
 * where joins leave only a few of these: 800 searches are then charged a twelfth of what 10,000 read between them. Here the pages are those
 * of the searches that the plan makes: by Mackert and Lohman's formula (index_pages_fetched in costsize.c), less what the index's
 * correlation saves. What of it is charged already is taken to be all that the searches cost.
 * @returns a function of the plan and of what gives the definition of a hypothetical index
 */
export function repeatedReads(
  catalog: Catalog,
): (plan: Plan, definitionOf: (id: number) => IndexDefinition | undefined) => number {
  const relations = new Map(catalog.relations.map((relation) => [nameKey(relation), relation]));
  const unit = (name: string, preset: number) => Number(catalog.settings[name]?.value ?? preset);
  const [random, sequential] = [unit('random_page_cost', 4), unit('seq_page_cost', 1)];
  const cachedPages = unit('effective_cache_size', 524_288);

  return ({ root, hypotheticalNames = {} }, definitionOf) => {
    const uncharged = (node: PlanNode, searches: number): number => {
      const isBitmap = node['Node Type'] === 'Bitmap Heap Scan';
      if (searches <= 1 || (!isBitmap && node['Node Type'] !== 'Index Scan')) return 0;
      const { Schema: schema = '', 'Relation Name': name = '' } = node;
      const relation = relations.get(nameKey({ schema, name }));
      const [index] = indexesOf(node);
      if (!relation || !index) return 0;
      const id = hypotheticalNames[`${index.schema}.${index.name}`];
      const definition = id === undefined ? relation.indexes.find((one) => one.name === index.name) : definitionOf(id);
      const scattered = 1 - correlationOf(relation, definition) ** 2;
      const pages = scattered * pagesFetched(relation.pages, searches * Math.max(1, node['Plan Rows']), cachedPages);
      return Math.max(0, pages * (isBitmap ? sequential : random) - searches * node['Total Cost']);
    };

    /** @param share of the node's rows that are asked for. */
    const walk = (node: PlanNode, searches: number, share: number): number => {
      const plans = node.Plans ?? [];
      const own = uncharged(node, searches);
      const [first, second] = plans;
      switch (node['Node Type']) {
        // What is remembered is not searched for again.
        case 'Memoize':
          return own;
        case 'Materialize':
          return own + sum(plans, (plan) => walk(plan, 1, 1));
        case 'Limit':
          return sum(plans, (plan) =>
            walk(plan, searches, share * Math.min(1, node['Plan Rows'] / Math.max(1, plan['Plan Rows']))),
          );
        case 'Nested Loop': {
          if (!first || !second) return 0;
          // The first row that is found, or none, ends the search.
          const isFirst = /Semi|Anti/.test(String(node['Join Type']));
          const inner = isFirst ? 0 : walk(second, searches * share * Math.max(1, first['Plan Rows']), 1);
          return walk(first, searches, share) + inner + sum(plans.slice(2), (plan) => walk(plan, 1, 1));
        }
        default:
          return own + sum(plans, (plan) => walk(plan, searches, BLOCKING.has(node['Node Type']) ? 1 : share));
      }
    };
    return walk(root, 1, 1);
  };
}

/** Distinct pages that so many rows in random places are on, and those read again because the cache did not hold them. */
function pagesFetched(pages: number, rows: number, cachedPages: number): number {
  const distinct = (2 * pages * rows) / (2 * pages + rows);
  if (pages <= cachedPages) return Math.min(pages, distinct);
  const limit = (2 * pages * cachedPages) / (2 * pages - cachedPages);
  return rows <= limit ? distinct : cachedPages + ((rows - limit) * (pages - cachedPages)) / pages;
}

/** Of the index's order with the table's, -1 to 1. Where it is unknown the rows may lie as they are searched. */
function correlationOf({ columns }: Relation, definition: IndexDefinition | undefined): number {
  const column = columns.find(({ name }) => name === definition?.keys[0]?.column);
  const correlation = (column?.statistics ?? column?.inheritedStatistics)?.correlation ?? 1;
  return (definition?.keys.length ?? 1) > 1 ? correlation * OF_SEVERAL_KEYS : correlation;
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}
