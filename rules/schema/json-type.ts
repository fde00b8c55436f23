import { defineRule, found, ownTables, wordsOf } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/json-type',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A column has the type `json`, which keeps the text and has no equality.',
  consequence:
    'Each access parses the text again, no index reaches into it, and `DISTINCT`, `GROUP BY` and `UNION` fail on it.',
  action:
    'Use `jsonb`, unless the text must be kept byte for byte. The change rewrites the table, and loses the order of keys and all but the last of equal keys.',
  details: 'Columns whose name says that the text itself matters (raw, verbatim, signed, original) are left alone.',
  options: {},
  bad: { schema: 'CREATE TABLE event (id bigint PRIMARY KEY, payload json NOT NULL);' },
  good: { schema: 'CREATE TABLE event (id bigint PRIMARY KEY, payload jsonb NOT NULL, raw_payload json);' },

  *check(context) {
    for (const table of ownTables(context)) {
      for (const { name, baseType } of table.columns) {
        if (!/^json(?:\[\])?$/.test(baseType)) continue;
        if (wordsOf(name).some((word) => /^(?:raw|verbatim|signed|signature|original)$/.test(word))) continue;
        yield found(table, `${table.name}.${name} is json`, { columns: [name] });
      }
    }
  },
});
