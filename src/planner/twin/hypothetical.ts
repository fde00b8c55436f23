import type { ColumnStatistics, IndexDefinition, IndexKey, Relation } from '../../catalog/model.ts';
import { sameExpression } from '../../sql/expression.ts';
import { quoteLiteral, quoteQualified } from '../../sql/quote.ts';
import { UnplannableError, type WantedIndex } from '../engine.ts';
import { createIndexStatement } from '../index-ddl.ts';
import { CrashError } from './crash.ts';
import { PAGE_BYTES } from './files.ts';
import { pivotKeyBytes } from './pivot-key-bytes.ts';
import { messageOf } from './messages.ts';
import { setIndexPages, writeClassRows, type Stored } from './registry.ts';
import { keyOf } from './selection.ts';
import type { TwinSession } from './session.ts';
import { expressionRows, restoreStatistics, type StatisticsRow } from './statistics.ts';
import type { IndexOfTable } from './visibility.ts';

/** A what-if index as it stands in the twin: one pg_class row, or for a partitioned table one a partition and their parent. */
export interface BuiltIndex {
  readonly parts: readonly IndexOfTable[];
  /** `schema.name` of each. */
  readonly names: readonly string[];
}

interface IndexRow extends IndexOfTable {
  /** In the batch. */
  readonly position: number;
  readonly schema: string;
  readonly name: string;
  readonly path: string | null;
  readonly heap: string;
}

export interface IndexToBuild extends WantedIndex {
  /** Free in the schema of the relation. */
  readonly name: string;
}

/** Indexes made by one request: a longer text is not parsed faster, and one that fails is made again with each alone. */
const BATCH = 64;

/**
 * Creates indexes on tables whose files are empty for that moment, then gives each its size. They are left as if they
 * were being dropped, so that the planner does not know of them.
 * @returns for each what was built, or why the server refuses it
 */
export async function buildIndexes(
  session: TwinSession,
  wanted: readonly IndexToBuild[],
): Promise<readonly (BuiltIndex | UnplannableError)[]> {
  const results: (BuiltIndex | UnplannableError)[] = [];
  for (let start = 0; start < wanted.length; start += BATCH)
    results.push(...(await buildBatch(session, wanted.slice(start, start + BATCH))));
  return results;
}

async function buildBatch(
  session: TwinSession,
  batch: readonly IndexToBuild[],
): Promise<readonly (BuiltIndex | UnplannableError)[]> {
  try {
    return await buildTogether(session, batch);
  } catch (error) {
    if (!(error instanceof UnplannableError)) throw error;
    if (batch.length <= 1) return [error];
    const each = [];
    for (const one of batch) each.push(...(await buildBatch(session, [one])));
    return each;
  }
}

async function buildTogether(session: TwinSession, batch: readonly IndexToBuild[]): Promise<readonly BuiltIndex[]> {
  const byKey = new Map(session.relations.map((relation) => [keyOf(relation), relation]));
  const parts: (IndexToBuild & { readonly relation: Relation; readonly share: Shares })[] = [];
  const heaps = new Map<string, Heap>();
  for (const one of batch) {
    const relation = byKey.get(keyOf(one.definition.relation));
    if (!relation) throw new UnplannableError(`the twin has no table ${keyOf(one.definition.relation)}`);
    const own = heapsUnder(session, relation);
    parts.push({ ...one, relation, share: await sharesOf(session, one.definition, own) });
    for (const heap of own) heaps.set(keyOf(heap.relation), heap);
  }
  const rows = await createOnEmptyHeaps(session, batch, [...heaps.values()]);
  const stored: Stored[] = [];
  const built = parts.map(({ definition, sizeBytes, treeHeight, relation, share }, position): BuiltIndex => {
    const own = rows.filter((row) => row.position === position);
    const keyBytes = pivotKeyBytes(relation, definition);
    for (const row of own) {
      const { fraction, tuples } = share.get(row.heap) ?? { fraction: 0, tuples: 0 };
      const pages = row.path === null ? 0 : Math.max(1, Math.round((sizeBytes / PAGE_BYTES) * fraction));
      if (row.path !== null) setIndexPages(session.files, row.path, definition.method, pages, { keyBytes, treeHeight });
      stored.push({ oid: row.oid, path: row.path ?? '', analysedPages: pages, tuples, allVisiblePages: 0, pages });
    }
    return { parts: own.map(({ oid, table }) => ({ oid, table })), names: own.map(keyOf) };
  });
  await writeClassRows(session.db, stored);
  await restoreStatistics(session.db, await derivedRows(session, batch, rows, heaps));
  return built;
}

