import { weighScans } from '../../advisor/obstacles.ts';
import { nameKey } from '../../advisor/relation-tree.ts';
import type { RelationFacts } from '../../advisor/relations.ts';
import type { Relation } from '../../catalog/model.ts';
import { groupBy } from '../../lint/group-by.ts';
import type { PlanNode } from '../../planner/engine.ts';
import { indexesOf } from '../../planner/plan.ts';
import { countText } from '../../report/format.ts';

/** What costs most of a query: its scans of one table, of all partitions that it reads together. */
export interface Heaviest {
  /** The costliest of these scans. */
  readonly node: PlanNode;
  /** What is read: `orders`, the only partition that is, or `12 partitions of orders`. */
  readonly table: string;
  /** Estimated rows that the scans return, and those of what they read. */
  readonly rows: number;
  readonly tableRows: number;
  /** The index that finds the rows; null for a scan of the whole table, or of a whole index. */
  readonly index: string | null;
  readonly isFound: boolean;
  /** The partitioned table of which every partition is read; null for any other. */
  readonly partitioned: Relation | null;
  /** How many are read: 1 of a table that has none. */
  readonly partitions: number;
}

interface Scan {
  readonly node: PlanNode;
  readonly weight: number;
  readonly relation: Relation;
}

export function heaviestOf(root: PlanNode, facts: RelationFacts): Heaviest | undefined {
  const scans = weighScans(root).flatMap((scan): readonly Scan[] => {
    const { Schema: schema = '', 'Relation Name': name = '' } = scan.node;
    const relation = facts.find({ schema, name });
    return relation ? [{ ...scan, relation }] : [];
  });
  const groups = [...groupBy(scans, ({ relation }) => nameKey(facts.topmost(relation))).values()];
  // Each is bounded by what stops early above it, and so are they together.
  const weightOf = (group: readonly Scan[]) =>
    Math.min(
      root['Total Cost'],
      group.reduce((sum, { weight }) => sum + weight, 0),
    );
  const [heaviest] = groups.sort((a, b) => weightOf(b) - weightOf(a));
  return heaviest && summaryOf(heaviest, facts);
}

/** A table that a query reads twice over is told of by the costlier scan; its partitions are told of together. */
function summaryOf(scans: readonly Scan[], facts: RelationFacts): Heaviest {
  const read = new Map<Relation, Scan>();
  for (const scan of scans) if (!read.has(scan.relation)) read.set(scan.relation, scan);
  const [{ node, relation }] = scans as readonly [Scan, ...Scan[]];
  const index = indexesOf(node)[0]?.name ?? null;
  const partitioned = wholeOf([...read.keys()], facts);
  return {
    node,
    table: partitioned?.name ?? partOf([...read.keys()], facts),
    rows: [...read.values()].reduce((sum, scan) => sum + scan.node['Plan Rows'], 0),
    tableRows: [...read.keys()].reduce((sum, each) => sum + facts.rows(each), 0),
    index: (read.size > 1 && relation.indexes.find(({ name }) => name === index)?.partitionOf?.name) || index,
    isFound: index !== null && hasCondition(node),
    partitioned,
    partitions: read.size,
  };
}

function wholeOf(read: readonly Relation[], facts: RelationFacts): Relation | null {
  const topmost = facts.find(facts.topmost(read[0]!));
  return read.length > 1 && topmost && facts.leaves(topmost).length <= read.length ? topmost : null;
}

function partOf(read: readonly Relation[], facts: RelationFacts): string {
  const [first] = read as readonly [Relation, ...Relation[]];
  return read.length === 1 ? first.name : `${countText(read.length)} partitions of ${facts.topmost(first).name}`;
}

export function hasCondition(node: PlanNode): boolean {
  return node['Index Cond'] !== undefined || node['Recheck Cond'] !== undefined || node['Order By'] !== undefined;
}
