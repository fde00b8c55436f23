import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { readCached, writeCached } from './cache.ts';
import { reportCrashes } from './crash.ts';
import { loadExtensionCode } from './extensions.ts';
import { memoryFileSystem } from './files.ts';

/** Whether text compares by bytes (`C`), where an ordinary B-tree serves LIKE 'x%', or by a language's rules. */
export type TextOrder = 'bytes' | 'language';

export interface EmbeddedOptions {
  readonly textOrder: TextOrder;
  readonly extensions: readonly string[];
  /** Where an initialised data directory is kept between runs; null for no cache. */
  readonly cacheDirectory: string | null;
}

const FORMAT = 1;
/** Checksums would have to be kept right in the pages that the twin forges; small WAL files make a small data directory. */
const INITDB = ['--no-data-checksums', '--wal-segsize=1'];
const LOCALE: Readonly<Record<TextOrder, readonly string[]>> = {
  bytes: [],
  language: ['--lc-collate=en_US.UTF-8', '--lc-ctype=en_US.UTF-8'],
};
/** template1 and template0, which nothing connects to: two thirds of a fresh data directory. */
const TEMPLATES = ['/pglite/data/base/1', '/pglite/data/base/4'];
const SETTINGS = ['shared_buffers=32MB', 'synchronous_commit=off', 'autovacuum=off', 'max_connections=4'];

/** Opens an embedded PostgreSQL in memory; initdb (2 to 5 s) runs only where the cache has no data directory to offer. */
export async function openEmbedded(options: EmbeddedOptions): Promise<PGlite> {
  const { PGlite } = await import('@electric-sql/pglite');
  const startParams = [...PGlite.defaultStartParams, ...SETTINGS.flatMap((setting) => ['-c', setting])];
  const extensions = await loadExtensionCode(options.extensions);
  const open = async (tar: Uint8Array): Promise<PGlite> =>
    reportCrashes(
      await PGlite.create({ loadDataDir: new Blob([tar as Uint8Array<ArrayBuffer>]), startParams, extensions }),
    );
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
  const fresh = await initialise(PGlite, LOCALE[options.textOrder]);
  if (cacheDirectory !== null) await writeCached(cacheDirectory, name, fresh);
  return open(fresh);
}

async function initialise(Embedded: typeof PGlite, locale: readonly string[]): Promise<Uint8Array> {
  const db = await Embedded.create({ initDbStartParams: [...INITDB, ...locale] });
  try {
    await db.exec('CHECKPOINT');
    const fs = memoryFileSystem(db);
    for (const directory of TEMPLATES)
      for (const file of fs.readdir(directory)) if (file !== '.' && file !== '..') fs.unlink(`${directory}/${file}`);
    return new Uint8Array(await (await db.dumpDataDir('none')).arrayBuffer());
  } finally {
    await db.close();
  }
}

async function pgliteVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const manifest = JSON.parse(await readFile(join(dirname(entry), '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
