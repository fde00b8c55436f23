import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { UserError } from '../errors.ts';
import type { Execution } from '../workload/model.ts';
import { withDefaults } from './defaults.ts';
import type { Catalog } from './model.ts';

const FORMAT = 'idx-advisor/snapshot';
const VERSION = 1;
/** JavaScript's longest string is 2^29 - 24 characters. */
const LARGEST_BYTES = 500 * 2 ** 20;

/** What a snapshot file holds: a database as introspection saw it, and what pg_stat_statements said then. */
export interface Snapshot {
  readonly catalog: Catalog;
  /** Rows of pg_stat_statements; null when they were not asked for, or the extension was not there. */
  readonly statements: readonly Execution[] | null;
}

/**
 * Writes one JSON document, gzipped when the name ends in `.gz`. A reader sees the old file or the whole new one.
 * Only its owner may read it, for statistics hold values of the data.
 * @throws UserError when the file cannot be written, or the catalog is too large for one document
 */
export async function writeSnapshot(path: string, snapshot: Snapshot): Promise<void> {
  const document = { format: FORMAT, version: VERSION, catalog: snapshot.catalog, statements: snapshot.statements };
  let text: string;
  try {
    text = JSON.stringify(document) + '\n';
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new UserError('the catalog is too large for a snapshot file', {
      hint: 'Use --include to save only some tables.',
      cause,
    });
  }
  const bytes = path.endsWith('.gz') ? await promisify(gzip)(text) : Buffer.from(text);
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new UserError(`cannot write ${path}: ${reason(cause)}`, {
      hint: 'Choose another place with --output.',
      cause,
    });
  }
}

/**
 * Reads what writeSnapshot wrote, gzipped or not whatever its name.
 * @throws UserError when it is unreadable, of a newer version, or no snapshot
 */
export async function readSnapshot(path: string): Promise<Snapshot> {
  const bytes = await readBytes(path);
  const document = parse(path, await unpack(path, bytes));
  if (!isObject(document) || document.format !== FORMAT) {
    throw notASnapshot(path, 'it is some other JSON document');
  }
  const { version, catalog, statements } = document;
  if (typeof version === 'number' && version > VERSION) {
    throw new UserError(
      `${path} is a snapshot of version ${version}; this idx-advisor reads up to version ${VERSION}`,
      {
        hint: 'Update idx-advisor, or save the snapshot again with this one.',
      },
    );
  }
  const problem = findProblem(version, catalog, statements);
  if (problem !== null) throw notASnapshot(path, problem);
  return { catalog: withDefaults(catalog as Catalog), statements: (statements ?? null) as Snapshot['statements'] };
}

const ARRAYS = [
  'searchPath',
  'extensions',
  'schemas',
  'types',
  'functions',
  'collations',
  'sequences',
  'relations',
  'incomplete',
];
const RELATION_ARRAYS = ['columns', 'indexes', 'constraints', 'extendedStatistics', 'inherits', 'options'];

/** The first thing that is not as it must be; deep enough that a file cut or edited by hand is told with the place. */
function findProblem(version: unknown, catalog: unknown, statements: unknown): string | null {
  if (version !== VERSION) return `its version is ${JSON.stringify(version)}`;
  if (!isObject(catalog)) return 'it holds no catalog';
  for (const key of ARRAYS) if (!Array.isArray(catalog[key])) return `catalog.${key} is no list`;
  for (const key of ['database', 'role', 'settings']) if (!isObject(catalog[key])) return `catalog.${key} is missing`;
  if (typeof (catalog.database as Record<string, unknown>).serverVersionNum !== 'number') {
    return 'catalog.database.serverVersionNum is no number';
  }
  for (const [position, relation] of (catalog.relations as unknown[]).entries()) {
    const at = `catalog.relations[${position}]`;
    if (!isObject(relation) || typeof relation.schema !== 'string' || typeof relation.name !== 'string') {
      return `${at} has no name`;
    }
    for (const key of RELATION_ARRAYS) if (!Array.isArray(relation[key])) return `${at}.${key} is no list`;
  }
  if (statements !== null && statements !== undefined && !Array.isArray(statements)) return 'statements is no list';
  return null;
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > LARGEST_BYTES) throw tooLarge(path);
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError(`cannot read ${path}: ${reason(cause)}`, {
      hint: 'Save one with: idx-advisor snapshot --output FILE.',
      cause,
    });
  }
}

async function unpack(path: string, bytes: Buffer): Promise<Buffer> {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isGzip) return bytes;
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: LARGEST_BYTES });
  } catch (cause) {
    if ((cause as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(path);
    throw new UserError(`${path} is damaged: its gzip data is incomplete or wrong`, {
      hint: 'Copy it again, or save the snapshot again.',
      cause,
    });
  }
}

function parse(path: string, bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw notASnapshot(path, 'it is not valid JSON');
  }
}

function notASnapshot(path: string, why: string): UserError {
  return new UserError(`${path} is not a snapshot of idx-advisor: ${why}`, {
    hint: 'Save one with: idx-advisor snapshot --output FILE.',
  });
}

function tooLarge(path: string): UserError {
  return new UserError(`${path} is larger than ${LARGEST_BYTES / 2 ** 20} MB, the most that can be read`, {
    hint: 'Save the snapshot again, of fewer tables.',
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
};

function reason(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return REASONS[code ?? ''] ?? code ?? message ?? 'unknown error';
}
