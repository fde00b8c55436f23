import {
  columnOf,
  defineRule,
  foreignKeysOf,
  found,
  listOf,
  ownTables,
  primaryKeyOf,
} from '../../src/lint/contract.ts';

export default defineRule({
  id: 'constraint/natural-primary-key',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary:
    'The primary key is made of what the row is about, and not of a number or UUID of its own. A policy: off unless there is one.',
  consequence:
    'When the value changes, everything that refers to it changes too, and every reference and index repeats it.',
  action: 'Add an identity column as the primary key, and keep the columns as a unique constraint.',
  details:
    'Text, dates and numbers with decimals in the key, or several columns of which one is no foreign key. Join tables, and tables of at most 1,000 rows with a single text column as the key (dictionaries), are left alone.',
  options: {},
  bad: { schema: 'CREATE TABLE book (isbn text PRIMARY KEY, title text NOT NULL);' },
  good: { schema: 'CREATE TABLE book (id bigint PRIMARY KEY, isbn text NOT NULL UNIQUE, title text NOT NULL);' },

  *check(context) {
    for (const table of ownTables(context)) {
      const primary = primaryKeyOf(table);
      if (primary === null) continue;
      const keys = new Set(foreignKeysOf(table).flatMap(({ columns }) => columns));
      const natural = primary.filter(
        (name) => !keys.has(name) && !SURROGATE.test(columnOf(table, name)?.baseType ?? ''),
      );
      const rows = context.rows(table);
      const isDictionary = primary.length === 1 && rows !== null && rows > 0 && rows <= 1000;
      const isComposite = primary.length > 1 && !primary.every((name) => keys.has(name));
      if ((natural.length === 0 && !isComposite) || isDictionary) continue;
      yield found(table, `The primary key of ${table.name} is ${listOf(primary)}, which the row is about`, {
        columns: primary,
      });
    }
  },
});

const SURROGATE = /^(?:smallint|integer|bigint|uuid)$/;
