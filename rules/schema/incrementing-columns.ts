import { defineRule, found, listOf, ownTables } from '../../src/lint/contract.ts';

const options = {
  minColumns: 3,
};

export default defineRule({
  id: 'schema/incrementing-columns',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A table has numbered columns, such as `phone1`, `phone2`, `phone3`. A policy: off unless there is one.',
  consequence:
    'Every query lists them all, the next one needs a migration, and nothing keeps a gap or a duplicate out.',
  action: 'Move them into a table of their own, one row each, or into an array.',
  details:
    'Two are common and harmless (`address1`, `address2`): reported from `minColumns` columns on whose names differ only in the number at the end.',
  options,
  bad: { schema: 'CREATE TABLE person (id bigint PRIMARY KEY, phone1 text, phone2 text, phone3 text);' },
  good: { schema: 'CREATE TABLE person (id bigint PRIMARY KEY, address1 text, address2 text, sha256 text);' },

  *check(context) {
    for (const table of ownTables(context)) {
      const groups = new Map<string, string[]>();
      for (const { name } of table.columns) {
        const base = /^(\D+)\d+$/.exec(name)?.[1];
        if (base !== undefined) groups.set(base, [...(groups.get(base) ?? []), name]);
      }
      for (const columns of groups.values()) {
        if (columns.length < context.options.minColumns) continue;
        yield found(table, `${listOf(columns)} of ${table.name} are one thing, numbered`, { columns });
      }
    }
  },
});