/** Statistics of the indexes' expressions, as ANALYZE would gather them: for a partitioned table, of each partition. */
async function derivedRows(
  { deriveStatistics }: TwinSession,
  batch: readonly IndexToBuild[],
  rows: readonly IndexRow[],
  heaps: ReadonlyMap<string, Heap>,
): Promise<StatisticsRow[]> {
  const derived: StatisticsRow[] = [];
  for (const row of rows) {
    const { keys } = batch[row.position]!.definition;
    const heap = heaps.get(row.heap);
    if (!heap || keys.every(({ expression }) => expression === null)) continue;
    const statistics = [];
    for (const key of keys)
      statistics.push(
        key.expression === null
          ? null
          : (measuredStatistics(heap.relation, key) ?? (await deriveStatistics(heap.relation, key, heap.tuples))),
      );
    derived.push(...expressionRows(row, statistics));
  }
  return derived;
}

/** Of an index of the server that has the same expression. */
function measuredStatistics({ indexes }: Relation, { expression }: IndexKey): ColumnStatistics | null {
  for (const { keys, predicate, expressionStatistics } of indexes) {
    if (predicate !== null) continue;
    const position = keys.findIndex((key) => key.expression !== null && sameExpression(key.expression, expression!));
    const statistics = expressionStatistics[position];
    if (statistics) return statistics;
  }
  return null;
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

type Shares = ReadonlyMap<string, { readonly fraction: number; readonly tuples: number }>;

/** By heap: its share of the whole index, and the rows of its part, which the predicate of a partial index may lessen. */
async function sharesOf({ db }: TwinSession, { predicate }: IndexDefinition, heaps: readonly Heap[]): Promise<Shares> {
  const tuples =
    predicate === null ? heaps.map((heap) => Math.max(heap.tuples, 0)) : await rowsOf(db, heaps, predicate);
  const weights = predicate === null ? heaps.map(({ pages }) => pages) : tuples;
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  return new Map(
    heaps.map(({ relation }, position) => [
      keyOf(relation),
      { tuples: tuples[position]!, fraction: whole > 0 ? weights[position]! / whole : 1 / heaps.length },
    ]),
  );
}

async function rowsOf(db: TwinSession['db'], heaps: readonly Heap[], predicate: string): Promise<readonly number[]> {
  try {
    const explains = heaps.map(
      ({ relation }) => `EXPLAIN (FORMAT JSON) SELECT FROM ONLY ${quoteQualified(relation)} WHERE ${predicate}`,
    );
    return (await db.exec(explains.join(';\n'))).map(({ rows }) => {
      const [plan] = Object.values(rows[0]!) as [[{ Plan: { 'Plan Rows': number } }]];
      return plan[0].Plan['Plan Rows'];
    });
  } catch (error) {
    throw refusal(error);
  }
}

async function createOnEmptyHeaps(
  { db, files }: TwinSession,
  batch: readonly IndexToBuild[],
  heaps: readonly Heap[],
): Promise<readonly IndexRow[]> {
  // Rewriting a pg_class row makes the server let go of the file, of which it may remember several segments.
  await writeClassRows(db, heaps);
  try {
    for (const heap of heaps) files.setPages(heap.path, 0);
    const statements = batch.map(({ definition, name }) => createIndexStatement(definition, name));
    const names = batch.map(({ definition, name }) => quoteQualified({ schema: definition.relation.schema, name }));
    const results = await db.exec(`${statements.join(';\n')};\n${indexRows(names)}`);
    const rows = results.at(-1)!.rows as IndexRow[];
    await db.exec(
      `UPDATE pg_index SET indislive = false WHERE indexrelid IN (${rows.map(({ oid }) => oid).join(', ')})`,
    );
    return rows;
  } catch (error) {
    throw refusal(error);
  } finally {
    for (const heap of heaps) files.setPages(heap.path, heap.pages);
    // CREATE INDEX counted the rows of an empty table.
    await writeClassRows(db, heaps);
  }
}

/** Of each index, and those of its table's partitions. */
function indexRows(names: readonly string[]): string {
  const values = names.map((name, position) => `(${position}, ${quoteLiteral(name)}::regclass)`);
  return `
    WITH wanted (position, index) AS (VALUES ${values.join(', ')}),
         family AS (SELECT position, index::oid AS oid FROM wanted
                    UNION SELECT position, tree.relid FROM wanted, LATERAL pg_partition_tree(index) AS tree)
    SELECT family.position, c.oid::int8 AS oid, i.indrelid::int8 AS table, n.nspname AS schema, c.relname AS name,
           pg_relation_filepath(c.oid) AS path, tn.nspname || '.' || t.relname AS heap
    FROM family
    JOIN pg_class c ON c.oid = family.oid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_index i ON i.indexrelid = c.oid
    JOIN pg_class t ON t.oid = i.indrelid
    JOIN pg_namespace tn ON tn.oid = t.relnamespace`;
}

function refusal(error: unknown): Error {
  return error instanceof CrashError ? error : new UnplannableError(messageOf(error), { cause: error });
}
