import type { ObjectName } from '../catalog/model.ts';
import type { Plan, PlanNode } from './engine.ts';

/** An index that a plan reads, with the schema it is in (that of its table). */
export interface PlannedIndex {
  readonly schema: string;
  readonly name: string;
}

/** Reads what EXPLAIN (FORMAT JSON, VERBOSE) returned. @throws Error for anything else */
export function parseExplain(json: unknown): PlanNode {
  const [first] = (typeof json === 'string' ? JSON.parse(json) : json) as { Plan?: PlanNode }[];
  if (!first?.Plan) throw new Error('EXPLAIN returned no plan');
  return withoutOutput(first.Plan);
}

/** VERBOSE is asked for the schemas alone; the column lists are most of its text. */
function withoutOutput(node: PlanNode): PlanNode {
  const kept = { ...node, ...(node.Plans && { Plans: node.Plans.map(withoutOutput) }) };
  delete (kept as { Output?: unknown }).Output;
  return kept;
}

/** @param idOf tells a hypothetical index's id, and undefined for an existing one. */
export function toPlan(root: PlanNode, idOf: (index: PlannedIndex) => number | undefined): Plan {
  const existing = new Set<string>();
  const hypothetical: Record<string, number> = {};
  for (const index of indexesOf(root)) {
    const id = idOf(index);
    if (id === undefined) existing.add(`${index.schema}.${index.name}`);
    else hypothetical[`${index.schema}.${index.name}`] = id;
  }
  return {
    totalCost: root['Total Cost'],
    startupCost: root['Startup Cost'],
    rows: root['Plan Rows'],
    root,
    existingIndexes: [...existing].sort(),
    hypotheticalIndexes: [...new Set(Object.values(hypothetical))].sort((a, b) => a - b),
    hypotheticalNames: hypothetical,
  };
}

/** The same plan at another measure: every cost times the factor. */
export function scaledPlan(plan: Plan, factor: number): Plan {
  const scaled = (node: PlanNode): PlanNode => ({
    ...node,
    'Startup Cost': node['Startup Cost'] * factor,
    'Total Cost': node['Total Cost'] * factor,
    ...(node.Plans && { Plans: node.Plans.map(scaled) }),
  });
  return {
    ...plan,
    totalCost: plan.totalCost * factor,
    startupCost: plan.startupCost * factor,
    root: scaled(plan.root),
  };
}

/** A node and all below it, from the top, in the order of execution's description. */
export function nodesOf(root: PlanNode): PlanNode[] {
  return [root, ...(root.Plans ?? []).flatMap(nodesOf)];
}

export function indexesOf(root: PlanNode): PlannedIndex[] {
  const walk = (node: PlanNode, above: string | undefined): PlannedIndex[] => {
    // A Bitmap Index Scan does not say whose index it reads; the Bitmap Heap Scan above it does.
    const schema = node.Schema ?? above;
    const name = node['Index Name'];
    const own = name === undefined ? [] : [{ schema: schema ?? '', name }];
    return [...own, ...(node.Plans ?? []).flatMap((child) => walk(child, schema))];
  };
  return walk(root, undefined);
}

/** The nodes that read a relation, in plan order; for a partitioned table pass each partition. */
export function scanNodes(plan: Plan, relation: ObjectName): PlanNode[] {
  return nodesOf(plan.root).filter(
    (node) =>
      node['Relation Name'] === relation.name &&
      (node.Schema === undefined || node.Schema === relation.schema) &&
      node['Node Type'] !== 'ModifyTable',
  );
}

/** How a table is reached: `Seq Scan`, `Index Only Scan using a`, `Bitmap Heap Scan using a, b`; null when it is not read. */
export function accessTo(plan: Plan, relation: ObjectName): string | null {
  const ways = scanNodes(plan, relation).map((node) => {
    const names = [...new Set(indexesOf(node).map(({ name }) => name))];
    const backward = node['Scan Direction'] === 'Backward' ? ' Backward' : '';
    return `${node['Node Type']}${backward}${names.length > 0 ? ` using ${names.join(', ')}` : ''}`;
  });
  return ways.length === 0 ? null : [...new Set(ways)].join('; ');
}
