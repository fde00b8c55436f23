import type { Catalog, IndexDefinition } from '../catalog/model.ts';
import type { AnalyzedQuery, Proposal } from '../lint/contract.ts';
import type { PlannableStatement, PlannerEngine } from '../planner/engine.ts';
import { admit } from './admission.ts';
import { byTime, createBasePrices } from './base-prices.ts';
import { members, NONE } from './bits.ts';
import type { Bits } from './bits.ts';
import { compose } from './composition.ts';
import type { WantedIndex } from './coverage.ts';
import { lentStatistics } from './lent-statistics.ts';
import { withoutLookalikes } from './lookalikes.ts';
import type { Advice, AdviceOptions } from './model.ts';
import { createPricer } from './pricing.ts';
import type { Candidate, OpenProblem, PricedUnit } from './problem.ts';
import { groupByRelation, relevantTo } from './relevance.ts';
import { relationFacts } from './relations.ts';
import type { RelationFacts } from './relations.ts';
import { repeatedReads } from './repeated-reads.ts';
import { settle } from './settlement.ts';
import { statementsOf } from './statements.ts';
import { shortages } from './shortages.ts';
import { EXPLORATION_PLANS, LEAST_SHARE_OF_TIME, UNTIL } from './thresholds.ts';
import { exploreInTurns } from './turns.ts';
import type { Explored } from './turns.ts';

export interface AdviceInput {
  readonly catalog: Catalog;
  readonly engine: PlannerEngine;
  readonly queries: readonly AnalyzedQuery[];
  /** Those without `indexes` are passed over: they need no price. */
  readonly proposals: readonly Proposal[];
  /** Indexes that will be proposed whatever the planner says, where no advised one serves for them. */
  readonly inAnyCase?: readonly WantedIndex[];
  /** Existing indexes that may go once an advised one begins as they do. */
  readonly replaceable?: readonly IndexDefinition[];
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

/** Uses of relations from which on one plan of a query may take all of the time, which nothing can stop: the others come before. */
const VERY_MANY_RELATIONS = 30;

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

