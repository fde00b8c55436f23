import {
  columnOf,
  defineRule,
  foreignKeysOf,
  found,
  identifyingIndexes,
  isUsable,
  listOf,
  ownTables,
} from '../../src/lint/contract.ts';
import type { Index, Relation } from '../../src/lint/contract.ts';

const options = {
  /** Report unique indexes on a single column that may be null, too. */
  singleColumn: false,
};

export default defineRule({
  id: 'constraint/nullable-unique-column',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A unique index over several columns has one that may be null, and nulls are distinct.',
  consequence:
    'Rows that agree in all the other columns are not duplicates as soon as that column is null: the index does not keep out what it seems to.',
  action:
    'Make the column NOT NULL, or say `NULLS NOT DISTINCT` (PostgreSQL 15), or add a partial unique index for the rows where it is null.',
  details:
    'One column alone that may be null (an optional email) is normal, and only reported with `singleColumn`. An index is left alone where its predicate, or a second unique index, speaks of the column’s nulls, and where all of its columns may be null. `recommended` reports it where the column refers to another table (a scope that may be missing), the index holds no other key whole, and is not one of several for a row that belongs to one of several parents; the rest, such as an optional name within a tenant, is left to `strict`.',
  options,
  bad: {
    schema:
      'CREATE TABLE setting (id bigint PRIMARY KEY, name text NOT NULL, tenant_id bigint, UNIQUE (name, tenant_id));',
  },
  good: {
    schema:
      'CREATE TABLE setting (id bigint PRIMARY KEY, name text NOT NULL, tenant_id bigint, UNIQUE NULLS NOT DISTINCT (name, tenant_id));',
  },

  *check(context) {
    for (const table of ownTables(context)) {
      for (const index of table.indexes) {
        if (!index.unique || index.primary || index.nullsNotDistinct || !isUsable(index)) continue;
        const keys = index.keys.flatMap(({ column }) => column ?? []);
        const nullable = keys.filter(
          (name) => columnOf(table, name)?.notNull === false && !isSpokenOf(table, index, name),
        );
        const isOptional = nullable.length === index.keys.length;
        if (nullable.length === 0 || (isOptional && !(index.keys.length === 1 && context.options.singleColumn)))
          continue;
        const isTaste = isUniqueAnyway(table, index) || isOneOfSeveral(table, index, nullable);
        yield found(
          table,
          `${index.name} of ${table.name} lets equal rows in where ${listOf(nullable, 'or')} is null`,
          {
            columns: keys,
            name: index.name,
            ...(isTaste || !nullable.some((name) => isReference(table, name)) ? { preset: 'strict' } : {}),
          },
        );
      }
    }
  },
});

/** A scope that may be null leaves its rows without one; an attribute that may be null (a user name in a tenant) is optional. */
function isReference(table: Relation, column: string): boolean {
  return foreignKeysOf(table).some(({ columns }) => columns.includes(column)) || /(?:_id|Id)$/.test(column);
}

/** It holds a whole key besides, and is there for what it finds. */
function isUniqueAnyway(table: Relation, { keys, oid }: Index): boolean {
  const names = keys.map(({ column }) => column);
  return identifyingIndexes(table).some(
    (other) => other.oid !== oid && other.keys.every(({ column }) => names.includes(column)),
  );
}

/** A row that belongs to one of several others: each of them has its unique index, with the same further columns. */
function isOneOfSeveral(table: Relation, index: Index, nullable: readonly string[]): boolean {
  const restOf = ({ keys }: Index) =>
    keys
      .flatMap(({ column }) => (column === null || columnOf(table, column)?.notNull === false ? [] : [column]))
      .sort()
      .join();
  return (
    nullable.length === 1 &&
    table.indexes.some(
      (other) =>
        other.unique &&
        other.oid !== index.oid &&
        other.keys.length === index.keys.length &&
        !other.keys.some(({ column }) => column === nullable[0]) &&
        restOf(other) === restOf(index),
    )
  );
}

function isSpokenOf(table: Relation, index: Index, column: string): boolean {
  return table.indexes.some(
    ({ unique, predicate, oid }) =>
      unique && predicate !== null && predicate.includes(column) && (oid === index.oid || / IS NULL/.test(predicate)),
  );
}
