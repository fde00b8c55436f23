import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { coveringIndex } from '../advisor/coverage.ts';
import { estimateIndexSize } from '../advisor/size.ts';
import { statementsOf } from '../advisor/statements.ts';
import type { Catalog, IndexDefinition, Relation } from '../catalog/model.ts';
import type { AnalyzedQuery } from '../lint/contract.ts';
import type { HypotheticalIndex, PlannerEngine } from '../planner/engine.ts';

/** An index or constraint that the analysis asks for. */
export interface Recommendation {
  readonly table: string;
  readonly columns: readonly string[];
  readonly unique?: boolean;
}

export interface RecommendationVerdict {
  readonly recommendation: Recommendation;
  /** The index that is there now and has those columns first; null when there is none. */
  readonly found: string | null;
  /** The most that any query of the workload would still gain by it: a fraction of its cost. */
  readonly stillGains: number;
}

export async function readRecommendations(directory: string): Promise<readonly Recommendation[]> {
  const text = await readFile(join(directory, 'recommended.json'), 'utf8');
  return (JSON.parse(text) as { recommendations: Recommendation[] }).recommendations;
}

/**
 * Holds the database as it is after the migration against the analysis: each recommendation is there, or adding it would
 * gain next to nothing. The planner says how much.
 * @param engine of the same catalog
 */
export async function judgeRecommendations(
  recommendations: readonly Recommendation[],
  catalog: Catalog,
  engine: PlannerEngine,
  queries: readonly AnalyzedQuery[],
): Promise<readonly RecommendationVerdict[]> {
  const planned = queries.filter(({ shape }) => shape.kind !== 'utility');
  const now = await costs(engine, planned, []);
  const verdicts: RecommendationVerdict[] = [];
  for (const recommendation of recommendations) {
    const relation = catalog.relations.find(({ name }) => name === recommendation.table);
    if (!relation) throw new Error(`the application has no table ${recommendation.table}`);
    const definition = definitionOf(recommendation, relation);
    const found = coveringIndex(relation, definition)?.name ?? null;
    const index =
      found === null ? await engine.addIndex(definition, estimateIndexSize(relation, definition).sizeBytes) : null;
    const then = index ? await costs(engine, planned, [index]) : now;
    const gains = now.map((cost, position) => 1 - (then[position] ?? cost) / cost);
    verdicts.push({ recommendation, found, stillGains: Math.max(0, ...gains) });
  }
  return verdicts;
}

async function costs(
  engine: PlannerEngine,
  queries: readonly AnalyzedQuery[],
  indexes: readonly HypotheticalIndex[],
): Promise<readonly number[]> {
  const totals: number[] = [];
  for (const query of queries) {
    let total = 0;
    for (const statement of statementsOf(query)) total += (await engine.plan(statement, indexes)).totalCost;
    totals.push(total);
  }
  return totals;
}

function definitionOf({ columns, unique = false }: Recommendation, relation: Relation): IndexDefinition {
  return {
    relation: { schema: relation.schema, name: relation.name },
    method: 'btree',
    keys: columns.map((column) => ({
      column,
      expression: null,
      operatorClass: null,
      collation: null,
      direction: 'asc',
      nulls: 'last',
    })),
    include: [],
    predicate: null,
    unique,
    nullsNotDistinct: false,
  };
}
