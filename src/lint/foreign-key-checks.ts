import { rowWritesOf } from '../advisor/write-cost/writes.ts';
import { relationFacts, type RelationFacts } from '../advisor/relations.ts';
import type { Catalog, Constraint, ObjectName, Relation } from '../catalog/model.ts';
import { quoteIdentifier, quoteQualified } from '../sql/quote.ts';
import type { RelationUse } from '../sql/model.ts';
import { shapeOf, type CatalogNames } from '../sql/shape.ts';
import type { AnalyzedQuery } from './contract.ts';
import { foreignKeyCover } from './foreign-key-cover.ts';
import { foreignKeysOf, nameKey, type ForeignKey } from './relation-facts.ts';

/** The statement that the server runs on the referring table for each row that is deleted, or given another key, in the one referred to. */
export interface ForeignKeyCheck {
  readonly relation: ObjectName;
  readonly constraint: string;
  /** Of the referring table, in constraint order. */
  readonly columns: readonly string[];
  readonly event: 'deleted' | 'updated';
  /** As a query of the workload that is asked once for each such row. Its fingerprint is none of the parser's. */
  readonly query: AnalyzedQuery;
}

/** Cascades that are followed: what a delete sets off further on is a guess upon guesses. */
const MOST_CASCADES = 5;

/**
 * The checks of all foreign keys without an index. How often they run is what the workload deletes and re-keys, with what
 * ON DELETE CASCADE deletes further on; where it shows no write at all, what the server's counters have deleted in the
 * workload's time, or since their reset where there is no workload.
 */
export function foreignKeyChecks(
  catalog: Catalog,
  queries: readonly AnalyzedQuery[],
  names: CatalogNames,
): readonly ForeignKeyCheck[] {
  const facts = relationFacts(catalog, queries);
  const writes = parentWrites(catalog, queries, facts);
  return catalog.relations.flatMap((relation) =>
    foreignKeysOf(relation).flatMap((key) => {
      if (!key.enforced || key.columns.length === 0 || !isStored(relation)) return [];
      const deleted = writes.deleted(key.references.relation);
      const updated = writes.updated(key.references.relation, key.references.columns);
      if (Math.round(deleted) + Math.round(updated) === 0 || foreignKeyCover(catalog, relation, key) !== 'none')
        return [];
      return [
        ...checkOf(relation, key, 'deleted', deleted, names),
        ...checkOf(relation, key, 'updated', updated, names),
      ];
    }),
  );
}

function isStored({ kind }: Relation): boolean {
  return kind === 'table' || kind === 'partitioned-table';
}

function parentWrites(catalog: Catalog, queries: readonly AnalyzedQuery[], facts: RelationFacts) {
  const sawWrites = queries.some(({ shape }) => shape.relations.some((use) => rowWritesOf(shape, use).length > 0));
  const keyOf = (name: ObjectName) => nameKey(facts.topmost(name));
  /** A MERGE does not tell which rows it did what to. */
  const shareOf = ({ shape }: AnalyzedQuery, use: RelationUse) => 1 / rowWritesOf(shape, use).length;
  const rowsOf = (isSuch: (query: AnalyzedQuery, use: RelationUse) => boolean) =>
    queries.reduce((sum, query) => {
      const shares = query.shape.relations.map((use) =>
        use.role === 'target' && isSuch(query, use) ? shareOf(query, use) : 0,
      );
      return sum + (query.rows ?? query.calls) * Math.max(0, ...shares);
    }, 0);
  const counted = (name: ObjectName): number => {
    const relation = facts.find(name);
    if (!relation) return 0;
    if (queries.length > 0) return facts.writes(relation)?.deleted ?? 0;
    return [relation, ...facts.leaves(relation)].reduce((sum, { usage }) => sum + (usage?.deleted ?? 0), 0);
  };
  function deleted(name: ObjectName, depth = 0): number {
    if (!sawWrites) return counted(name);
    const key = keyOf(name);
    const own = rowsOf((query, use) => rowWritesOf(query.shape, use).includes('delete') && keyOf(use.relation) === key);
    const relation = facts.find(name);
    if (!relation || depth >= MOST_CASCADES) return own;
    const cascades = foreignKeysOf(relation).filter(
      ({ references }) => references.onDelete === 'cascade' && keyOf(references.relation) !== key,
    );
    return cascades.reduce((sum, foreignKey) => {
      const parent = facts.find(foreignKey.references.relation);
      const each = parent ? rowsReferring(facts, relation, foreignKey) / Math.max(1, facts.rows(parent)) : 0;
      return sum + deleted(foreignKey.references.relation, depth + 1) * each;
    }, own);
  }
  return {
    deleted: (name: ObjectName) => deleted(name),
    /** No counter tells which columns were set. */
    updated: (name: ObjectName, columns: readonly string[]) =>
      rowsOf(
        (query, use) =>
          rowWritesOf(query.shape, use).includes('update') &&
          keyOf(use.relation) === keyOf(name) &&
          use.columnsWritten.some((column) => columns.includes(column)),
      ),
  };
}

function rowsReferring(facts: RelationFacts, relation: Relation, { columns }: Constraint): number {
  const column = relation.columns.find(({ name }) => name === columns[0]);
  const nullFraction = (column?.inheritedStatistics ?? column?.statistics)?.nullFraction ?? 0;
  return facts.rows(relation) * (1 - nullFraction);
}

function checkOf(
  relation: Relation,
  key: ForeignKey,
  event: ForeignKeyCheck['event'],
  rows: number,
  names: CatalogNames,
): readonly ForeignKeyCheck[] {
  const calls = Math.round(rows);
  if (calls === 0) return [];
  const sql = checkSql(relation, key, event);
  const fingerprint = `foreign-key:${nameKey(relation)}:${key.name}:${event}`;
  const query: AnalyzedQuery = {
    fingerprint, sql, calls, totalMs: 0, minMs: null, maxMs: null, rows: null, samples: [], shape: shapeOf(sql, names),
  }; // prettier-ignore
  return [
    {
      relation: { schema: relation.schema, name: relation.name },
      constraint: key.name,
      columns: key.columns,
      event,
      query,
    },
  ];
}

/** ri_triggers.c: RI_FKey_noaction, RI_FKey_restrict, RI_FKey_cascade_del, RI_FKey_cascade_upd, ri_set. */
function checkSql(relation: Relation, { columns, references }: ForeignKey, event: ForeignKeyCheck['event']): string {
  const table = `${relation.kind === 'partitioned-table' ? '' : 'ONLY '}${quoteQualified(relation)}`;
  const matches = (first: number) =>
    columns.map((column, position) => `${quoteIdentifier(column)} = $${first + position}`).join(' AND ');
  const action = event === 'deleted' ? references.onDelete : references.onUpdate;
  switch (action) {
    case 'no action':
    case 'restrict':
      return `SELECT 1 FROM ${table} x WHERE ${matches(1)} FOR KEY SHARE OF x`;
    case 'cascade': {
      if (event === 'deleted') return `DELETE FROM ${table} WHERE ${matches(1)}`;
      const set = columns.map((column, position) => `${quoteIdentifier(column)} = $${position + 1}`).join(', ');
      return `UPDATE ${table} SET ${set} WHERE ${matches(columns.length + 1)}`;
    }
    case 'set null':
    case 'set default': {
      const value = action === 'set null' ? 'NULL' : 'DEFAULT';
      const set = columns.map((column) => `${quoteIdentifier(column)} = ${value}`).join(', ');
      return `UPDATE ${table} SET ${set} WHERE ${matches(1)}`;
    }
  }
}
