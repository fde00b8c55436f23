import type { Obstacle } from '../advisor/obstacles.ts';
import { trigramIndexes } from '../advisor/other-methods.ts';
import { hasTrigram, likePrefix } from '../advisor/patterns.ts';
import type { RelationFacts } from '../advisor/relations.ts';
import type { Catalog } from '../catalog/model.ts';
import type { AnalyzedQuery } from '../lint/contract.ts';
import {
  ABSENT_EXTENSIONS,
  UnplannableError,
  type HypotheticalIndex,
  type PlannableStatement,
  type PlannerEngine,
} from '../planner/engine.ts';
import { formatBytes, formatCost } from '../report/format.ts';
import type { StatementShape } from '../sql/model.ts';

const TRIGRAMS = 'pg_trgm';

/** pg_trgm, where the server lacks it and some query looks for what a trigram index finds. */
export function absentExtensions(
  { extensions }: Pick<Catalog, 'extensions'>,
  queries: readonly Pick<AnalyzedQuery, 'shape'>[],
): readonly string[] {
  if (extensions.some(({ name }) => name === TRIGRAMS)) return [];
  const isWanted = queries.some(({ shape }) =>
    shape.relations.some(({ predicates, disjunctions }) =>
      [...predicates, ...disjunctions.flat(2)].some((one) => hasTrigram(one) && likePrefix(one) !== 'prefix'),
    ),
  );
  return isWanted ? [TRIGRAMS] : [];
}

export interface TrigramInput {
  readonly catalog: Pick<Catalog, 'extensions' | 'functions'>;
  readonly engine: PlannerEngine;
  readonly facts: RelationFacts;
  readonly shape: StatementShape;
  readonly statement: PlannableStatement;
  /** What the statement costs as things are. */
  readonly cost: number;
}

/**
 * What stands in the way of an index, with what trigrams would gain where only the extension is missing: the statement is planned as on
 * a server that has it. Where the planner is the server's, or the gain is nothing, the obstacles are as they were.
 */
export async function withTrigramGain(
  obstacles: readonly Obstacle[],
  input: TrigramInput,
): Promise<readonly Obstacle[]> {
  const { catalog, cost } = input;
  const isMissing = absentExtensions(catalog, [input]).length > 0;
  if (!isMissing || !obstacles.some(({ kind }) => kind === 'leading-wildcard')) return obstacles;
  const priced = await priceWithTrigrams(input);
  if (!priced || priced.cost >= cost) return obstacles;
  const gain = `with trigrams it would cost ${formatCost(priced.cost)} instead of ${formatCost(cost)}, by an index of about ${formatBytes(priced.sizeBytes)}`;
  return obstacles.map((one) =>
    one.kind === 'leading-wildcard' ? { ...one, rewrite: `${one.rewrite}; ${gain}` } : one,
  );
}

async function priceWithTrigrams({ catalog, engine, facts, shape, statement }: TrigramInput) {
  try {
    const indexes: HypotheticalIndex[] = [];
    for (const use of shape.relations) {
      const relation = facts.find(use.relation);
      const target = relation && facts.find(facts.topmost(relation));
      if (!relation || !target) continue;
      for (const wanted of trigramIndexes(relation, use, target, catalog, `${ABSENT_EXTENSIONS}.gin_trgm_ops`))
        indexes.push(await engine.addIndex(wanted, facts.size(target, wanted).sizeBytes));
    }
    if (indexes.length === 0) return null;
    const { totalCost, hypotheticalIndexes } = await engine.plan(statement, indexes);
    const used = indexes.filter(({ id }) => hypotheticalIndexes.includes(id));
    return { cost: totalCost, sizeBytes: used.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
  } catch (error) {
    // HypoPG has no GIN, and the server not even the operator class.
    if (error instanceof UnplannableError) return null;
    throw error;
  }
}
