import { advise } from '../advisor/advise.ts';
import { candidateContext } from '../advisor/candidate-context.ts';
import { indexCandidates } from '../advisor/candidates.ts';
import type { Advice, AdviceOptions, AdvisedIndex } from '../advisor/model.ts';
import { findObstacles, statementTree } from '../advisor/obstacles.ts';
import { supplementShape, usesFromPlan } from '../advisor/plan-candidates.ts';
import { relationTree } from '../advisor/relation-tree.ts';
import { relationFacts } from '../advisor/relations.ts';
import { NO_UPKEEP } from '../advisor/write-cost/upkeep.ts';
import type { Catalog, IndexDefinition, ObjectName } from '../catalog/model.ts';
import { UserError } from '../errors.ts';
import type { AnalyzedQuery, Proposal } from '../lint/contract.ts';
import { foreignKeyChecks, type ForeignKeyCheck } from '../lint/foreign-key-checks.ts';
import { createNamer } from '../migration/names.ts';
import { planFix } from '../migration/plan.ts';
import {
  UnplannableError,
  type PlannableStatement,
  type Plan,
  type PlannerEngine,
  type PlannerSetup,
} from '../planner/engine.ts';
import { checkStatement } from '../planner/statement.ts';
import { formatCost } from '../report/format.ts';
import type { ExplainedHint, ExplainedIndex, ExplainedPlan, Explanation } from '../report/explanation.ts';
import type { StatementShape } from '../sql/model.ts';
import { fingerprint } from '../sql/fingerprint.ts';
import { loadParser } from '../sql/parser.ts';
import { shapeOf } from '../sql/shape.ts';
import { createNames } from '../sql/shape/names.ts';
import { explainTables } from './explain-tables.ts';
import { relationsToPlan } from './relations-to-plan.ts';
import { renameIndexes } from './rename-indexes.ts';
import { absentExtensions, withTrigramGain } from './trigram-gain.ts';

export interface ExplainInput {
  readonly catalog: Catalog;
  /** Exactly one statement that has a plan (sql/plannable.ts), with the values that are known in their places. */
  readonly sql: string;
  /** What it is one call of; minCalls and write costs play no part. */
  readonly advice: AdviceOptions;
  readonly toolVersion: string;
  readonly openPlanner: (relations: readonly ObjectName[], setup: PlannerSetup) => Promise<PlannerEngine>;
  readonly onProgress?: (text: string) => void;
}

/**
 * One statement: its plan now, the indexes that would help it, its plan with them, and why its other tables get none.
 * @throws UserError when the planner cannot plan it
 */
export async function explainStatement(input: ExplainInput): Promise<Explanation> {
  const { catalog, sql, onProgress = () => {} } = input;
  await loadParser();
  const names = createNames(catalog);
  const written = shapeOf(sql, names);
  const { generic } = checkStatement(sql);
  onProgress('preparing the planner');
  const asked = queryOf(sql, written);
  const checks = foreignKeyChecks(catalog, [asked], names);
  const engine = await input.openPlanner(relationsToPlan([asked, ...checks.map(({ query }) => query)], catalog), {
    absentExtensions: absentExtensions(catalog, [asked]),
  });
  try {
    const base = await planOrExplain(engine, { sql });
    onProgress('trying indexes');
    const query = queryOf(sql, supplementShape(written, usesFromPlan(base.root, names)));
    const advice = await adviseOne(input, query, engine);
    const { after, indexes, labels } = await withAdvised(input, engine, advice.indexes);
    const best = (after ?? base).root;
    const obstacles = await withTrigramGain(findObstacles(statementTree(sql), best, catalog, relationTree(catalog)), {
      catalog,
      engine,
      facts: relationFacts(catalog, [query]),
      shape: query.shape,
      statement: { sql },
      cost: best['Total Cost'],
    });
    return {
      version: 1,
      tool: { name: 'idx-advisor', version: input.toolVersion },
      database: { name: catalog.database.name, serverVersion: catalog.database.serverVersion },
      sql,
      generic,
      before: { ...explained(base, base.root, new Map()), ...informedCost(base, advice) },
      after: after && explained(after, renameIndexes(after, labels), labels),
      indexes,
      hints: [
        ...obstacles.map(({ message, rewrite }) => ({ message, help: rewrite })),
        ...(await hintsOfChecks(engine, checks)),
      ],
      tables: explainTables({ catalog, query, before: base, after, labels, advice, options: input.advice }),
      planner: { engine: engine.name, ...engine.usage() },
      incomplete: [...catalog.incomplete, ...(engine.notes ?? []), ...advice.incomplete],
    };
  } finally {
    await engine.close();
  }
}

/** What the plan costs to one who has the statistics that the advised indexes bring, where that is something else. */
function informedCost({ totalCost }: Plan, { indexes, queries }: Advice): Pick<ExplainedPlan, 'informedCost'> {
  const cost = queries[0]?.costBefore ?? totalCost;
  return indexes.length > 0 && Math.abs(cost - totalCost) > totalCost * SAME_COST ? { informedCost: cost } : {};
}

