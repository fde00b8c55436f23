import type { Catalog } from '../catalog/model.ts';
import type { Session } from '../connection/model.ts';
import { UserError } from '../errors.ts';
import { formatBytes } from '../report/format.ts';
import type { WorkloadBuilder } from '../workload/builder.ts';
import type { WorkloadDocument } from '../workload/file/document.ts';
import type { Execution, SourceEvent, Workload } from '../workload/model.ts';
import type { Feeder } from '../workload/feed/feeder.ts';
import type { ScanPool } from '../workload/pieces/scan-pool.ts';
import { logSources, type ReadingThreads } from './log-inputs.ts';
import type { Progress } from './progress.ts';
import { withReadOnlyServer, type ServerFlags } from './server.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface CatalogFlags extends ServerFlags {
  readonly snapshot?: string | undefined;
  readonly schema?: string | undefined;
  readonly 'search-path'?: string | undefined;
}

export interface WorkloadFlags {
  readonly log?: readonly string[] | undefined;
  readonly 'log-prefix'?: string | undefined;
  readonly 'log-timezone'?: string | undefined;
  readonly 'log-database'?: string | undefined;
  readonly threads?: number | undefined;
  readonly sql?: readonly string[] | undefined;
  readonly workload?: readonly string[] | undefined;
  readonly statements: boolean;
}

export interface Surroundings {
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

export interface ReadingSurroundings extends Surroundings {
  /** The last log is followed until this is aborted; without it, logs are read to their end. */
  readonly ending?: AbortSignal | undefined;
  /** Gets a function that tells what was gathered up to then. */
  readonly onReading?: ((soFar: () => WorkloadDocument) => void) | undefined;
}

/** What the database is, and what pg_stat_statements says where that is wanted. */
export interface DatabaseInput {
  readonly catalog: Catalog;
  readonly statements: readonly Execution[] | null;
  /** Where a schema file makes its objects, by `schema.name`. */
  readonly lines?: ReadonlyMap<string, number>;
}

/** Reads the snapshot or the schema file, or asks the server in one read-only transaction. */
export async function readDatabase(
  flags: CatalogFlags,
  wantStatements: boolean,
  { signal, progress }: Surroundings,
): Promise<DatabaseInput> {
  if (flags.snapshot !== undefined) {
    progress.step(`reading ${flags.snapshot}`);
    const { readSnapshot } = await import('../catalog/snapshot.ts');
    return unlessAborted(readSnapshot(flags.snapshot), signal);
  }
  if (flags.schema !== undefined) {
    if (wantStatements) {
      throw new UserError('--statements needs a database or a snapshot, and --schema is DDL alone', {
        hint: 'give the queries with --log or --sql',
      });
    }
    progress.step(`reading ${flags.schema}`);
    const { readSchemaFile } = await import('./schema-file.ts');
    return unlessAborted(readSchemaFile(flags.schema), signal);
  }
  progress.step('connecting');
  return withReadOnlyServer(flags, signal, async (session) => {
    progress.step('reading the catalog');
    const { introspect } = await import('../catalog/introspect.ts');
    const catalog = await introspect(session);
    const statements = wantStatements ? await readStatementsOf(session, progress) : null;
    return { catalog, statements };
  });
}

/** Null where it is not given. */
export function searchPathOf(flags: CatalogFlags): readonly string[] | null {
  return flags['search-path']?.split(',').map((schema) => schema.trim()) ?? null;
}

async function readStatementsOf(session: Session, progress: Progress): Promise<readonly Execution[]> {
  progress.step('reading pg_stat_statements');
  const { readStatements } = await import('../workload/statements.ts');
  const executions: Execution[] = [];
  for await (const event of readStatements(session)) if (event.type === 'execution') executions.push(event.execution);
  return executions;
}

/** Reads every source of the workload; without any, the workload is empty. */
export async function readWorkload(
  flags: WorkloadFlags,
  database: DatabaseInput,
  surroundings: Surroundings,
): Promise<Workload> {
  const { withLeanHeap } = await import('../workload/lean-heap.ts');
  return (await withLeanHeap(() => readSources(flags, database, surroundings))).build();
}

/** The same before it is built. */
export async function readSources(
  flags: WorkloadFlags,
  database: DatabaseInput | null,
  { signal, progress, ending, onReading }: ReadingSurroundings,
): Promise<WorkloadBuilder> {
  const { expandInputs } = await import('../workload/files.ts');
  const { openScanPool } = await import('../workload/pieces/open-pool.ts');
  const onProgress = (text: string) => {
    signal.throwIfAborted();
    progress.step(text);
  };
  let pool: ScanPool | null = null;
  let feeder: Feeder | null = null;
  try {
    const log = await expandInputs(flags.log ?? []);
    pool = ending ? null : openScanPool(log, flags.threads);
    // Threads start meanwhile.
    const { collectSources, rejectUnparsable } = await import('../workload/collect.ts');
    const { openFeeder } = await import('../workload/feed/feeder.ts');
    feeder = ending ? null : openFeeder(flags.threads);
    const sources = await sourcesOf(flags, database, { pool, feeder }, onProgress, ending);
    // Standard input and pipes may be waited for for ever.
    const builder = await unlessAborted(collectSources(sources, onProgress, onReading), signal);
    signal.throwIfAborted();
    if (!ending) rejectUnparsable(builder.totals());
    return builder;
  } finally {
    // They end while this one goes on.
    void pool?.close();
    void feeder?.close();
  }
}

async function sourcesOf(
  flags: WorkloadFlags,
  database: DatabaseInput | null,
  threads: ReadingThreads,
  onProgress: (text: string) => void,
  ending: AbortSignal | undefined,
): Promise<readonly AsyncIterable<SourceEvent>[]> {
  const { expandInputs, openInput } = await import('../workload/files.ts');
  const { readWorkloadFile } = await import('../workload/file/workload-file.ts');
  const { readSqlFile } = await import('../workload/read-sql.ts');
  const { readExecutions } = await import('../workload/statements.ts');
  const open = (name: string) => {
    let bytes = 0;
    return openInput(name, (read) => onProgress(`reading ${name}: ${formatBytes((bytes += read))}`));
  };
  return [
    ...(await logSources(flags, threads, onProgress, ending)),
    ...(await expandInputs(flags.sql ?? [])).map((name) => readSqlFile(name, open(name))),
    ...(await expandInputs(flags.workload ?? [])).map((name) => readWorkloadFile(name)),
    ...(flags.statements && database ? [readExecutions('pg_stat_statements', statementsOf(database))] : []),
  ];
}

function statementsOf({ statements }: DatabaseInput): readonly Execution[] {
  if (statements) return statements;
  throw new UserError('the snapshot holds no pg_stat_statements', {
    hint: 'save it again with `idx-advisor snapshot --statements`, or leave --statements out',
  });
}
