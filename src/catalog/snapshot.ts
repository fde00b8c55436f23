import { isObject, jsonFilePieces, notOfKind, readJsonFile, writeJsonFile, type FileKind } from '../files/json-file.ts';
import type { Execution } from '../workload/model.ts';
import { withDefaults } from './defaults.ts';
import type { Catalog } from './model.ts';

const SNAPSHOT: FileKind = {
  noun: 'snapshot',
  format: 'idx-advisor/snapshot',
  version: 1,
  saveHint: 'Save one with: idx-advisor snapshot --output FILE.',
  smallerHint: 'Save the snapshot again, of fewer tables.',
};

/** What a snapshot file holds: a database as introspection saw it, and what pg_stat_statements said then. */
export interface Snapshot {
  readonly catalog: Catalog;
  /** Rows of pg_stat_statements; null when they were not asked for, or the extension was not there. */
  readonly statements: readonly Execution[] | null;
}

/**
 * Writes a snapshot, gzipped when the name ends in `.gz`.
 * @throws UserError when the file cannot be written, or the catalog is too large for one document
 */
export async function writeSnapshot(path: string, snapshot: Snapshot): Promise<void> {
  await writeJsonFile(path, documentOf(snapshot), SNAPSHOT);
}

/** The same as text, not compressed. */
export function snapshotPieces(snapshot: Snapshot): Iterable<string> {
  return jsonFilePieces(documentOf(snapshot), SNAPSHOT);
}

function documentOf({ catalog, statements }: Snapshot): object {
  return { format: SNAPSHOT.format, version: SNAPSHOT.version, catalog, statements };
}

/**
 * Reads what writeSnapshot wrote, gzipped or not whatever its name.
 * @throws UserError when it is unreadable, of a newer version, or no snapshot
 */
export async function readSnapshot(path: string): Promise<Snapshot> {
  const { catalog, statements } = await readJsonFile(path, SNAPSHOT);
  const problem = findProblem(catalog, statements);
  if (problem !== null) throw notOfKind(path, SNAPSHOT, problem);
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
function findProblem(catalog: unknown, statements: unknown): string | null {
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
