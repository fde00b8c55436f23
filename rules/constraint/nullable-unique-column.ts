import { columnOf, defineRule, found, isUsable, listOf, ownTables } from '../../src/lint/contract.ts';
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
    'One column alone that may be null (an optional email) is normal, and only reported with `singleColumn`. An index is left alone where its predicate, or a second unique index, speaks of the column’s nulls, and where all of its columns may be null.',
  options,
  bad: {
    schema: 'CREATE TABLE setting (id bigint PRIMARY KEY, name text NOT NULL, scope bigint, UNIQUE (name, scope));',
  },
  good: {
    schema:
      'CREATE TABLE setting (id bigint PRIMARY KEY, name text NOT NULL, scope bigint, UNIQUE NULLS NOT DISTINCT (name, scope));',
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
        yield found(table, `${index.name} of ${table.name} lets equal rows in where ${listOf(nullable)} is null`, {
          columns: keys,
          name: index.name,
        });
      }
    }
  },
});

function isSpokenOf(table: Relation, index: Index, column: string): boolean {
  return table.indexes.some(
    ({ unique, predicate, oid }) =>
      unique && predicate !== null && predicate.includes(column) && (oid === index.oid || / IS NULL/.test(predicate)),
  );
}
