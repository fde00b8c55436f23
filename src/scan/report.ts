import type { Advice } from '../advisor/model.ts';
import type { Catalog } from '../catalog/model.ts';
import type { AnalyzedQuery, Rule } from '../lint/contract.ts';
import type { RuleRun } from '../lint/run.ts';
import type { Finding, IgnoredFinding, Report, Silence, UnadvisedQuery } from '../report/model.ts';
import type { DuplicateCount } from '../verify/count-duplicates.ts';
import type { Workload } from '../workload/model.ts';
import { describeSampling } from './sampling.ts';
import { severalDatabases } from './several-databases.ts';
import { unknownTables } from './unknown-tables.ts';
import { unreadableTables } from './unreadable.ts';

export interface ReportInput {
  readonly catalog: Catalog;
  readonly workload: Workload;
  /** Those of the workload. */
  readonly queries: readonly AnalyzedQuery[];
  readonly toolVersion: string;
  readonly advice: Advice | null;
  readonly planner: {
    readonly engine: string;
    readonly notes: readonly string[];
    readonly calls: number;
    readonly ms: number;
  } | null;
  /** Null where nothing was priced. */
  readonly unadvised?: readonly UnadvisedQuery[] | null;
  readonly findings: readonly Finding[];
  readonly silences: readonly Silence[];
  readonly ignored?: readonly IgnoredFinding[];
  /** The rules of the scan, of which `run` tells. */
  readonly rules?: readonly Rule[];
  readonly run: RuleRun;
  /** Keys whose duplicates `--check-data` could not count. */
  readonly uncounted: readonly DuplicateCount[];
  /** Possible indexes that were never given to the advisor. */
  readonly notTried: readonly string[];
}

export function assembleReport(input: ReportInput): Report {
  const { catalog, workload, advice, planner, findings, silences, run } = input;
  const sqlOf = new Map(workload.queries.map(({ fingerprint, sql }) => [fingerprint, sql]));
  return {
    version: 1,
    tool: { name: 'idx-advisor', version: input.toolVersion },
    database: {
      name: catalog.database.name,
      serverVersion: catalog.database.serverVersion,
      tables: catalog.relations.filter(({ kind }) => kind === 'table' || kind === 'partitioned-table').length,
      indexes: catalog.relations.reduce((sum, { indexes }) => sum + indexes.length, 0),
      statsResetAt: catalog.database.statsResetAt,
    },
    workload: {
      sources: workload.sources,
      queries: workload.queries.length,
      calls: workload.queries.reduce((sum, { calls }) => sum + calls, 0),
      totalMs: workload.queries.reduce((sum, { totalMs }) => sum + totalMs, 0),
      plannable: advice?.queries.filter(({ fingerprint }) => sqlOf.has(fingerprint)).length ?? 0,
      costBefore: advice?.costBefore ?? 0,
      costAfter: advice?.costAfter ?? 0,
      writeCost: advice?.writeCost ?? null,
    },
    planner: { engine: planner?.engine ?? 'none', calls: planner?.calls ?? 0, ms: Math.round(planner?.ms ?? 0) },
    findings,
    silences,
    ...(input.unadvised && { unadvised: input.unadvised }),
    unplannable: (advice?.unplannable ?? []).map(({ fingerprint, reason }) => ({
      fingerprint,
      sql: sqlOf.get(fingerprint) ?? '',
      reason,
    })),
    incomplete: [
      ...catalog.incomplete,
      ...workload.incomplete,
      ...describeSampling(catalog, workload),
      ...severalDatabases(catalog, workload),
      ...unknownTables(input.queries),
      ...unparsable(workload),
      ...skippedRules(run),
      ...unreadableTables(catalog, input.rules ?? [], ranOf(input.rules ?? [], run)),
      ...run.failures.map(({ rule, message }) => `${rule} failed, which is a bug of the rule: ${message}`),
      ...input.uncounted.map(
        ({ relation, columns, problem }) =>
          `duplicates of ${relation.schema}.${relation.name} (${columns.join(', ')}) were not counted: ${problem}`,
      ),
      ...(planner?.notes ?? []),
      ...input.notTried,
      ...(advice?.incomplete ?? []),
    ],
    ...(input.ignored?.length ? { ignored: input.ignored } : {}),
    summary: summaryOf(findings),
  };
}

/** Ids of the rules that ran to their end. */
export function ranOf(rules: readonly Rule[], { skipped, failures }: RuleRun): readonly string[] {
  const stopped = new Set([...skipped, ...failures].map(({ rule }) => rule));
  return rules.map(({ id }) => id).filter((id) => !stopped.has(id));
}

export function summaryOf(findings: readonly Finding[]): Report['summary'] {
  const count = (severity: Finding['severity']) => findings.filter((finding) => finding.severity === severity).length;
  return {
    error: count('error'),
    warning: count('warning'),
    info: count('info'),
    indexBytes: findings.reduce((sum, { evidence }) => sum + (evidence.sizeBytes ?? 0), 0),
  };
}

/** One line for each reason, that names all rules: a scan without a workload leaves dozens out for the same one. */
function skippedRules({ skipped }: RuleRun): readonly string[] {
  const reasons = [...new Set(skipped.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const rules = skipped.filter((each) => each.reason === reason).map(({ rule }) => rule);
    const list = rules.length > 1 ? `${rules.slice(0, -1).join(', ')} and ${rules.at(-1)}` : rules.join('');
    const text = rules.length > 1 ? reason.replace(/^it needs/, 'they need') : reason;
    return rules.length > 3 ? `${rules.length} rules did not run: ${text} (${list})` : `${list} did not run: ${text}`;
  });
}

function unparsable({ unparsable: lost }: Workload): readonly string[] {
  if (lost.length === 0) return [];
  const [first] = lost;
  return [
    `${lost.length} ${lost.length === 1 ? 'statement' : 'statements'} of the workload did not parse, such as: ${first?.reason}`,
  ];
}
