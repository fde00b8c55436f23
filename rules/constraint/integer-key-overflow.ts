import {
  columnOf,
  defineRule,
  foreignKeysOf,
  found,
  greatestSeen,
  maximumOf,
  ownTables,
  sequenceOf,
} from '../../src/lint/contract.ts';
import type { Catalog, Column, Relation, RuleContext } from '../../src/lint/contract.ts';

const options = {
  /** Share of the numbers, 0 to 1. */
  maxUsed: 0.75,
};

export default defineRule({
  id: 'constraint/integer-key-overflow',
  severity: 'error',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A column that is filled from a sequence has used up most of the numbers that its type can hold.',
  consequence:
    'When they are gone, every insert fails with `integer out of range`, and mending that takes a rewrite of the table.',
  action:
    'Widen the column to `bigint` now: a new column kept by a trigger, backfilled, and swapped; the columns that refer to it first.',
  details:
    'The sequence’s last value, or the greatest value in the column’s statistics, against the greatest of the column’s type, whatever the sequence’s own type is. Foreign keys of a narrower type than the key that they refer to overflow first, and are reported on their own. Reported from `maxUsed` on. Where the role may not read the sequence, nothing is said.',
  options,
  bad: {
    schema: `CREATE TABLE visit (id bigint PRIMARY KEY, number integer NOT NULL GENERATED ALWAYS AS IDENTITY (MAXVALUE 2147483647));
SELECT setval('visit_number_seq', 1800000000);`,
  },
  good: {
    schema: `CREATE TABLE visit (id bigint PRIMARY KEY, number integer NOT NULL GENERATED ALWAYS AS IDENTITY);
SELECT setval('visit_number_seq', 18000);`,
  },

  *check(context) {
    for (const table of ownTables(context)) {
      for (const column of table.columns) {
        const limit = maximumOf(column.baseType);
        if (limit === undefined) continue;
        const last = greatest(context.catalog, table, column) ?? parentsLast(context, table, column);
        if (last === undefined || Number(last) / Number(limit) < context.options.maxUsed) continue;
        const percent = Math.floor((Number(last) / Number(limit)) * 100);
        yield found(table, `${table.name}.${column.name} has used ${percent} % of what ${column.baseType} can hold`, {
          columns: [column.name],
        });
      }
    }
  },
});

/** The last number given, of the sequence or as of the last ANALYZE. */
function greatest(catalog: Catalog, table: Relation, column: Column): bigint | undefined {
  const sequence = sequenceOf(catalog, table, column);
  if (!sequence || sequence.increment.startsWith('-')) return undefined;
  const seen = greatestSeen(catalog, column);
  const values = [
    ...(sequence.lastValue === null ? [] : [BigInt(sequence.lastValue)]),
    ...(seen === undefined ? [] : [seen]),
  ];
  return values.length === 0 ? undefined : values.reduce((a, b) => (a > b ? a : b));
}

/** A foreign key holds its parent's numbers; only a narrower type makes it overflow before the parent does. */
function parentsLast(
  context: Pick<RuleContext, 'catalog' | 'relation'>,
  table: Relation,
  column: Column,
): bigint | undefined {
  for (const { columns, references } of foreignKeysOf(table)) {
    const position = columns.indexOf(column.name);
    const parent = position < 0 ? undefined : context.relation(references.relation);
    const key = columnOf(parent, references.columns[position] ?? '');
    if (!parent || !key || (maximumOf(key.baseType) ?? 0n) <= (maximumOf(column.baseType) ?? 0n)) continue;
    return greatest(context.catalog, parent, key);
  }
  return undefined;
}
