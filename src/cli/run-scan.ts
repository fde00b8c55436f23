import type { Catalog } from '../catalog/model.ts';
import { expectMatches, passesGlobs } from '../scan/globs.ts';
import { scan, type ScanResult } from '../scan/scan.ts';
import { withSearchPath } from '../scan/search-path.ts';
import type { Workload } from '../workload/model.ts';
import {
  readDatabase,
  readWorkload,
  searchPathOf,
  type CatalogFlags,
  type Surroundings,
  type WorkloadFlags,
} from './inputs.ts';
import { checkPlannerFlags, openPlanner, type PlannerFlags } from './open-planner.ts';
import { withReadOnlyServer } from './server.ts';
import { readSetup, today, type Setup, type SetupFlags } from './setup.ts';
import { UserError } from '../errors.ts';

export interface ScanFlags extends CatalogFlags, WorkloadFlags, SetupFlags, PlannerFlags {
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  readonly 'min-improvement': number;
  readonly 'min-calls'?: number | undefined;
  readonly 'min-rows': number;
  readonly 'max-index-columns': number;
  readonly 'storage-budget'?: number | undefined;
  readonly 'time-budget': number;
  readonly 'check-data': boolean;
}

export interface CommandScan extends ScanResult {
  readonly catalog: Catalog;
  readonly workload: Workload;
  readonly setup: Setup;
  /** Where a schema file makes its objects, by `schema.name`. */
  readonly lines: ReadonlyMap<string, number> | null;
  /** Whether flags and configuration let findings on a `schema.table` pass. */
  readonly isIncluded: (name: string) => boolean;
}

/** What scan, fix and verify share: from flags to the report. */
export async function runScan(flags: ScanFlags, toolVersion: string, surroundings: Surroundings): Promise<CommandScan> {
  const { signal, progress } = surroundings;
  checkPlannerFlags(flags);
  const setup = await readSetup(flags, process.cwd(), today());
  const file = flags.snapshot !== undefined ? 'snapshot' : flags.schema !== undefined ? 'schema' : null;
  if (flags['check-data'] && file !== null) {
    throw new UserError(`--check-data needs the database itself, and --${file} is a file`, {
      hint: 'leave one of them out',
    });
  }
  const database = await readDatabase(flags, flags.statements, surroundings);
  const workload = await readWorkload(flags, database, surroundings);
  signal.throwIfAborted();
  const statements = workload.queries.map(({ sql }) => sql);
  const catalog = await withSearchPath(database.catalog, statements, searchPathOf(flags));
  const include = flags.include ?? setup.config.include;
  const exclude = flags.exclude ?? setup.config.exclude;
  expectMatches(
    [...include, ...exclude],
    catalog.relations.map(({ schema, name }) => `${schema}.${name}`),
  );
  const isIncluded = (name: string) => passesGlobs(name, { include, exclude });
  const result = await scan({
    catalog,
    workload,
    rules: setup.chosen,
    ruleOptions: setup.options,
    ignoring: setup.ignoring,
    advice: {
      minImprovement: flags['min-improvement'],
      minCalls: flags['min-calls'] ?? fewestCalls(workload),
      minTableRows: flags['min-rows'],
      storageBudgetBytes: flags['storage-budget'] ?? null,
      maxIndexColumns: flags['max-index-columns'],
      timeBudgetMs: flags['time-budget'] * 1000,
    },
    include,
    exclude,
    toolVersion,
    openPlanner: (relations, setup) => openPlanner(flags, catalog, relations, signal, setup),
    ...(flags['check-data'] && {
      countDuplicates: async (keys) => {
        const { countDuplicates } = await import('../verify/count-duplicates.ts');
        return withReadOnlyServer(flags, signal, (session) => countDuplicates(session, keys));
      },
    }),
    onProgress: (text) => {
      signal.throwIfAborted();
      progress.step(text);
    },
  });
  progress.clear();
  return { ...result, catalog, workload, setup, lines: database.lines ?? null, isIncluded };
}

/** A query in a log that was asked once may never be again; one in an SQL file stands there because it matters. */
function fewestCalls(workload: Workload): number {
  return workload.sources.every(({ kind }) => kind === 'sql') ? 1 : 2;
}
