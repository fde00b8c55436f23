import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { AdviceOptions } from '../advisor/model.ts';
import { introspect } from '../catalog/introspect.ts';
import type { Catalog, ObjectName } from '../catalog/model.ts';
import type { EmbeddedSession } from '../connection/embedded.ts';
import { readOnly } from '../connection/read-only.ts';
import { rules } from '../lint/registry.ts';
import { selectRules } from '../lint/select-rules.ts';
import { migrationFiles, type MigrationFile } from '../migration/files.ts';
import type { PlannerEngine, PlannerSetup } from '../planner/engine.ts';
import type { Report } from '../report/model.ts';
import { scan } from '../scan/scan.ts';
import { splitStatements } from '../sql/split.ts';
import { measureQueries, type QueryMeasurements } from '../verify/measure-queries.ts';
import { DEFAULT_VERIFY_OPTIONS } from '../verify/verify.ts';
import { collectWorkload } from '../workload/collect.ts';
import type { Workload } from '../workload/model.ts';
import { readLog } from '../workload/read-log.ts';
import { analysingAllRows, APPLICATION_LOG, buildApplication } from './application.ts';
import { judgeRecommendations, readRecommendations, type RecommendationVerdict } from './recommendations.ts';

export interface DemoRequest {
  /** fixtures/wellbeing */
  readonly directory: string;
  readonly scale: number;
  readonly advice: AdviceOptions;
  readonly toolVersion: string;
  readonly openPlanner: (
    catalog: Catalog,
    relations: readonly ObjectName[],
    setup?: PlannerSetup,
  ) => Promise<PlannerEngine>;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
  /** Called as soon as the scan is done, before the migration is applied. */
  readonly onReport: (report: Report) => Promise<void>;
}

export interface DemoResult {
  readonly migration: readonly MigrationFile[];
  readonly queries: readonly ComparedQuery[];
  /** What a second scan still finds after the migration, of the rules that the first one reported. */
  readonly remaining: Report['findings'];
  /** What only the second scan finds: what the new indexes make redundant. */
  readonly consequences: Report['findings'];
  readonly verdicts: readonly RecommendationVerdict[];
}

export interface ComparedQuery {
  readonly fingerprint: string;
  readonly sql: string;
  readonly calls: number;
  readonly beforeMs: number;
  readonly afterMs: number;
  readonly ratio: number | null;
  readonly beforeBuffers: number;
  readonly afterBuffers: number;
}

/** The whole tour: build, scan, apply the migration, measure before and after, scan again, hold the result against the analysis. */
export async function runDemo(request: DemoRequest): Promise<DemoResult> {
  const { directory, signal, onProgress } = request;
  const session = await buildApplication(directory, request.scale, onProgress, signal);
  try {
    onProgress('reading the log that a server wrote');
    const workload = await collectWorkload([
      readLog(APPLICATION_LOG, createReadStream(join(directory, APPLICATION_LOG))),
    ]);
    const { report } = await scanNow(request, session, workload);
    await request.onReport(report);

    const before = await measureNow(request, session, workload, 'before');
    const migration = migrationFiles(report.findings);
    await analysingAllRows(session, () => apply(migration, session, onProgress));
    const after = await measureNow(request, session, workload, 'after');

    onProgress('scanning again');
    const second = await scanNow(request, session, workload);
    const engine = await request.openPlanner(second.catalog, second.relations);
    try {
      onProgress('asking what else the analysis would gain');
      const verdicts = await judgeRecommendations(
        await readRecommendations(directory),
        second.catalog,
        engine,
        second.queries,
      );
      const reported = new Set(report.findings.map(({ rule }) => rule));
      const isLeft = ({ rule }: Report['findings'][number]) => reported.has(rule);
      return {
        migration,
        queries: compare(workload, before, after),
        remaining: second.report.findings.filter(isLeft),
        consequences: second.report.findings.filter((finding) => !isLeft(finding)),
        verdicts,
      };
    } finally {
      await engine.close();
    }
  } finally {
    await session.close();
  }
}

async function scanNow(request: DemoRequest, session: EmbeddedSession, workload: Workload) {
  const catalog = await readOnly(session, introspect);
  const relations: ObjectName[] = [];
  const { report, queries } = await scan({
    catalog,
    workload,
    rules: selectRules(rules, { rule: [], skipRule: [] }),
    advice: request.advice,
    include: [],
    exclude: [],
    toolVersion: request.toolVersion,
    openPlanner: (wanted, setup) => {
      relations.push(...wanted);
      return request.openPlanner(catalog, wanted, setup);
    },
    onProgress: request.onProgress,
  });
  return { catalog, relations, report, queries };
}

function measureNow(
  { signal, onProgress }: DemoRequest,
  session: EmbeddedSession,
  workload: Workload,
  when: 'before' | 'after',
): Promise<QueryMeasurements> {
  return measureQueries({
    session,
    queries: workload.queries,
    options: DEFAULT_VERIFY_OPTIONS,
    signal,
    onProgress: (done, total) => onProgress(`measuring ${when}: query ${done + 1} of ${total}`),
  });
}

/** One statement at a time, as psql sends a file: CREATE INDEX CONCURRENTLY bears no transaction. */
async function apply(
  files: readonly MigrationFile[],
  session: EmbeddedSession,
  onProgress: (text: string) => void,
): Promise<void> {
  for (const { name, content } of files.filter((file) => file.name.endsWith('.up.sql'))) {
    onProgress(`applying ${name}`);
    for (const statement of splitStatements(content)) await session.query(statement);
  }
}

function compare(workload: Workload, before: QueryMeasurements, after: QueryMeasurements): readonly ComparedQuery[] {
  return workload.queries.flatMap(({ fingerprint, sql, calls }) => {
    const [was, is] = [before.measured.get(fingerprint), after.measured.get(fingerprint)];
    if (!was || !is) return [];
    const ratio = is.executionMs > 0 ? was.executionMs / is.executionMs : null;
    return [
      {
        fingerprint,
        sql,
        calls,
        beforeMs: was.executionMs,
        afterMs: is.executionMs,
        ratio,
        beforeBuffers: was.buffers,
        afterBuffers: is.buffers,
      },
    ];
  });
}
