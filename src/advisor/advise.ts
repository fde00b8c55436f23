import type { Catalog } from '../catalog/model.ts';
import type { AnalyzedQuery, Proposal } from '../lint/contract.ts';
import { UnplannableError } from '../planner/engine.ts';
import type { PlannableStatement, PlannerEngine } from '../planner/engine.ts';
import { admit } from './admission.ts';
import { members, NONE } from './bits.ts';
import type { Bits } from './bits.ts';
import { exploreSizes } from './budget/explore.ts';
import { compose } from './composition.ts';
import { explore } from './exploration.ts';
import type { Advice, AdviceOptions } from './model.ts';
import { createPricer } from './pricing.ts';
import type { Candidate, PricedUnit, Problem } from './problem.ts';
import { groupByRelation, relevantTo } from './relevance.ts';
import { relationFacts } from './relations.ts';
import type { RelationFacts } from './relations.ts';
import { settle } from './settlement.ts';
import { statementsOf } from './statements.ts';
import { EXPLORATION_PLANS, EXPLORE_UNTIL, PRICE_UNTIL, SELECT_UNTIL } from './thresholds.ts';

export interface AdviceInput {
  readonly catalog: Catalog;
  readonly engine: PlannerEngine;
  readonly queries: readonly AnalyzedQuery[];
  /** Those without `indexes` are passed over: they need no price. */
  readonly proposals: readonly Proposal[];
  readonly options: AdviceOptions;
  /** Called before each query of a phase, and at its end with done = total. */
  readonly onProgress?: (progress: AdviceProgress) => void;
  /** Milliseconds of any monotonic clock. */
  readonly now?: () => number;
  /** Since when the time budget counts, by the same clock; from the first advice on when left out. */
  readonly startedAt?: number;
  /** Sizes, rows and write costs; from the catalog when left out. */
  readonly facts?: RelationFacts;
  /** The statements that stand for a query; its samples, or its generic text, when left out. */
  readonly statements?: (query: AnalyzedQuery) => readonly PlannableStatement[];
}

export interface AdviceProgress {
  readonly phase: 'pricing' | 'exploring' | 'selecting';
  readonly done: number;
  readonly total: number;
}

export interface Advisor {
  /**
   * The advice for one storage budget. What one budget made known serves the next: no plan is asked for twice.
   * @param only the fingerprints of the queries to advise for; all when left out.
   */
  advise(storageBudgetBytes: number | null, only?: ReadonlySet<string>): Promise<Advice>;
}

/** Advises once, for the storage budget of the options. */
export async function advise(input: AdviceInput): Promise<Advice> {
  return createAdvisor(input).advise(input.options.storageBudgetBytes);
}

/**
 * Chooses among the proposed indexes those that make the whole workload cheapest for what they take. Each query is priced by
 * the planner with the ways in which the candidates can serve it (exploration); the choice itself asks for no plan, and
 * is then checked and thinned out with exact prices (settlement). The time budget counts from the first advice.
 */
export function createAdvisor(input: AdviceInput): Advisor {
  const { catalog, engine, queries, now = () => performance.now() } = input;
  const facts = input.facts ?? relationFacts(catalog, queries);
  const {
    candidates: admitted,
    rejected,
    incomplete: notAdmitted,
  } = admit(input.proposals, queries, facts, input.options);

  const candidates: Candidate[] = [...admitted];
  const relevance = new Map<number, Bits>();
  let byRelation: ReturnType<typeof groupByRelation> | undefined;
  const relevant = (position: number): Bits => {
    byRelation ??= groupByRelation(candidates);
    const known = relevance.get(position) ?? relevantTo(queries[position]!, byRelation, facts);
    relevance.set(position, known);
    return known;
  };
  const pricer = createPricer({
    engine,
    statements: queries.map(input.statements ?? statementsOf),
    candidates,
    relevant,
  });
  const addCandidate = (candidate: Candidate): number => {
    const number = candidates.push(candidate) - 1;
    byRelation = undefined;
    const alone = groupByRelation([candidate], number);
    for (const [position, known] of relevance)
      relevance.set(position, known | relevantTo(queries[position]!, alone, facts));
    return number;
  };

  const plansBefore = engine.usage().calls;
  const isExplored = () => engine.usage().calls - plansBefore > EXPLORATION_PLANS.allBudgets;
  let started: number | undefined;
  let leftMs: number | undefined;
  const isPast = (share: number) => () =>
    started !== undefined && leftMs !== undefined && now() - started > leftMs * share;
  let pricing: ReturnType<typeof priceAll> | undefined;
  /** Exploration with and without a storage budget looks for different things. */
  const explorations = new Map<boolean, ReturnType<typeof exploreAll>>();

  async function adviseFor(storageBudgetBytes: number | null, only?: ReadonlySet<string>): Promise<Advice> {
    started ??= now();
    leftMs ??= timeLeft(input, started);
    const options = { ...input.options, storageBudgetBytes };
    const base = await (pricing ??= priceAll(input, pricer, isPast(PRICE_UNTIL), relevant));
    const all = { candidates, units: base.units, pricer, options, isExplored };
    const isBudgeted = storageBudgetBytes !== null;
    const exploration =
      explorations.get(isBudgeted) ?? exploreAll({ ...all, isLate: isPast(EXPLORE_UNTIL) }, relevant, input.onProgress);
    explorations.set(isBudgeted, exploration);
    const explored = await exploration;

    input.onProgress?.({ phase: 'selecting', done: 0, total: 1 });
    const units = only ? base.units.filter(({ query }) => only.has(query.fingerprint)) : base.units;
    const problem = { ...all, units };
    const chosen = await settle({ ...problem, isLate: isPast(SELECT_UNTIL) }, facts, addCandidate, relevant);
    const shortage = [...notAdmitted, ...base.incomplete, ...explored.incomplete];
    const cutShort = isPast(SELECT_UNTIL)()
      ? ['the choice among the indexes was cut short: the time budget ran out']
      : [];
    const advice = await compose({ ...problem, isLate: isPast(1) }, chosen, input.proposals, facts);
    input.onProgress?.({ phase: 'selecting', done: 1, total: 1 });

    return {
      ...advice,
      rejected: [...rejected, ...advice.rejected],
      unplannable: base.unplannable,
      incomplete: shortage.length > 0 ? shortage : cutShort,
    };
  }
  return { advise: adviseFor };
}

