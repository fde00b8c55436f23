import { defineRule, found, ownTables } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/char-type',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A column has the type `char(n)`, which pads each value with blanks.',
  consequence:
    'The blanks take space, get lost in some functions and count in others, and comparisons with `text` surprise. It is no faster than `text`.',
  action:
    'Use `text`, with a CHECK on the length where it matters. Changing the type rewrites the table, so do it through a new column where it is large.',
  details:
    '`char` without a length is `char(1)`. PostgreSQL’s internal type `"char"` is another and is fine. Types under domains and of array elements count.',
  options: {},
  bad: { schema: 'CREATE TABLE country (id bigint PRIMARY KEY, iso char(2) NOT NULL);' },
  good: { schema: 'CREATE TABLE country (id bigint PRIMARY KEY, iso text NOT NULL CHECK (length(iso) = 2));' },

  *check(context) {
    for (const table of ownTables(context)) {
      for (const { name, type, baseType } of table.columns) {
        if (!/^(?:character|bpchar)(?:\[\])?$/.test(baseType)) continue;
        yield found(table, `${table.name}.${name} is ${type}, padded with blanks`, { columns: [name] });
      }
    }
  },
});
