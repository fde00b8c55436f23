import type { Catalog, Column, ObjectName, Relation, UserFunction } from '../catalog/model.ts';
import type { AnalyzedQuery } from '../lint/contract.ts';
import type { Predicate } from '../sql/model.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import { createNames } from '../sql/shape/names.ts';
import { conditionKey, isOneOfMany, isTimeRange, recurringConditions } from './recurrence.ts';
import { nameKey, relationTree } from './relation-tree.ts';

export interface CandidateOptions {
  /** Key columns. */
  readonly maxIndexColumns: number;
  /** With a budget the storage says how wide an index may be, and more columns may be included. */
  readonly storageBudgetBytes?: number | null;
  /**
   * Included columns that make an index-only scan possible; 3 when left out, 8 with a budget. Past that an index is a second copy of the
   * table: each included column ends HOT updates of it and is one more reason for the index to be rewritten.
   */
  readonly maxIncludedColumns?: number;
  /** Bytes of included columns in an entry; 48 when left out: about as much again as a key, tuple header and item pointer; 120 with a budget. */
  readonly maxIncludedBytes?: number;
  /** Pages of a table from which BRIN is tried; 128 MB when left out, where a btree begins to be a burden, and 8 MB with a budget that it may not fit. */
  readonly minBrinPages?: number;
}

/** What candidates depend on beyond one use of one relation, indexed once for the whole workload. */
export interface CandidateContext extends Required<Omit<CandidateOptions, 'storageBudgetBytes'>> {
  /** Whether all indexes together have a size to keep within. */
  readonly isBudgeted: boolean;
  readonly functions: readonly UserFunction[];
  readonly serverVersionNum: number;
  /** Whether strings sort by byte, so that LIKE 'abc%' can use an ordinary btree. */
  readonly sortsByByte: (column: Column) => boolean;
  /** `public.gin_trgm_ops` where pg_trgm is installed, else null. */
  readonly trigramClass: string | null;
  /** The partitioned table at the top, for a partition; otherwise the relation itself. */
  readonly topmost: (relation: Relation) => Relation;
  /** Leaves of a partitioned table; empty for others. */
  readonly leaves: (relation: Relation) => readonly Relation[];
  /** Calls of the workload that compare the column, or expression, with a constant or another relation for equality. */
  readonly equalityCalls: (relation: ObjectName, key: string) => number;
  /** Whether the workload's updates set the column often enough to matter. */
  readonly updatedOften: (relation: ObjectName, column: string) => boolean;
  /** Whether a constant predicate is more than one execution's value, so that a partial index may be made for it. */
  readonly recurs: (relation: Relation, predicate: Predicate) => boolean;
}

/** An updated column counts when at least one call in ten on its table sets it: HOT updates are lost for each of those. */
const OFTEN = 0.1;

export function candidateContext(
  catalog: Catalog,
  queries: readonly AnalyzedQuery[],
  options: CandidateOptions,
): CandidateContext {
  const tree = relationTree(catalog);
  const counts = countUses(queries);
  const isBudgeted = (options.storageBudgetBytes ?? null) !== null;
  let recurring: ReadonlySet<string> | undefined;
  const trigram = catalog.extensions.find(({ name }) => name === 'pg_trgm');

  return {
    maxIndexColumns: options.maxIndexColumns,
    maxIncludedColumns: options.maxIncludedColumns ?? (isBudgeted ? 8 : 3),
    maxIncludedBytes: options.maxIncludedBytes ?? (isBudgeted ? 120 : 48),
    minBrinPages: options.minBrinPages ?? (isBudgeted ? 1024 : 16_384),
    isBudgeted,
    functions: catalog.functions,
    serverVersionNum: catalog.database.serverVersionNum,
    sortsByByte: (column) => sortsByByte(catalog, column),
    trigramClass: trigram ? `${quoteIdentifier(trigram.schema)}.gin_trgm_ops` : null,
    topmost: (relation) => tree.topmost(relation),
    leaves: (relation) => tree.leaves(relation),
    equalityCalls: (relation, key) => counts.equality.get(`${nameKey(relation)} ${key}`) ?? 0,
    updatedOften: (relation, column) => {
      const all = counts.calls.get(nameKey(relation)) ?? 0;
      return (counts.updates.get(`${nameKey(relation)} ${column}`) ?? 0) > all * OFTEN;
    },
    recurs: (relation, predicate) => {
      recurring ??= recurringConditions(queries, createNames(catalog));
      if (isTimeRange(relation, predicate) || isOneOfMany(relation, predicate)) return false;
      return recurring.has(conditionKey(relation, predicate));
    },
  };
}

function countUses(queries: readonly AnalyzedQuery[]) {
  const equality = new Map<string, number>();
  const updates = new Map<string, number>();
  const calls = new Map<string, number>();
  for (const query of queries) {
    for (const use of query.shape.relations) {
      const name = nameKey(use.relation);
      add(calls, name, query.calls);
      const compared = [
        ...use.predicates.filter(({ kind }) => kind === 'equality' || kind === 'in'),
        ...use.joins.filter(({ operator }) => operator === '='),
      ].map(({ column, expression }) => column ?? expression ?? '');
      for (const key of new Set(compared)) add(equality, `${name} ${key}`, query.calls);
      if (query.shape.kind !== 'update' && query.shape.kind !== 'merge') continue;
      for (const column of use.columnsWritten) add(updates, `${name} ${column}`, query.calls);
    }
  }
  return { equality, updates, calls };
}

/** like_support.c: a prefix becomes a range only where the collation's order is the bytes' (C, POSIX, builtin C). */
function sortsByByte({ database }: Catalog, column: Column): boolean {
  const collation = column.collation?.name;
  if (collation !== undefined && collation !== 'default')
    return ['C', 'POSIX', 'ucs_basic', 'pg_c_utf8'].includes(collation);
  if (database.localeProvider === 'i') return false;
  if (database.localeProvider === 'b')
    return ['C', 'C.UTF-8'].includes(database.collate) || database.icuLocale === 'C.UTF-8';
  return database.collate === 'C' || database.collate === 'POSIX';
}

function add(counts: Map<string, number>, key: string, amount: number): void {
  counts.set(key, (counts.get(key) ?? 0) + amount);
}
