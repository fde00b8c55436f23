import { columnOf, defineRule, found, foreignKeysOf, ownTables } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'constraint/fk-nullable',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'The column of a foreign key may be null. A policy: off unless every reference is to be required.',
  consequence:
    'Rows without a parent are possible, and each query that joins the parent must decide between an inner and an outer join.',
  action:
    'Backfill the column and make it NOT NULL where each row has a parent; leave it where the relation is optional.',
  options: {},
  bad: {
    schema: `CREATE TABLE author (id bigint PRIMARY KEY);
CREATE TABLE book (id bigint PRIMARY KEY, author_id bigint REFERENCES author);
CREATE INDEX ON book (author_id);`,
  },
  good: {
    schema: `CREATE TABLE author (id bigint PRIMARY KEY);
CREATE TABLE book (id bigint PRIMARY KEY, author_id bigint NOT NULL REFERENCES author);
CREATE INDEX ON book (author_id);`,
  },

  *check(context) {
    for (const table of ownTables(context)) {
      for (const { name, columns } of foreignKeysOf(table)) {
        const [column = ''] = columns;
        if (columns.length !== 1 || columnOf(table, column)?.notNull !== false) continue;
        yield found(table, `${table.name}.${column} is a foreign key that may be null`, { columns, name });
      }
    }
  },
});
