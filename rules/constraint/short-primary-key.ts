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
import type { Catalog, Column, Relation, Sequence } from '../../src/lint/contract.ts';

const options = {
  /** Fewer rows than this are a dictionary. */
  minRows: 1000,
  /** Share of the numbers that must be gone for it to be more than a matter of taste (postgres-checkup's L003 begins there). */
  minUsed: 0.1,
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
    'An error when more than half of the numbers are used. A `smallint` key without a sequence or identity is a code that somebody gives, and is left alone, and so is a key that refers to another table, and a table that the statistics say has fewer than `minRows` rows, of which no more than a thousandth of the numbers were ever given. `recommended` reports it where `minUsed` of the numbers are gone, and where most other keys that count up are `bigint`, so that this one is an oversight: whether a table will ever see two thousand million rows, its schema does not say.',
  options,
  bad: { schema: 'CREATE TABLE visit (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, page text NOT NULL);' },
  good: { schema: 'CREATE TABLE visit (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, page text NOT NULL);' },

  *check(context) {
    const keys = ownTables(context).flatMap((table) => countedKey(context.catalog, table) ?? []);
    const counted = keys.filter((key) => key.isCounted);
    const long = counted.filter(({ column }) => column.baseType === 'bigint').length;
    const isException = long > counted.length - long;
    for (const { table, column, sequence, isCounted } of keys) {
      const limit = maximumOf(column.baseType);
      if (limit === undefined || column.baseType === 'bigint') continue;
      if (!isCounted && column.baseType === 'smallint') continue;
      const used = Number(sequence?.lastValue ?? 0) / Number(limit);
      const rows = context.rows(table);
      if (rows !== null && rows > 0 && rows < context.options.minRows && used < 0.001) continue;
      const isTaste = used < context.options.minUsed && !(isCounted && isException);
      yield found(table, `The primary key ${table.name}.${column.name} is ${column.type}`, {
        columns: [column.name],
        ...(used > 0.5 ? { severity: 'error' } : isCounted ? {} : { severity: 'info' }),
        ...(isTaste ? { preset: 'strict' } : {}),
        ...(used >= 0.01 ? { notes: [`${Math.round(used * 100)} % of its numbers are used`] } : {}),
      });
    }
  },
});

interface Key {
  readonly table: Relation;
  readonly column: Column;
  readonly sequence: Sequence | undefined;
  /** By a sequence, an identity or a default. */
  readonly isCounted: boolean;
}

/** The one column of the primary key that refers to no other table. */
function countedKey(catalog: Catalog, table: Relation): Key | undefined {
  const [name = '', ...more] = primaryKeyOf(table) ?? [];
  const column = columnOf(table, name);
  if (!column || more.length > 0 || foreignKeysOf(table).some(({ columns }) => columns.includes(name)))
    return undefined;
  const sequence = sequenceOf(catalog, table, column);
  const isCounted =
    sequence !== undefined || column.identity !== null || column.default?.startsWith('nextval(') === true;
  return { table, column, sequence, isCounted };
}
