import type { Catalog } from '../catalog/model.ts';
import type { PlanNode } from '../planner/engine.ts';
import { nodesOf } from '../planner/plan.ts';
import { parseExpression } from '../sql/expression.ts';
import { parseOne, SqlSyntaxError, type Node } from '../sql/parser.ts';
import { unwrap } from '../sql/unwrap.ts';
import { conditionObstacle, type ConditionScope } from './obstacles/conditions.ts';
import { weighScans } from './obstacles/heaviest-scan.ts';
import type { Obstacle } from './obstacles/model.ts';
import { castColumns, statementObstacles } from './obstacles/statement.ts';
import type { RelationTree } from './relation-tree.ts';

export type { Obstacle, ObstacleKind } from './obstacles/model.ts';
export { weighScans } from './obstacles/heaviest-scan.ts';
export type { WeighedScan } from './obstacles/heaviest-scan.ts';
export { countsAll } from './obstacles/statement.ts';

/** The statement's tree; undefined for what is not exactly one. */
export function statementTree(sql: string): Node | undefined {
  try {
    const { stmt } = parseOne(sql);
    return stmt && unwrap(stmt);
  } catch (error) {
    if (error instanceof SqlSyntaxError) return undefined;
    throw error;
  }
}

/**
 * What keeps indexes from serving a statement, by what its plan checks row by row (where views, functions and the server's own casts
 * show) and by its text. Of conditions those of the scans come first, the heaviest scan before the others.
 */
export function findObstacles(
  statement: Node | undefined,
  root: PlanNode,
  catalog: Catalog,
  { find }: Pick<RelationTree, 'find'>,
): readonly Obstacle[] {
  const casts = statement ? castColumns(statement) : new Set<string>();
  const nodes = nodesOf(root);
  const tables = new Map(
    nodes.flatMap(({ Alias: alias, Schema: schema = '', 'Relation Name': name }) =>
      name === undefined ? [] : [[alias ?? name, find({ schema, name })] as const],
    ),
  );
  const scope: ConditionScope = {
    columnOf: ({ alias, name }) => {
      const relation = alias === null ? [...tables.values()][0] : tables.get(alias);
      return relation?.columns.find((column) => column.name === name);
    },
    hasTrigrams: catalog.extensions.some(({ name }) => name === 'pg_trgm'),
    castsColumn: (name) => casts.has(name),
  };
  const scans = weighScans(root).map(({ node }) => node);
  const others = nodes.filter((node) => node['Relation Name'] === undefined);
  const conditions = [
    ...others.flatMap((node) => conditionOf(node['Join Filter'])),
    ...scans.flatMap((node) => conditionOf(node.Filter)),
    ...others.flatMap((node) => conditionOf(node.Filter)),
  ];
  const found = [
    ...(statement ? statementObstacles(statement) : []),
    ...conditions.flatMap((condition) => conditionObstacle(condition, scope) ?? []),
  ];
  return [...new Map(found.map((obstacle) => [obstacle.message, obstacle])).values()];
}

/** Conditions on what subplans return are no SQL, and are left out. */
function conditionOf(text: unknown): readonly Node[] {
  if (typeof text !== 'string' || /\b(?:SubPlan|InitPlan|AlternativeSubPlan) \d/.test(text)) return [];
  const node = parseExpression(text);
  return node ? [node] : [];
}