/** What the server runs besides, for each row deleted or re-keyed, which no plan shows. */
async function hintsOfChecks(engine: PlannerEngine, checks: readonly ForeignKeyCheck[]): Promise<ExplainedHint[]> {
  const hints = [];
  for (const { relation, columns, event, query } of checks) {
    const { totalCost } = await planOrExplain(engine, { sql: query.sql, isExempt: true });
    hints.push({
      message: `for each row ${event} the server also runs ${query.sql}, which costs ${formatCost(totalCost)}`,
      help: `an index on ${relation.name} (${columns.join(', ')}), by which it finds the rows that refer to that one`,
    });
  }
  return hints;
}

function queryOf(sql: string, shape: StatementShape): AnalyzedQuery {
  const unknown = { totalMs: 0, minMs: null, maxMs: null, rows: null, samples: [] };
  return { ...unknown, fingerprint: fingerprint(sql), sql, calls: 1, shape };
}

/** Costs that differ by less than this fraction are the same. */
const SAME_COST = 0.01;

async function planOrExplain(engine: PlannerEngine, statement: PlannableStatement): Promise<Plan> {
  try {
    return await engine.plan(statement, []);
  } catch (error) {
    if (!(error instanceof UnplannableError)) throw error;
    throw new UserError(`the statement cannot be planned: ${error.message}`, {
      ...(/does not exist/.test(error.message) && { hint: 'name tables as the database has them' }),
      cause: error,
    });
  }
}

function adviseOne(
  { catalog, sql, advice, onProgress }: ExplainInput,
  query: AnalyzedQuery,
  engine: PlannerEngine,
): Promise<Advice> {
  const context = candidateContext(catalog, [query], advice);
  const facts = relationFacts(catalog, [query]);
  const proposals = query.shape.relations.flatMap((use): Proposal[] => {
    const relation = facts.find(use.relation);
    if (!relation) return [];
    const { schema, name } = relation;
    return [
      {
        object: { schema, table: name, columns: [], name: null },
        message: '',
        fingerprints: [query.fingerprint],
        indexes: indexCandidates(relation, use, query.shape, context),
      },
    ];
  });
  return advise({
    catalog,
    engine,
    queries: [query],
    proposals,
    options: { ...advice, minCalls: 1 },
    // The counters' writes stand against a whole workload; here there is one call of one statement.
    facts: { ...facts, upkeep: () => NO_UPKEEP, upkeepOfSet: () => 0 },
    statements: () => [{ sql }],
    onProgress: ({ done, total }) => onProgress?.(`trying indexes: ${done} of ${total}`),
  });
}

interface Outcome {
  readonly after: Plan | null;
  readonly indexes: readonly ExplainedIndex[];
  /** The migration's names of the new indexes, by what-if index. */
  readonly labels: ReadonlyMap<number, string>;
}

async function withAdvised(
  { catalog, sql }: ExplainInput,
  engine: PlannerEngine,
  advised: readonly AdvisedIndex[],
): Promise<Outcome> {
  if (advised.length === 0) return { after: null, indexes: [], labels: new Map() };
  const namer = createNamer(catalog);
  const labels = new Map<number, string>();
  const added = [];
  for (const { definition, sizeBytes } of advised) added.push(await engine.addIndex(definition, sizeBytes));
  const indexes: ExplainedIndex[] = [];
  for (const [position, index] of added.entries()) {
    const { definition, sizeBytes, untold, benefit } = advised[position]!;
    const fix = fixFor(catalog, namer, definition);
    labels.set(index.id, fix.name);
    const { totalCost } = await engine.plan({ sql }, [index]);
    indexes.push({
      relation: definition.relation,
      ...fix,
      sizeBytes,
      ...(untold && { untold }),
      gain: benefit,
      costAlone: totalCost,
    });
  }
  return { after: await engine.plan({ sql }, added), indexes, labels };
}

function fixFor(catalog: Catalog, namer: ReturnType<typeof createNamer>, index: IndexDefinition) {
  try {
    const { creates, up } = planFix({ kind: 'create-index', index, name: null }, catalog, namer);
    // Quoted and qualified; the tree names indexes alone.
    const name = (creates.at(-1) ?? '').replace(/^(?:"(?:[^"]|"")*"|[^."]*)\./, '');
    return { name, sql: up.filter((statement) => !/^SET /i.test(statement)).join(';\n'), refusal: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { name: namer.index(index), sql: null, refusal: [error.message, error.hint].filter(Boolean).join('; ') };
  }
}

function explained(plan: Plan, root: Plan['root'], labels: ReadonlyMap<number, string>): ExplainedPlan {
  return {
    cost: plan.totalCost,
    existingIndexes: plan.existingIndexes,
    newIndexes: plan.hypotheticalIndexes.map((id) => labels.get(id) ?? '').sort(),
    root,
  };
}
