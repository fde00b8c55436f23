import { defineRule, found, foreignKeysOf, ownTables } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'constraint/fk-missing-on-delete',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary:
    'A foreign key does not say what becomes of its rows when the parent is deleted. A policy: off unless each key is to say it.',
  consequence: 'The default, NO ACTION, makes the deletion fail. Nobody can tell whether that was meant or forgotten.',
  action: 'Decide, and write it down: `ON DELETE CASCADE`, `SET NULL`, `SET DEFAULT` or `RESTRICT`.',
  options: {},
  bad: {
    schema: `CREATE TABLE author (id bigint PRIMARY KEY);
CREATE TABLE book (id bigint PRIMARY KEY, author_id bigint NOT NULL REFERENCES author);
CREATE INDEX ON book (author_id);`,
  },
  good: {
    schema: `CREATE TABLE author (id bigint PRIMARY KEY);
CREATE TABLE book (id bigint PRIMARY KEY, author_id bigint NOT NULL REFERENCES author ON DELETE RESTRICT);
CREATE INDEX ON book (author_id);`,
  },

  *check(context) {
    for (const table of ownTables(context)) {
      for (const { name, columns, references } of foreignKeysOf(table)) {
        if (references.onDelete !== 'no action') continue;
        yield found(table, `${name} of ${table.name} has no ON DELETE action`, { columns, name });
      }
    }
  },
});
