import { supplementShape, usesFromPlan } from '../advisor/plan-candidates.ts';
import type { Catalog } from '../catalog/model.ts';
import type { AnalyzedQuery } from '../lint/contract.ts';
import { UnplannableError } from '../planner/engine.ts';
import type { PlannableStatement, PlannerEngine } from '../planner/engine.ts';
import type { CatalogNames } from '../sql/shape/names.ts';

export interface AsPlannedInput {
  readonly catalog: Catalog;
  readonly engine: PlannerEngine;
  readonly queries: readonly AnalyzedQuery[];
  readonly names: CatalogNames;
  readonly statements: (query: AnalyzedQuery) => readonly PlannableStatement[];
  /** Whether the time budget is spent: then no further query is planned. */
  readonly isLate?: () => boolean;
}

/** The costliest ones: each is planned once more. */
const MOST_QUERIES = 200;

/**
 * The queries whose plans ask more of the tables than their texts show, with what they ask: the planner has put functions of the database
 * in their place (inline_set_returning_function), or conditions of row-level security beside those of the query. Others are left out.
 */
export async function queriesAsPlanned(input: AsPlannedInput): Promise<readonly AnalyzedQuery[]> {
  const { catalog, engine, queries, names, statements } = input;
  const functions = new Set(catalog.functions.map(({ name }) => name));
  const secured = new Set(
    catalog.relations.filter(({ rowSecurity }) => rowSecurity.enabled).map(({ schema, name }) => `${schema}.${name}`),
  );
  const mayAskMore = ({ sql, shape }: AnalyzedQuery) =>
    shape.relations.some(({ relation }) => secured.has(`${relation.schema}.${relation.name}`)) ||
    calledIn(sql).some((name) => functions.has(name));
  const costliest = queries
    .filter((query) => query.shape.kind !== 'utility' && mayAskMore(query))
    .sort((a, b) => b.totalMs - a.totalMs || b.calls - a.calls || (a.fingerprint < b.fingerprint ? -1 : 1))
    .slice(0, MOST_QUERIES);
  const supplemented: AnalyzedQuery[] = [];
  for (const query of costliest) {
    if (input.isLate?.()) break;
    const [statement] = statements(query);
    const shape = statement && (await shapeAsPlanned(engine, query, statement, names));
    if (shape && shape !== query.shape) supplemented.push({ ...query, shape });
  }
  return supplemented;
}

async function shapeAsPlanned(
  engine: PlannerEngine,
  { shape }: AnalyzedQuery,
  statement: PlannableStatement,
  names: CatalogNames,
) {
  try {
    return supplementShape(shape, usesFromPlan((await engine.plan(statement, [])).root, names));
  } catch (error) {
    if (error instanceof UnplannableError) return shape;
    throw error;
  }
}

/** Names before an opening parenthesis: functions, and some words. */
function calledIn(sql: string): readonly string[] {
  return [...sql.matchAll(/(?:"((?:[^"]|"")+)"|([\w$]+))\s*\(/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!.toLowerCase(),
  );
}
