import type { PGlite } from '@electric-sql/pglite';
import type { Relation } from '../../catalog/model.ts';
import { isTableLike } from './ddl-relations.ts';
import { estimateBtreeHeight, emptyBtree } from './btree-pages.ts';
import { PAGE_BYTES, type RelationFiles } from './files.ts';
import { pivotKeyBytes } from './pivot-key-bytes.ts';
import { keyOf } from './selection.ts';
import type { IndexOfTable } from './visibility.ts';

/** What the planner is told of one table or index of the twin. */
export interface Stored {
  readonly oid: number;
  readonly path: string;
  /** pg_class.relpages and reltuples, as of the last ANALYZE. */
  readonly analysedPages: number;
  readonly tuples: number;
  readonly allVisiblePages: number;
  /** The file's length now. */
  readonly pages: number;
}

export interface Registry {
  /** Tables and materialized views, by `schema.name`. */
  readonly heaps: ReadonlyMap<string, Stored>;
  /** Existing indexes, by `schema.name`, partitioned ones included (with no pages). */
  readonly indexes: ReadonlyMap<string, IndexOfTable>;
}

interface ClassRow {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly path: string | null;
  readonly method: string | null;
}

const CLASSES = `
  SELECT c.oid::int8 AS oid, n.nspname AS schema, c.relname AS name, pg_relation_filepath(c.oid) AS path, m.amname AS method
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_am m ON m.oid = c.relam
  WHERE c.relkind IN ('r', 'p', 'm', 'i', 'I') AND c.oid >= 16384 AND n.nspname <> 'pg_toast'`;

/** Gives every table and index of the twin the server's size and row count. */
export async function applySizes(db: PGlite, files: RelationFiles, relations: readonly Relation[]): Promise<Registry> {
  const rows = (await db.query<ClassRow>(CLASSES)).rows;
  const classes = new Map(rows.map((row) => [keyOf(row), row]));
  const heaps = new Map<string, Stored>();
  const indexes = new Map<string, IndexOfTable>();
  const invalid: number[] = [];
  const stored: Stored[] = [];
  for (const relation of relations.filter(isTableLike)) {
    const heap = classes.get(keyOf(relation));
    if (!heap) continue;
    const entry = {
      oid: heap.oid,
      path: heap.path ?? '',
      analysedPages: relation.pages,
      tuples: relation.tuples,
      allVisiblePages: relation.allVisiblePages,
      pages: Math.ceil(relation.sizeBytes / PAGE_BYTES),
    };
    stored.push(entry);
    if (heap.path !== null) {
      heaps.set(keyOf(relation), entry);
      files.setPages(heap.path, entry.pages);
    }
    for (const index of relation.indexes) {
      const key = keyOf({ schema: relation.schema, name: index.name });
      const row = classes.get(key);
      if (!row) continue;
      indexes.set(key, { oid: row.oid, table: heap.oid });
      if (!index.valid) invalid.push(row.oid);
      const pages = Math.ceil(index.sizeBytes / PAGE_BYTES);
      stored.push({
        oid: row.oid,
        path: row.path ?? '',
        analysedPages: index.pages,
        tuples: index.tuples,
        allVisiblePages: 0,
        pages,
      });
      if (row.path !== null)
        setIndexPages(files, row.path, index.method, pages, { keyBytes: pivotKeyBytes(relation, index) });
    }
  }
  await writeClassRows(db, stored);
  if (invalid.length > 0)
    await db.exec(`UPDATE pg_index SET indisvalid = false WHERE indexrelid IN (${invalid.join(', ')})`);
  return { heaps, indexes };
}

/**
 * Gives an index, just created on an empty table, its size, and a B-tree its height.
 * @param treeHeight estimated when left out
 */
export function setIndexPages(
  files: RelationFiles,
  path: string,
  method: string,
  pages: number,
  { keyBytes, treeHeight }: { readonly keyBytes: number; readonly treeHeight?: number | undefined },
): void {
  // A file that CREATE INDEX made for an empty table is as small as this access method goes; BRIN adds a page for its first row.
  const least = method === 'brin' ? 3 : files.contentsOf(path).length / PAGE_BYTES;
  files.setPages(path, Math.max(least, pages));
  if (method !== 'btree' || (pages <= 1 && treeHeight === undefined)) return;
  const height = treeHeight ?? estimateBtreeHeight(pages, keyBytes);
  // With a height of its own, it may have fewer pages than the way down takes.
  files.replaceContents(path, emptyBtree(files.contentsOf(path), height), treeHeight === undefined ? undefined : pages);
}

export async function writeClassRows(db: PGlite, stored: readonly Stored[]): Promise<void> {
  if (stored.length === 0) return;
  const values = stored.map(
    ({ oid, analysedPages, tuples, allVisiblePages }) =>
      `(${oid}::oid, ${Math.trunc(analysedPages)}, ${tuples}::real, ${Math.trunc(allVisiblePages)})`,
  );
  await db.exec(`
    UPDATE pg_class SET relpages = v.pages, reltuples = v.tuples, relallvisible = v.visible, relallfrozen = v.visible
    FROM (VALUES ${values.join(',')}) AS v (oid, pages, tuples, visible)
    WHERE pg_class.oid = v.oid`);
}
