import type { PlanNode } from '../../planner/engine.ts';

/** A node that reads a table, and what it costs in all of its runs: planner's units. */
export interface WeighedScan {
  readonly node: PlanNode;
  readonly weight: number;
}

/** Every node of a plan that reads a table, the heaviest first. */
export function weighScans(root: PlanNode): readonly WeighedScan[] {
  const scans: WeighedScan[] = [];
  collect(root, 1, Number.POSITIVE_INFINITY, scans);
  return scans.sort((a, b) => b.weight - a.weight);
}

/**
 * EXPLAIN gives the cost of one run. The inner side of a nested loop runs once for each row of the outer one, a subplan once for each
 * row of its node (hashed ones and initplans once); what Materialize and Memoize keep is not read again. A node above that stops
 * early (LIMIT) bounds what those below it cost.
 */
function collect(node: PlanNode, loops: number, most: number, scans: WeighedScan[]): void {
  const bound = Math.min(most, node['Total Cost'] * loops);
  if (node['Relation Name'] !== undefined && node['Node Type'] !== 'ModifyTable') scans.push({ node, weight: bound });
  const children = node.Plans ?? [];
  const outer = children.find((child) => child['Parent Relationship'] === 'Outer');
  for (const child of children) {
    const relationship = child['Parent Relationship'];
    if (relationship === 'Inner' && node['Node Type'] === 'Nested Loop') {
      const isKept = ['Materialize', 'Memoize'].includes(child['Node Type']);
      collect(child, isKept ? loops : loops * Math.max(1, outer?.['Plan Rows'] ?? 1), most, scans);
    } else if (relationship === 'SubPlan') {
      const isHashed = [node.Filter, node['Join Filter']].some(
        (text) => typeof text === 'string' && text.includes('hashed'),
      );
      collect(child, isHashed ? loops : loops * Math.max(1, node['Plan Rows']), Number.POSITIVE_INFINITY, scans);
    } else if (relationship === 'InitPlan') collect(child, loops, Number.POSITIVE_INFINITY, scans);
    else collect(child, loops, bound, scans);
  }
}
