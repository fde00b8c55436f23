import type { IndexDefinition } from '../catalog/model.ts';
import type { HypotheticalIndex, Plan, PlanNode } from '../planner/engine.ts';
import { indexesOf, nodesOf } from '../planner/plan.ts';
import { quoteIdentifier } from '../sql/quote.ts';

/**
 * How a plan reaches each table, by `schema.table`: `Seq Scan`, `Index Only Scan using t_a_idx`; a what-if index, which has
 * no name yet, is told by its keys: `Index Scan using (a, b)`. Several ways are joined by `; `.
 * @param offered the what-if indexes that the statement was planned with.
 */
export function accessByTable(plan: Plan, offered: readonly HypotheticalIndex[]): Readonly<Record<string, string>> {
  const existing = new Set(plan.existingIndexes);
  const used = offered.filter(({ id }) => plan.hypotheticalIndexes.includes(id));
  const ways = new Map<string, Set<string>>();
  for (const node of nodesOf(plan.root)) {
    const table = node['Relation Name'];
    if (table === undefined || node['Node Type'] === 'ModifyTable') continue;
    const name = node.Schema === undefined ? table : `${node.Schema}.${table}`;
    const label = (index: string) => {
      const named = `${node.Schema}.${index}`;
      return existing.has(named) ? index : labelOf(index, plan.hypotheticalNames?.[named], table, used);
    };
    ways.set(name, (ways.get(name) ?? new Set()).add(describe(node, label)));
  }
  return Object.fromEntries([...ways].map(([name, set]) => [name, [...set].sort().join('; ')]));
}

function describe(node: PlanNode, label: (index: string) => string): string {
  const indexes = [...new Set(indexesOf(node).map(({ name }) => label(name)))];
  const backward = node['Scan Direction'] === 'Backward' ? ' Backward' : '';
  return `${node['Node Type']}${backward}${indexes.length > 0 ? ` using ${indexes.join(', ')}` : ''}`;
}

function labelOf(name: string, id: number | undefined, table: string, used: readonly HypotheticalIndex[]): string {
  const onTable = used.filter(({ definition }) => definition.relation.name === table);
  const index =
    used.find((candidate) => candidate.id === id) ??
    (onTable.length === 1 ? onTable[0] : undefined) ??
    (used.length === 1 ? used[0] : undefined);
  return index ? keysOf(index.definition) : name;
}

function keysOf({ keys, include }: IndexDefinition): string {
  const names = keys.map((key) => (key.column === null ? (key.expression ?? '') : quoteIdentifier(key.column)));
  const included = include.length > 0 ? ` include (${include.map(quoteIdentifier).join(', ')})` : '';
  return `(${names.join(', ')})${included}`;
}
