import { findObstacles, statementTree } from '../advisor/obstacles.ts';
import type { Advice, AdviceOptions, PricedQuery } from '../advisor/model.ts';
import { relationFacts } from '../advisor/relations.ts';
import { relationTree } from '../advisor/relation-tree.ts';
import { statementsOf } from '../advisor/statements.ts';
import type { Catalog } from '../catalog/model.ts';
import type { AnalyzedQuery } from '../lint/contract.ts';
import { UnplannableError } from '../planner/engine.ts';
import type { PlannableStatement, PlannerEngine, PlanNode } from '../planner/engine.ts';
import type { UnadvisedQuery } from '../report/model.ts';
import { withTrigramGain } from './trigram-gain.ts';
import { explanationOf } from './why-not/reasons.ts';

export interface WhyNotInput {
  readonly catalog: Catalog;
  readonly engine: PlannerEngine;
  readonly queries: readonly AnalyzedQuery[];
  readonly advice: Advice;
  readonly options: AdviceOptions;
  readonly statements?: (query: AnalyzedQuery) => readonly PlannableStatement[];
  /** Milliseconds of any monotonic clock. */
  readonly now?: () => number;
  /** Fingerprints of queries that no index was sought for, as there was not the time or too much else. */
  readonly unsought?: ReadonlySet<string>;
  /** Whether the time budget of the whole is spent, or will be in so many milliseconds: then nothing is planned. */
  readonly isLate?: (aheadMs?: number) => boolean;
}

/** Queries below this share of the workload's time, or cost, are not worth a word. */
const LEAST_SHARE = 0.001;
const MOST_QUERIES = 100;
/** Each is planned once more, in so much of the time budget at most, and so long without one; then no more is. */
const PLANNING_SHARE = 0.1;
const PLANNING_MS = 5000;

/** An advised index that leaves more of a query's cost than this is not the one that it needs. */
const HELPED_LITTLE = 0.5;

/**
 * The most costly queries that no advised index serves, each with the reason, the costliest first; and those that one helps little, where writing
 * them otherwise, or another kind of index, would help more.
 */
export async function explainUnadvised(input: WhyNotInput): Promise<readonly UnadvisedQuery[]> {
  const { catalog, engine, queries, advice, options, now = () => performance.now(), isLate = () => false } = input;
  const served = new Set(advice.indexes.flatMap(({ serves }) => serves));
  const priced = new Map(advice.queries.map((query) => [query.fingerprint, query]));
  const shareOf = sharesOf(queries, priced);
  const isServed = ({ fingerprint }: AnalyzedQuery) => served.has(fingerprint);
  const costly = queries
    .filter((query) => !isServed(query) || isHelpedLittle(priced.get(query.fingerprint)))
    .filter((query) => shareOf(query) >= LEAST_SHARE)
    .sort((a, b) => shareOf(b) - shareOf(a) || (a.fingerprint < b.fingerprint ? -1 : 1))
    .slice(0, MOST_QUERIES);
  const tree = relationTree(catalog);
  const facts = relationFacts(catalog, []);
  const unplannable = new Map(advice.unplannable.map(({ fingerprint, reason }) => [fingerprint, reason]));
  const statements = input.statements ?? statementsOf;
  const planningMs = Math.min(PLANNING_MS, (options.timeBudgetMs ?? Infinity) * PLANNING_SHARE);
  const started = now();
  const explained: UnadvisedQuery[] = [];
  for (const query of costly) {
    const { fingerprint, sql, calls, totalMs } = query;
    const price = priced.get(fingerprint);
    const [asked] = statements(query);
    const expectedMs = price?.planningMs ?? 0;
    const isTime = !isLate(expectedMs) && now() - started + expectedMs < planningMs;
    const root = price && asked && isTime ? await planOf(engine, asked) : undefined;
    const statement = statementTree(asked?.sql ?? sql);
    const found = root ? findObstacles(statement, root, catalog, tree) : [];
    const why = explanationOf({
      query,
      price,
      root,
      statement,
      obstacles:
        root && asked
          ? await withTrigramGain(found, {
              catalog,
              engine,
              facts,
              shape: query.shape,
              statement: asked,
              cost: root['Total Cost'],
            })
          : found,
      unplannable: unplannable.get(fingerprint),
      isUnsought: input.unsought?.has(fingerprint) ?? false,
      rejected: advice.rejected.filter(({ fingerprints }) => fingerprints.includes(fingerprint)),
      facts,
      options,
    });
    if (isServed(query) && why.reason !== 'rewrite') continue;
    explained.push({
      fingerprint,
      sql,
      calls,
      totalMs,
      share: shareOf(query),
      cost: price?.costBefore ?? null,
      ...(isServed(query) && price && { costAfter: price.costAfter }),
      ...why,
    });
  }
  return explained;
}

function isHelpedLittle(price: PricedQuery | undefined): boolean {
  return price !== undefined && price.costAfter > price.costBefore * HELPED_LITTLE;
}

async function planOf(engine: PlannerEngine, statement: PlannableStatement): Promise<PlanNode | undefined> {
  try {
    return (await engine.plan(statement, [])).root;
  } catch (error) {
    if (error instanceof UnplannableError) return undefined;
    throw error;
  }
}

/** Of time where some is known: what was measured says more than what is estimated. */
function sharesOf(
  queries: readonly AnalyzedQuery[],
  priced: ReadonlyMap<string, PricedQuery>,
): (query: AnalyzedQuery) => number {
  const totalMs = queries.reduce((sum, query) => sum + query.totalMs, 0);
  const costOf = ({ fingerprint, calls }: AnalyzedQuery) => calls * (priced.get(fingerprint)?.costBefore ?? 0);
  const total = queries.reduce((sum, query) => sum + costOf(query), 0);
  return (query) => (totalMs > 0 ? query.totalMs / totalMs : total > 0 ? costOf(query) / total : 0);
}
