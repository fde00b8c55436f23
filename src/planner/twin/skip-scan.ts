import type { Catalog, Column, IndexDefinition, Relation } from '../../catalog/model.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import type { HypotheticalIndex, PlanNode } from '../engine.ts';
import type { PlannedIndex } from '../plan.ts';
import { PAGE_BYTES } from './files.ts';
import { keyOf } from './selection.ts';

/** The first server version whose btrees are searched without a condition on their first column, one of its values after the other. */
const SKIP_SCAN_SINCE = 180_000;

/**
 * For an index its first column, where this planner may count on skipping through its values and the server's does not: it knows how many
 * there are, and the index has a page for each (btcostestimate in selfuncs.c). Otherwise null: both take all of the index to be read.
 */
export function skippableColumns({
  database,
  relations,
}: Catalog): (index: PlannedIndex, hypothetical: HypotheticalIndex | undefined) => string | null {
  if (database.serverVersionNum >= SKIP_SCAN_SINCE) return () => null;
  const byName = new Map(relations.map((relation) => [keyOf(relation), relation]));
  const existing = new Map(
    relations.flatMap(({ schema, indexes }) => indexes.map((index) => [keyOf({ schema, name: index.name }), index])),
  );
  return (index, hypothetical) => {
    const definition: IndexDefinition | undefined = hypothetical?.definition ?? existing.get(keyOf(index));
    const relation = definition && byName.get(keyOf(definition.relation));
    const column = relation?.columns.find(({ name }) => name === definition?.keys[0]?.column);
    if (definition?.method !== 'btree' || !relation || !column) return null;
    const sizeBytes = hypothetical?.sizeBytes ?? existing.get(keyOf(index))?.sizeBytes ?? 0;
    const values = distinctValues(relation, column);
    return values > 0 && values <= sizeBytes / PAGE_BYTES ? column.name : null;
  };
}

/** 0 where they are not known. */
function distinctValues({ tuples }: Relation, { baseType, statistics, inheritedStatistics }: Column): number {
  const distinct = (statistics ?? inheritedStatistics)?.distinct ?? (baseType === 'boolean' ? 2 : 0);
  return distinct < 0 ? -distinct * tuples : distinct;
}

/**
 * The indexes that a plan searches by later columns alone: a server before 18 reads all of such an index, and the price here is that
 * of a few pages for each value of the first column. EXPLAIN (VERBOSE) writes every column with its relation's alias.
 * @param skippableOf the first column of an index that may be skipped through, or null.
 */
export function skippedIndexes(
  root: PlanNode,
  skippableOf: (index: PlannedIndex) => string | null,
): readonly PlannedIndex[] {
  const walk = (node: PlanNode, above: { readonly schema: string; readonly alias: string }): PlannedIndex[] => {
    // A Bitmap Index Scan does not say whose index it reads; the Bitmap Heap Scan above it does.
    const at = { schema: node.Schema ?? above.schema, alias: node.Alias ?? above.alias };
    const index = { schema: at.schema, name: node['Index Name'] ?? '' };
    const condition = node['Index Cond'];
    const column = condition === undefined ? null : skippableOf(index);
    const own = column !== null && !mentions(condition!, at.alias, column) ? [index] : [];
    return [...own, ...(node.Plans ?? []).flatMap((child) => walk(child, at))];
  };
  return walk(root, { schema: '', alias: '' });
}

function mentions(condition: string, alias: string, column: string): boolean {
  const name = `${quoteIdentifier(alias)}.${quoteIdentifier(column)}`;
  for (let at = condition.indexOf(name); at >= 0; at = condition.indexOf(name, at + 1)) {
    const isWhole = !/[\w$"]/.test(condition[at - 1] ?? '') && !/[\w$]/.test(condition[at + name.length] ?? '');
    if (isWhole) return true;
  }
  return false;
}
