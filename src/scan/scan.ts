import { advise } from '../advisor/advise.ts';
import { candidateContext } from '../advisor/candidate-context.ts';
import { indexCandidates } from '../advisor/candidates.ts';
import { definitionKey } from '../advisor/definition.ts';
import { coveringIndex } from '../advisor/coverage.ts';
import { rationed, type RationedCandidates } from '../advisor/rationing.ts';
import { relationFacts } from '../advisor/relations.ts';
import { statementsOf } from '../advisor/statements.ts';
import type { Advice, AdviceOptions } from '../advisor/model.ts';
import type { Catalog, ObjectName } from '../catalog/model.ts';
import { UserError } from '../errors.ts';
import { partsOf } from '../lint/partitions.ts';
import { buildContext, type ContextSources } from '../lint/context.ts';
import type { AnalyzedQuery, Rule } from '../lint/contract.ts';
import { assembleFindings, type FixRefusal } from '../lint/findings.ts';
import { foreignKeyChecks, type ForeignKeyCheck } from '../lint/foreign-key-checks.ts';
import { compareFindings } from '../lint/finding-order.ts';
import { madeRedundant } from '../lint/index-redundancy.ts';
import { runRules, type OptionsByRule, type RuleProposal, type RuleRun } from '../lint/run.ts';
import { createNamer } from '../migration/names.ts';
import { planFix } from '../migration/plan.ts';
import type { PlannerEngine, PlannerSetup } from '../planner/engine.ts';
import type { Finding, Fix, Report, UnadvisedQuery } from '../report/model.ts';
import { loadParser } from '../sql/parser.ts';
import { createNames, type CatalogNames } from '../sql/shape/names.ts';
import type { DuplicateCount, UniqueIntent } from '../verify/count-duplicates.ts';
import { NO_EVENTS, type Workload } from '../workload/model.ts';
import { analyzeQueries } from './analyze.ts';
import { queriesAsPlanned } from './as-planned.ts';
import { comparedColumns } from './compared-columns.ts';
import { withExemptions } from './exempt.ts';
import { finishingMs } from './finishing.ts';
import { passesGlobs } from './globs.ts';
import { ignoreFindings, type IgnoringInput } from './ignoring.ts';
import { relationsToPlan } from './relations-to-plan.ts';
import { assembleReport, ranOf, type ReportInput } from './report.ts';
import { absentExtensions } from './trigram-gain.ts';
import { explainUnadvised } from './why-not.ts';
import { replaceableIndexes, replacedIndexes, type Replaced } from './widening.ts';

export interface ScanInput {
  readonly catalog: Catalog;
  readonly workload: Workload;
  readonly rules: readonly Rule[];
  /** Options of rules that differ from their defaults. */
  readonly ruleOptions?: OptionsByRule;
  /** What is to be left out of the findings; nothing where it is not given. */
  readonly ignoring?: IgnoringInput;
  readonly advice: AdviceOptions;
  /** `schema.table` globs. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly toolVersion: string;
  /** Opens the planner for the named relations; called only when a rule proposes an index. */
  readonly openPlanner: (relations: readonly ObjectName[], setup: PlannerSetup) => Promise<PlannerEngine>;
  /** `--check-data`: counts duplicates on the server. */
  readonly countDuplicates?: (keys: readonly UniqueIntent[]) => Promise<readonly DuplicateCount[]>;
  readonly onProgress?: (text: string) => void;
}

export interface ScanResult {
  readonly report: Report;
  readonly queries: readonly AnalyzedQuery[];
  /** What each finding with a fix builds, for verification. */
  readonly advice: Advice | null;
  /** Ids of the rules that ran to their end. */
  readonly ran: readonly string[];
}

