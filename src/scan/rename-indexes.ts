import type { Plan, PlanNode } from '../planner/engine.ts';

/** The plan's tree with the names that its what-if indexes will have. */
export function renameIndexes(plan: Plan, labels: ReadonlyMap<number, string>): PlanNode {
  const rename = (node: PlanNode, above: string | undefined): PlanNode => {
    const schema = node.Schema ?? above;
    const id = plan.hypotheticalNames?.[`${schema ?? ''}.${node['Index Name']}`];
    const label = id === undefined ? undefined : labels.get(id);
    return {
      ...node,
      ...(label !== undefined && { 'Index Name': label }),
      ...(node.Plans && { Plans: node.Plans.map((child) => rename(child, schema)) }),
    };
  };
  return rename(plan.root, undefined);
}
