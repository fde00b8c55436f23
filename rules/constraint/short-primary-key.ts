import {
  columnOf,
  defineRule,
  foreignKeysOf,
  found,
  maximumOf,
  ownTables,
  primaryKeyOf,
  sequenceOf,
} from '../../src/lint/contract.ts';

const options = {
  /** Fewer rows than this are a dictionary. */
  minRows: 1000,
};

export default defineRule({
  id: 'constraint/short-primary-key',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A primary key that counts up is an `integer` or `smallint`.',
  consequence:
    'At 2,147,483,647 (32,767) every insert fails, numbers that rollbacks and conflicts used up included. Widening the key then rewrites the table and all that refer to it, under a lock.',
  action:
    'Make new keys `bigint`. Widen an existing one while it is small: a new column kept by a trigger, backfilled, and swapped; columns that refer to it first.',
  details:
    'An error when more than half of the numbers are used. A `smallint` key without a sequence or identity is a code that somebody gives, and is left alone, and so is a key that refers to another table, and a table that the statistics say has fewer than `minRows` rows, of which no more than a thousandth of the numbers were ever given.',
  options,
  bad: { schema: 'CREATE TABLE visit (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, page text NOT NULL);' },
  good: { schema: 'CREATE TABLE visit (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, page text NOT NULL);' },

  *check(context) {
    for (const table of ownTables(context)) {
      const [name = '', ...more] = primaryKeyOf(table) ?? [];
      const column = columnOf(table, name);
      const limit = maximumOf(column?.baseType ?? '');
      if (!column || more.length > 0 || limit === undefined || column.baseType === 'bigint') continue;
      if (foreignKeysOf(table).some(({ columns }) => columns.includes(name))) continue;
      const sequence = sequenceOf(context.catalog, table, column);
      const isCounted =
        sequence !== undefined || column.identity !== null || column.default?.startsWith('nextval(') === true;
      if (!isCounted && column.baseType === 'smallint') continue;
      const used = Number(sequence?.lastValue ?? 0) / Number(limit);
      const rows = context.rows(table);
      if (rows !== null && rows > 0 && rows < context.options.minRows && used < 0.001) continue;
      yield found(table, `The primary key ${table.name}.${name} is ${column.type}`, {
        columns: [name],
        ...(used > 0.5 ? { severity: 'error' } : isCounted ? {} : { severity: 'info' }),
        ...(used >= 0.01 ? { notes: [`${Math.round(used * 100)} % of its numbers are used`] } : {}),
      });
    }
  },
});