/** The whole scan: catalog and workload in, report out. */
export async function scan(input: ScanInput): Promise<ScanResult> {
  const { catalog, workload, onProgress = () => {} } = input;
  const startedAt = performance.now();
  await loadParser();
  onProgress('reading the shapes of the queries');
  const names = createNames(catalog);
  const queries = analyzeQueries(workload, names);
  const checks = foreignKeyChecks(catalog, queries, names);
  const possible = possibleIndexes(input, queries);
  const { run, uncounted } = await runAllRules(input, queries, checks, possible);
  const asked = checksOf(run, checks);
  const parts = partsOf(catalog);
  const assemble = (proposals: readonly RuleProposal[], { advice, replaced }: Pick<Priced, 'advice' | 'replaced'>) => {
    const namer = createNamer(catalog);
    return assembleFindings({
      proposals,
      advice,
      queries: [...queries, ...asked],
      partsOf: parts,
      fixFor: (intent) => planOrRefuse(() => planFix(intent, catalog, namer)),
      replaced: (added) => replaced?.get(definitionKey(added)) ?? [],
      madeRedundant: (added) => madeRedundant(catalog, added).map(({ name }) => name),
    });
  };
  const timed = withReserve(input, (timeBudgetMs) =>
    finishingMs(
      run.proposals,
      (some) => assemble(some, NOT_PRICED),
      timeBudgetMs,
      () => performance.now(),
    ),
  );
  const priced = await priceProposals(timed, { queries, checks: asked, run, names, possible, startedAt });
  const { advice, planner, unadvised } = priced;
  onProgress('writing the findings');
  const { findings: found, silences } = assemble([...run.proposals, ...priced.fromPlans], priced);
  // What is in no schema, such as an ignore of the configuration, no glob leaves out.
  const wanted = ({ object: { schema, table, name } }: Pick<Finding, 'object'>) =>
    (schema === '' && table === '') || passesGlobs(`${schema}.${table || (name ?? '')}`, input);
  const { kept, ignored, remarks } = input.ignoring
    ? ignoreFindings(found, catalog, input.rules, run, input.ignoring)
    : { kept: found, ignored: [], remarks: [] };
  const report = assembleReport({
    ...input,
    queries,
    advice,
    planner,
    unadvised,
    findings: [...kept, ...remarks].filter(wanted).sort(compareFindings),
    ignored: ignored.filter(wanted),
    silences: silences.filter(wanted),
    run,
    uncounted,
    notTried: possible.incomplete(),
  });
  return { report, queries, advice, ran: ranOf(input.rules, run) };
}

/** Less what is to be kept of the time budget for what comes after the advice. */
function withReserve(input: ScanInput, reserveMs: (timeBudgetMs: number) => number): ScanInput {
  const { timeBudgetMs } = input.advice;
  if (timeBudgetMs === null) return input;
  return { ...input, advice: { ...input.advice, timeBudgetMs: timeBudgetMs - reserveMs(timeBudgetMs) } };
}

/** One fix that this server cannot have must not cost the user the rest of the report. */
function planOrRefuse(plan: () => Fix): Fix | FixRefusal {
  try {
    return plan();
  } catch (error) {
    if (error instanceof UserError) return { refused: [error.message, error.hint].filter(Boolean).join('; ') };
    throw error;
  }
}

async function runAllRules(
  input: ScanInput,
  queries: readonly AnalyzedQuery[],
  foreignKeyChecks: readonly ForeignKeyCheck[],
  possible: RationedCandidates,
): Promise<{ readonly run: RuleRun; readonly uncounted: readonly DuplicateCount[] }> {
  const { rules, countDuplicates, onProgress } = input;
  const sources: ContextSources = {
    ...indexSources(input, queries, possible),
    events: input.workload.events ?? NO_EVENTS,
    foreignKeyChecks,
  };
  const run = runRules(rules, buildContext(sources), input.ruleOptions);
  // Rules say which keys should be unique; only then is it known what to count.
  const keys = run.proposals.flatMap(({ proposal }) => (proposal.fix?.kind === 'add-unique' ? [proposal.fix] : []));
  if (!countDuplicates || keys.length === 0) return { run, uncounted: [] };
  onProgress?.('looking for duplicates');
  const duplicates = await countDuplicates(keys);
  return {
    run: runRules(rules, buildContext({ ...sources, duplicates }), input.ruleOptions),
    uncounted: duplicates.filter(({ problem }) => problem !== null),
  };
}

function indexSources(
  { catalog }: ScanInput,
  queries: readonly AnalyzedQuery[],
  { indexCandidates: candidates }: RationedCandidates,
): ContextSources {
  return { catalog, queries, indexCandidates: candidates, coveringIndex };
}

function possibleIndexes({ catalog, advice }: ScanInput, queries: readonly AnalyzedQuery[]): RationedCandidates {
  const context = candidateContext(catalog, queries, advice);
  return rationed((relation, use, query) => indexCandidates(relation, use, query.shape, context));
}

/** What the rules that ask the planner say of queries as they are planned, where that is more than their texts show. */
function proposalsFromPlans(input: ScanInput, asPlanned: readonly AnalyzedQuery[]): readonly RuleProposal[] {
  const { rules, ruleOptions } = input;
  if (asPlanned.length === 0) return [];
  const asking = rules.filter(({ needs }) => needs.includes('planner') && needs.includes('workload'));
  return runRules(asking, buildContext(indexSources(input, asPlanned, possibleIndexes(input, asPlanned))), ruleOptions)
    .proposals;
}

