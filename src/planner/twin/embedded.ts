import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { PGlite } from '@electric-sql/pglite';
import { readCached, writeCached } from './cache.ts';
import { reportCrashes } from './crash.ts';
import { loadExtensionCode } from './extensions.ts';

/** Whether text compares by bytes (`C`), where an ordinary B-tree serves LIKE 'x%', or by a language's rules. */
export type TextOrder = 'bytes' | 'language';

export interface EmbeddedOptions {
  readonly textOrder: TextOrder;
  readonly extensions: readonly string[];
  /** Tables and indexes that a statement may be about, where they are many. */
  readonly relationsAtOnce?: number;
  /** Where an initialised data directory is kept between runs; null for no cache. */
  readonly cacheDirectory: string | null;
}

const FORMAT = 2;
/**
 * Checksums would have to be kept right in the pages that the twin forges. Small WAL files make a small data directory, and those that are
 * done with need not be kept for the next ones.
 */
const INITDB = ['--no-data-checksums', '--wal-segsize=1', '--set', 'wal_recycle=off'];
const LOCALE: Readonly<Record<TextOrder, readonly string[]>> = {
  bytes: [],
  language: ['--lc-collate=en_US.UTF-8', '--lc-ctype=en_US.UTF-8'],
};
/** Buffers are zeroed at the start, which takes longer than to read again what stands in memory anyway. */
const SETTINGS = ['shared_buffers=8MB', 'synchronous_commit=off', 'autovacuum=off', 'max_connections=4'];

/** PostgreSQL has room for so many times `max_locks_per_transaction`, or more: once for each process that it may start, of any kind. */
const LOCKING_PROCESSES = 32;
/** Emscripten has 4,096 descriptors; those that PostgreSQL closes for others it opens again in the next plan. */
const MOST_FILES = 4_000;

/**
 * V8 compiles a function of a WebAssembly module anew, with optimisations, once about so many bytes of it have run (1.8 million in Node 20). Of
 * PostgreSQL's that is 1,300 functions and two seconds of the processor beside the main thread in a scan of five; with this, those that are
 * worth it: as quick in the long run, and three tenths less time to open.
 */
const TIERING_BUDGET = 100_000_000;

/** Opens an embedded PostgreSQL in memory; initdb (2 to 5 s) runs only where the cache has no data directory to offer. */
export async function openEmbedded(options: EmbeddedOptions): Promise<PGlite> {
  setFlagsFromString(`--wasm-tiering-budget=${TIERING_BUDGET}`);
  const { PGlite } = await import('@electric-sql/pglite');
  const { FilledDirectory } = await import('./data-directory.ts');
  const settings = [...SETTINGS, ...limitsFor(options.relationsAtOnce ?? 0)];
  const startParams = [...PGlite.defaultStartParams, ...settings.flatMap((setting) => ['-c', setting])];
  const extensions = await loadExtensionCode(options.extensions);
  const open = async (archive: Uint8Array): Promise<PGlite> =>
    reportCrashes(await PGlite.create({ fs: new FilledDirectory(archive), startParams, extensions }));
  const name = `twin-${await pgliteVersion()}-${FORMAT}-${options.textOrder}.tar`;
  const { cacheDirectory } = options;
  const cached = cacheDirectory === null ? null : await readCached(cacheDirectory, name);
  if (cached !== null) {
    try {
      return await open(cached);
    } catch {
      // Whole, but not what this PGlite can open: make it anew.
    }
  }
  const fresh = await initialise(LOCALE[options.textOrder]);
  if (cacheDirectory !== null) await writeCached(cacheDirectory, name, fresh);
  return open(fresh);
}

/** The defaults where they do: room for locks takes memory, and descriptors are tried out at the start. */
function limitsFor(relations: number): readonly string[] {
  const locks = Math.max(64, Math.ceil(relations / LOCKING_PROCESSES));
  const files = Math.min(Math.max(1000, relations), MOST_FILES);
  return [`max_locks_per_transaction=${locks}`, `max_files_per_process=${files}`];
}

/** Returns an archive of a data directory. */
async function initialise(locale: readonly string[]): Promise<Uint8Array> {
  const { PGlite } = await import('@electric-sql/pglite');
  const { ArchivedDirectory } = await import('./data-directory.ts');
  const fs = new ArchivedDirectory();
  const db = await PGlite.create({ fs, initDbStartParams: [...INITDB, ...locale] });
  await db.close();
  return fs.archive;
}

async function pgliteVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const manifest = JSON.parse(await readFile(join(dirname(entry), '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