/** Preparing may have taken long; half of the time budget is left for the advice at the least. */
function timeLeft({ startedAt, options: { timeBudgetMs } }: AdviceInput, now: number): number {
  if (timeBudgetMs === null) return Number.POSITIVE_INFINITY;
  return Math.max(timeBudgetMs / 2, timeBudgetMs - (now - (startedAt ?? now)));
}

type Unplannable = Advice['unplannable'];

/** What every query costs now; those for which there are candidates first, then by what they took. */
async function priceAll(
  { queries, options, onProgress }: AdviceInput,
  pricer: Problem['pricer'],
  isLate: () => boolean,
  relevant: (position: number) => Bits,
): Promise<{
  readonly units: readonly PricedUnit[];
  readonly unplannable: Unplannable;
  readonly incomplete: readonly string[];
}> {
  const units: PricedUnit[] = [];
  const unplannable: { fingerprint: string; reason: string }[] = [];
  const order = queries
    .map((query, position) => ({ query, position, isRelevant: relevant(position) !== NONE }))
    .sort((a, b) => Number(b.isRelevant) - Number(a.isRelevant) || byTime(a.query, b.query));
  let done = 0;
  for (const { query, position } of order) {
    if (isLate()) break;
    onProgress?.({ phase: 'pricing', done, total: order.length });
    done++;
    if (query.shape.kind === 'utility') {
      unplannable.push({ fingerprint: query.fingerprint, reason: 'a utility statement has no plan' });
      continue;
    }
    try {
      const price = await pricer.price(position, NONE);
      units.push({ query, position, base: price, eligible: query.calls >= options.minCalls });
    } catch (error) {
      if (!(error instanceof UnplannableError)) throw error;
      unplannable.push({ fingerprint: query.fingerprint, reason: error.message });
    }
  }
  onProgress?.({ phase: 'pricing', done, total: order.length });
  const left = order.length - units.length - unplannable.length;
  return {
    units: units.sort((a, b) => a.position - b.position),
    unplannable,
    incomplete: left > 0 ? [`${left} of ${order.length} queries were not priced: the time budget ran out`] : [],
  };
}

async function exploreAll(
  problem: Problem,
  relevant: (position: number) => Bits,
  onProgress: AdviceInput['onProgress'],
): Promise<{ readonly incomplete: readonly string[] }> {
  const order = problem.units
    .filter(({ position }) => relevant(position) !== NONE)
    .sort((a, b) => byTime(a.query, b.query) || b.query.calls * b.base.cost - a.query.calls * a.base.cost);
  const isBudgeted = problem.options.storageBudgetBytes !== null;
  const allQueries = isBudgeted ? EXPLORATION_PLANS.allSizes : EXPLORATION_PLANS.allQueries;
  const fair = Math.max(EXPLORATION_PLANS.least, Math.round(allQueries / order.length));
  let done = 0;
  let finished = 0;
  const report = () => onProgress?.({ phase: 'exploring', done, total: order.length });
  const start = (unit: PricedUnit) => {
    const set = relevant(unit.position);
    return isBudgeted
      ? exploreSizes(problem, unit, set, fair)
      : explore(problem, unit, set, Math.min(EXPLORATION_PLANS.few + 2 * members(set).length, fair));
  };
  for (let at = 0; at < order.length && !problem.isLate(); at += EXPLORATION_PLANS.queriesInTurn) {
    let active = order.slice(at, at + EXPLORATION_PLANS.queriesInTurn).map(start);
    for (let isFirst = true; active.length > 0; isFirst = false) {
      const rest: typeof active = [];
      for (const exploration of active) {
        if (problem.isLate()) break;
        report();
        if (isFirst) done++;
        if ((await exploration.next()).done) finished++;
        else rest.push(exploration);
      }
      active = problem.isLate() ? [] : rest;
    }
  }
  onProgress?.({ phase: 'exploring', done, total: order.length });
  const left = order.length - done;
  const cutShort = done - finished;
  const notSought = `no index was sought for ${left} of ${order.length} queries, those of least total time`;
  const notAll = `not all indexes were tried for ${cutShort} of ${order.length} queries`;
  const lines = [...(left > 0 ? [notSought] : []), ...(problem.isLate() && cutShort > 0 ? [notAll] : [])];
  return { incomplete: lines.map((line) => `${line}: the time budget ran out`) };
}

function byTime(a: AnalyzedQuery, b: AnalyzedQuery): number {
  return b.totalMs - a.totalMs || b.calls - a.calls || (a.fingerprint < b.fingerprint ? -1 : 1);
}
