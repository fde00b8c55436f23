import { defineRule, found, ownTables, primaryKeyOf } from '../../src/lint/contract.ts';

const options = {
  /** Tables with fewer columns besides the key are left alone. */
  minColumns: 2,
};

export default defineRule({
  id: 'table/all-nullable',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'Every column of a table but its primary key may be null.',
  consequence: 'A row that says nothing is as valid as a full one, and every reader has to expect it.',
  action: 'Decide which columns a row must have, and make those NOT NULL.',
  details: 'Generated columns do not count: their expression decides.',
  options,
  bad: { schema: 'CREATE TABLE person (id bigint PRIMARY KEY, name text, born date);' },
  good: { schema: 'CREATE TABLE person (id bigint PRIMARY KEY, name text NOT NULL, born date);' },

  *check(context) {
    for (const table of ownTables(context)) {
      const key = primaryKeyOf(table) ?? [];
      const others = table.columns.filter(({ name, generated }) => !key.includes(name) && generated === null);
      if (others.length < context.options.minColumns || others.some(({ notNull }) => notNull)) continue;
      yield found(table, `Every column of ${table.name}${key.length > 0 ? ' but its key' : ''} may be null`);
    }
  },
});