  const beginnings = [...(input.inAnyCase ?? []), ...(input.replaceable ?? []).map((index) => ({ index }))];
  const candidates: Candidate[] = [...admitted];
  const relevance = new Map<number, Bits>();
  let byRelation: ReturnType<typeof groupByRelation> | undefined;
  const relevant = (position: number): Bits => {
    byRelation ??= groupByRelation(candidates);
    const known = relevance.get(position) ?? relevantTo(queries[position]!, byRelation, facts);
    relevance.set(position, known);
    return known;
  };
  let started: number | undefined;
  let leftMs: number | undefined;
  const isPast =
    (share: number) =>
    (aheadMs = 0) =>
      started !== undefined && leftMs !== undefined && now() - started + aheadMs > leftMs * share;
  const pricer = createPricer({
    engine,
    statements: queries.map(input.statements ?? statementsOf),
    candidates,
    relevant,
    distinct: withoutLookalikes(queries, candidates, facts),
    // HypoPG makes no index on an expression as large as it is told to.
    ...(engine.name === 'twin' && {
      lent: (position: number) =>
        lentStatistics(
          queries[position]!,
          members(relevant(position)).map((number) => candidates[number]!.definition),
        ),
    }),
    unchargedOf: repeatedReads(catalog),
    isLate: isPast(UNTIL.selected),
    relations: (position) => queries[position]!.shape.relations.length,
    suffices: (ms) => !isPast(UNTIL.composed)(ms),
    now,
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
  const mostPlans = Math.max(EXPLORATION_PLANS.allBudgets, EXPLORATION_PLANS.allBudgetsAQuery * queries.length);
  const plansLeft = () => mostPlans - (engine.usage().calls - plansBefore);
  const order = queries.map((_, position) => position).sort((a, b) => byTime(queries[a]!, queries[b]!));
  const base = createBasePrices(queries, pricer, input.options);
  /** As at the first: merged candidates come later, and may matter to more queries. */
  let helpable: ReadonlySet<number> | undefined;
  let described: Promise<void> | undefined;
  /** Exploration with and without a storage budget looks for different things. */
  const explorations = new Map<boolean, Promise<Explored>>();

  async function explored(all: Omit<OpenProblem, 'isLate'>, positions: readonly number[]): Promise<Explored> {
    const isBudgeted = all.options.storageBudgetBytes !== null;
    const until = isBudgeted ? UNTIL.withSizes : UNTIL.withoutSizes;
    const explore = (part: readonly number[], priced: number) =>
      exploreInTurns(
        { ...all, isLate: isPast(until.explored) },
        part,
        base,
        relevant,
        { isPriced: isPast(priced), isLooked: isPast(until.looked) },
        (phase, done) =>
          input.onProgress?.({ phase, done, total: phase === 'pricing' ? order.length : positions.length }),
      );
    const isHuge = (position: number) => queries[position]!.shape.relations.length >= VERY_MANY_RELATIONS;
    const usual = await explore(
      positions.filter((position) => !isHuge(position)),
      UNTIL.priced,
    );
    const huge = await explore(positions.filter(isHuge), until.explored);
    return { unsought: [...usual.unsought, ...huge.unsought], cutShort: usual.cutShort + huge.cutShort };
  }

  async function adviseFor(storageBudgetBytes: number | null, only?: ReadonlySet<string>): Promise<Advice> {
    started ??= now();
    leftMs ??= timeLeft(input, started);
    const options = { ...input.options, storageBudgetBytes };
    const wanted = (units: readonly PricedUnit[]) =>
      only ? units.filter(({ query }) => only.has(query.fingerprint)) : units;
    described ??= facts.describe(
      engine,
      candidates.map(({ definition }) => definition),
      isPast(UNTIL.described),
    );
    await described;
    helpable ??= new Set(order.filter((position) => relevant(position) !== NONE));
    const all = { candidates, pricer, options, plansLeft };
    const exploration = explorations.get(storageBudgetBytes !== null) ?? explored(all, [...helpable]);
    explorations.set(storageBudgetBytes !== null, exploration);
    const { unsought, cutShort } = await exploration;

    input.onProgress?.({ phase: 'selecting', done: 0, total: 1 });
    // Those of most time first: where the plans run out, they have had theirs.
    const problem = { ...all, units: wanted(base.units(helpable)), isLate: isPast(UNTIL.selected) };
    const chosen = await settle(problem, facts, addCandidate, relevant, beginnings);
    const isCutShort = isPast(UNTIL.selected)();
    input.onProgress?.({ phase: 'selecting', done: 1, total: 1 });
    // What no candidate could help is priced when all else is done.
    await base.price(order, isPast(UNTIL.composed), (done) =>
      input.onProgress?.({ phase: 'pricing', done, total: order.length }),
    );
    const whole = { ...all, units: wanted(base.units(queries.keys())), isLate: isPast(UNTIL.composed) };
    const advice = await compose(whole, chosen, input.proposals, facts);
    input.onProgress?.({ phase: 'pricing', done: order.length, total: order.length });

    return {
      ...advice,
      rejected: [...rejected, ...advice.rejected],
      unplannable: base.unplannable(),
      unsought: unsought.map((position) => queries[position]!.fingerprint),
      incomplete: [
        ...notAdmitted,
        ...shortages({
          queries,
          unsought,
          helpable: helpable.size,
          cutShort,
          unpriced: order.filter((position) => !base.isDone(position) && !helpable!.has(position)).length,
          isCutShort,
        }),
      ],
    };
  }
  return { advise: adviseFor };
}

/** Preparing may have taken long; some of the time budget is left for the advice all the same. */
function timeLeft({ startedAt, options: { timeBudgetMs } }: AdviceInput, now: number): number {
  if (timeBudgetMs === null) return Number.POSITIVE_INFINITY;
  return Math.max(timeBudgetMs * LEAST_SHARE_OF_TIME, timeBudgetMs - (now - (startedAt ?? now)));
}
