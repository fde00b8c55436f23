import type { PlanNode } from '../planner/engine.ts';

/** One line of a plan for a reader: what a node does, as EXPLAIN's text form names it, and its conditions. */
export interface PlanLine {
  readonly depth: number;
  /** `Index Scan using a on orders o`. */
  readonly title: string;
  /** `Index Cond: (o.id = 1)`. */
  readonly conditions: readonly string[];
  readonly startupCost: number;
  readonly totalCost: number;
  readonly rows: number;
  /** Bytes. */
  readonly width: number;
  readonly indexName: string | null;
}

/** The tree from the top, depth first. */
export function planLines(root: PlanNode, depth = 0): PlanLine[] {
  const line = {
    depth,
    title: titleOf(root),
    conditions: conditionsOf(root),
    startupCost: root['Startup Cost'],
    totalCost: root['Total Cost'],
    rows: root['Plan Rows'],
    width: root['Plan Width'],
    indexName: root['Index Name'] ?? null,
  };
  return [line, ...(root.Plans ?? []).flatMap((child) => planLines(child, depth + 1))];
}

function titleOf(node: PlanNode): string {
  const name = text(node, 'Subplan Name');
  const { Schema: schema, Alias: alias } = node;
  const relation = node['Relation Name'] ?? text(node, 'Function Name') ?? text(node, 'CTE Name');
  const target =
    relation === undefined || schema === undefined || schema === 'public' ? relation : `${schema}.${relation}`;
  return [
    name && `${name}: `,
    operation(node),
    node['Scan Direction'] === 'Backward' ? ' Backward' : '',
    node['Index Name'] === undefined
      ? ''
      : ` ${node['Node Type'] === 'Bitmap Index Scan' ? 'on' : 'using'} ${node['Index Name']}`,
    target === undefined ? '' : ` on ${target}`,
    alias === undefined || alias === relation ? '' : ` ${alias}`,
  ]
    .filter(Boolean)
    .join('');
}

const JOINS: Readonly<Record<string, string>> = {
  'Hash Join': 'Hash',
  'Merge Join': 'Merge',
  'Nested Loop': 'Nested Loop',
};

/** The names of explain.c's text format where they differ from the node's type. */
function operation(node: PlanNode): string {
  const type = node['Node Type'];
  const strategy = text(node, 'Strategy');
  const partial = text(node, 'Partial Mode');
  const prefix = partial === undefined || partial === 'Simple' ? '' : `${partial} `;
  const join = JOINS[type];
  if (join !== undefined) {
    const kind = text(node, 'Join Type') ?? 'Inner';
    if (kind === 'Inner') return type;
    return type === 'Nested Loop' ? `${join} ${kind} Join` : `${join} ${kind} Join`;
  }
  if (type === 'Aggregate') {
    const names: Readonly<Record<string, string>> = {
      Hashed: 'HashAggregate',
      Sorted: 'GroupAggregate',
      Mixed: 'MixedAggregate',
    };
    return `${prefix}${names[strategy ?? ''] ?? 'Aggregate'}`;
  }
  if (type === 'SetOp') return `${strategy === 'Hashed' ? 'HashSetOp' : 'SetOp'} ${text(node, 'Command') ?? ''}`.trim();
  if (type === 'ModifyTable') return text(node, 'Operation') ?? type;
  return type;
}

const CONDITIONS = [
  'Index Cond',
  'Recheck Cond',
  'Order By',
  'Hash Cond',
  'Merge Cond',
  'Join Filter',
  'TID Cond',
  'One-Time Filter',
  'Filter',
  'Sort Key',
  'Presorted Key',
  'Group Key',
  'Cache Key',
] as const;

function conditionsOf(node: PlanNode): string[] {
  return CONDITIONS.flatMap((name) => {
    const value = node[name];
    if (Array.isArray(value)) return [`${name}: ${value.join(', ')}`];
    return typeof value === 'string' ? [`${name}: ${value}`] : [];
  });
}

function text(node: PlanNode, field: string): string | undefined {
  const value = node[field];
  return typeof value === 'string' ? value : undefined;
}