/** The checks that some rule speaks of: they count as queries of the workload. */
function checksOf({ proposals }: RuleRun, checks: readonly ForeignKeyCheck[]): readonly AnalyzedQuery[] {
  const named = new Set(proposals.flatMap(({ proposal }) => proposal.fingerprints));
  return checks.map(({ query }) => query).filter(({ fingerprint }) => named.has(fingerprint));
}

/** Partitions of one table that the twin sets up in half of the time budget: 2,000 in 30 s, and by the square. */
function mostPartitions(timeBudgetMs: number | null): number {
  return timeBudgetMs === null ? Infinity : Math.round(2000 * Math.sqrt(timeBudgetMs / 60_000));
}

/** Share of the time budget after which no query is planned just to see what its text does not show. */
const AS_PLANNED_UNTIL = 0.2;

interface Pricing {
  readonly queries: readonly AnalyzedQuery[];
  /** The server's own statements for foreign keys. */
  readonly checks: readonly AnalyzedQuery[];
  readonly run: RuleRun;
  readonly names: CatalogNames;
  readonly possible: RationedCandidates;
  readonly startedAt: number;
}

interface Priced {
  readonly advice: Advice | null;
  readonly planner: ReportInput['planner'];
  readonly unadvised: readonly UnadvisedQuery[] | null;
  readonly replaced: Replaced | null;
  readonly fromPlans: readonly RuleProposal[];
}

const NOT_PRICED: Priced = { advice: null, planner: null, unadvised: null, replaced: null, fromPlans: [] };

async function priceProposals(
  input: ScanInput,
  { queries, checks, run, names, possible, startedAt }: Pricing,
): Promise<Priced> {
  if (queries.length + checks.length === 0) return NOT_PRICED;
  input.onProgress?.('building the planner twin');
  const isPast =
    (share: number) =>
    (aheadMs = 0) =>
      performance.now() + aheadMs - startedAt > share * (input.advice.timeBudgetMs ?? Infinity);
  const engine = await input.openPlanner(relationsToPlan([...queries, ...checks], input.catalog), {
    mostPartitions: mostPartitions(input.advice.timeBudgetMs),
    compared: comparedColumns([...queries, ...checks], input.catalog),
    absentExtensions: absentExtensions(input.catalog, queries),
  });
  try {
    const common = {
      catalog: input.catalog,
      engine,
      queries,
      options: input.advice,
      isLate: isPast(1),
      // Beside stand-ins, the values of an execution are as good as none; the generic plan asks for none.
      statements: withExemptions(
        input.catalog,
        checks,
        input.catalog.redacted ? ({ sql }: AnalyzedQuery) => [{ sql }] : statementsOf,
      ),
    };
    const asPlanned = await queriesAsPlanned({ ...common, names, isLate: isPast(AS_PLANNED_UNTIL) });
    const fromPlans = proposalsFromPlans(input, asPlanned);
    const planned = new Map(asPlanned.map((query) => [query.fingerprint, query]));
    const proposals = [...run.proposals, ...fromPlans].map(({ proposal }) => proposal);
    const advice = await advise({
      ...common,
      startedAt,
      queries: [...queries.map((query) => planned.get(query.fingerprint) ?? query), ...checks],
      // What a check writes, the counters and the workload have told of already.
      facts: relationFacts(input.catalog, queries),
      proposals: proposals.filter(({ indexes = [] }) => indexes.length > 0),
      inAnyCase: proposals.flatMap(({ fix, silence }) =>
        fix?.kind === 'create-index' && silence === undefined ? [fix] : [],
      ),
      replaceable: replaceableIndexes(input.catalog),
      onProgress: ({ phase, done, total }) => input.onProgress?.(`${PHASES[phase]} ${done} of ${total}`),
    });
    input.onProgress?.('explaining the queries without advice');
    const replaced = await replacedIndexes({ ...common, queries: [...queries, ...checks], advice });
    const unadvised = await explainUnadvised({
      ...common,
      advice,
      unsought: new Set([...(advice.unsought ?? []), ...possible.unsought()]),
    });
    return {
      advice,
      unadvised,
      replaced,
      fromPlans,
      planner: { engine: engine.name, notes: engine.notes ?? [], ...engine.usage() },
    };
  } finally {
    await engine.close();
  }
}

const PHASES = {
  pricing: 'pricing queries as they are:',
  exploring: 'trying indexes: query',
  selecting: 'choosing indexes:',
} as const;
