import type { IndexDefinition, Relation } from '../../catalog/model.ts';
import { quoteQualified } from '../../sql/quote.ts';
import { UnplannableError } from '../engine.ts';
import { createIndexStatement } from '../index-ddl.ts';
import { PAGE_BYTES } from './files.ts';
import { pivotKeyBytes } from './pivot-key-bytes.ts';
import { messageOf } from './messages.ts';
import { setIndexPages, writeClassRows, type Stored } from './registry.ts';
import { keyOf } from './selection.ts';
import type { TwinSession } from './session.ts';

/** A what-if index as it stands in the twin: one pg_class row, or for a partitioned table one a partition and their parent. */
export interface BuiltIndex {
  readonly oids: readonly number[];
  /** `schema.name` of each. */
  readonly names: readonly string[];
}

interface IndexRow {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly path: string | null;
  readonly heap: string;
}

/**
 * Creates the index on a table whose file is empty for that moment, then gives the index its size. It is left invalid,
 * which is how the planner is told to pass it over.
 * @throws UnplannableError when the server refuses it
 */
export async function buildIndex(
  session: TwinSession,
  definition: IndexDefinition,
  sizeBytes: number,
  name: string,
): Promise<BuiltIndex> {
  const relation = session.relations.find((candidate) => keyOf(candidate) === keyOf(definition.relation));
  if (!relation) throw new UnplannableError(`the twin has no table ${keyOf(definition.relation)}`);
  const heaps = heapsUnder(session, relation);
  const share = await sharesOf(session, definition, heaps);
  const rows = await createOnEmptyHeaps(session, definition, name, heaps);
  const keyBytes = pivotKeyBytes(relation, definition);
  const stored = rows.map((row): Stored => {
    const { fraction, tuples } = share.get(row.heap) ?? { fraction: 0, tuples: 0 };
    const pages = row.path === null ? 0 : Math.max(1, Math.round((sizeBytes / PAGE_BYTES) * fraction));
    if (row.path !== null) setIndexPages(session.files, row.path, definition.method, pages, keyBytes);
    return { oid: row.oid, path: row.path ?? '', analysedPages: pages, tuples, allVisiblePages: 0, pages };
  });
  await writeClassRows(session.db, stored);
  return { oids: rows.map(({ oid }) => oid), names: rows.map(keyOf) };
}

interface Heap extends Stored {
  readonly relation: Relation;
}

/** The table itself, or the partitions that hold a partitioned table's rows. */
function heapsUnder(session: TwinSession, relation: Relation): Heap[] {
  if (relation.kind === 'partitioned-table')
    return session.relations
      .filter(({ partitionOf }) => partitionOf && keyOf(partitionOf.parent) === keyOf(relation))
      .flatMap((partition) => heapsUnder(session, partition));
  const stored = session.registry.heaps.get(keyOf(relation));
  return stored ? [{ ...stored, relation }] : [];
}

/** By heap: its share of the whole index, and the rows of its part, which the predicate of a partial index may lessen. */
async function sharesOf(
  { db }: TwinSession,
  definition: IndexDefinition,
  heaps: readonly Heap[],
): Promise<ReadonlyMap<string, { fraction: number; tuples: number }>> {
  const parts: { key: string; tuples: number; weight: number }[] = [];
  for (const heap of heaps) {
    const rows =
      definition.predicate === null ? Math.max(heap.tuples, 0) : await rowsOf(db, heap.relation, definition.predicate);
    parts.push({ key: keyOf(heap.relation), tuples: rows, weight: definition.predicate === null ? heap.pages : rows });
  }
  const whole = parts.reduce((sum, { weight }) => sum + weight, 0);
  return new Map(
    parts.map(({ key, tuples, weight }) => [key, { tuples, fraction: whole > 0 ? weight / whole : 1 / parts.length }]),
  );
}

async function rowsOf(db: TwinSession['db'], relation: Relation, predicate: string): Promise<number> {
  try {
    const [result] = await db.exec(
      `EXPLAIN (FORMAT JSON) SELECT FROM ONLY ${quoteQualified(relation)} WHERE ${predicate}`,
    );
    const [plan] = Object.values(result!.rows[0]!) as [[{ Plan: { 'Plan Rows': number } }]];
    return plan[0].Plan['Plan Rows'];
  } catch (error) {
    throw new UnplannableError(messageOf(error), { cause: error });
  }
}

async function createOnEmptyHeaps(
  { db, files }: TwinSession,
  definition: IndexDefinition,
  name: string,
  heaps: readonly Heap[],
): Promise<readonly IndexRow[]> {
  // Rewriting a pg_class row makes the server let go of the file, of which it may remember several segments.
  await writeClassRows(db, heaps);
  try {
    for (const heap of heaps) files.setPages(heap.path, 0);
    const results = await db.exec(
      `${createIndexStatement(definition, name)};
       ${INDEX_ROWS(quoteQualified({ schema: definition.relation.schema, name }))};`,
    );
    const rows = results.at(-1)!.rows as IndexRow[];
    await db.exec(
      `UPDATE pg_index SET indisvalid = false WHERE indexrelid IN (${rows.map(({ oid }) => oid).join(', ')})`,
    );
    return rows;
  } catch (error) {
    throw new UnplannableError(messageOf(error), { cause: error });
  } finally {
    for (const heap of heaps) files.setPages(heap.path, heap.pages);
    // CREATE INDEX counted the rows of an empty table.
    await writeClassRows(db, heaps);
  }
}

const INDEX_ROWS = (index: string): string => `
  SELECT c.oid::int8 AS oid, n.nspname AS schema, c.relname AS name, pg_relation_filepath(c.oid) AS path,
         tn.nspname || '.' || t.relname AS heap
  FROM (SELECT '${index.replaceAll("'", "''")}'::regclass AS oid
        UNION SELECT relid FROM pg_partition_tree('${index.replaceAll("'", "''")}'::regclass)) AS family
  JOIN pg_class c ON c.oid = family.oid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_index i ON i.indexrelid = c.oid
  JOIN pg_class t ON t.oid = i.indrelid
  JOIN pg_namespace tn ON tn.oid = t.relnamespace`;
