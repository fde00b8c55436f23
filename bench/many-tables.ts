import type { Catalog, Relation, Sequence } from '../src/catalog/model.ts';
import { aCatalog, aTable, type ColumnSpec } from '../test/support/catalog-builder.ts';
import { aFunction, aPolicy, aSchema, aSequence, aTrigger, aUsage } from '../test/support/object-builder.ts';

const TAKEN_AT = '2026-01-31T00:00:00.000Z';
const COUNTING_SINCE = '2026-01-01T00:00:00.000Z';
const TABLES_A_SCHEMA = 200;
/** One table of so many is partitioned, a parent by inheritance, a child of one, or without a primary key. */
const RARE = 50;

/**
 * A catalog as a server has it after a month, with the given number of tables, each with five indexes, three foreign keys, a
 * serial column, statistics and usage counters; some partitioned, some inherited; beside them functions, triggers and policies.
 * What rules compare across the whole catalog (names, parents, owners, sequences) recurs in it.
 */
export function manyTables(count: number): Catalog {
  const numbers = Array.from({ length: count }, (_, number) => number);
  const relations = numbers.flatMap((number) => tablesOf(number, count));
  const catalog = aCatalog(...relations);
  return {
    ...catalog,
    takenAt: TAKEN_AT,
    database: { ...catalog.database, statsResetAt: COUNTING_SINCE, startedAt: COUNTING_SINCE },
    schemas: [...new Set(numbers.map(schemaOf))].map((name) => aSchema(name)),
    sequences: numbers.map(sequenceFor),
    functions: numbers
      .filter((number) => number % 5 === 0)
      .map((number) => aFunction(`touch_${number}`, { schema: schemaOf(number), returns: 'trigger' })),
  };
}

function tablesOf(number: number, count: number): readonly Relation[] {
  const table = tableOf(number, count);
  if (number % RARE === 1)
    return [{ ...table, inherits: [{ schema: schemaOf(number - 1), name: nameOf(number - 1) }] }];
  if (number % RARE !== 2) return [table];
  const parent = { schema: table.schema, name: table.name };
  const parts = ['2025', '2026'].map((year) => ({
    ...tableOf(number, count, `${table.name}_${year}`),
    partitionOf: {
      parent,
      bound: `FOR VALUES FROM ('${year}-01-01') TO ('${Number(year) + 1}-01-01')`,
      detachPending: false,
    },
  }));
  return [{ ...table, kind: 'partitioned-table', partitionKey: 'RANGE (created_at)' }, ...parts];
}

function tableOf(number: number, count: number, name = nameOf(number)): Relation {
  const schema = schemaOf(number);
  const columns: Record<string, string | ColumnSpec> = {
    id: {
      type: 'bigint',
      notNull: true,
      default: `nextval('${schema}.${nameOf(number)}_id_seq'::regclass)`,
      distinct: -1,
    },
    owner_id: { type: 'bigint', notNull: true, distinct: 900 },
    [`${nameOf((number * 7 + 1) % count)}_id`]: { type: 'bigint', distinct: -0.3, nullFraction: 0.2 },
    [`${nameOf((number * 11 + 3) % count)}_id`]: { type: 'bigint', distinct: -0.1 },
    kind: { type: 'text', distinct: 5, frequencies: [0.3, 0.3, 0.2, 0.1, 0.1] },
    state: { type: 'character varying(20)', distinct: 9 },
    created_at: { type: 'timestamp with time zone', notNull: true, distinct: -1 },
    amount: { type: 'numeric(12,2)', distinct: -0.5 },
    flag: { type: 'boolean', distinct: 2 },
    external_id: { type: 'uuid', distinct: -1 },
  };
  const [, , reference = ''] = Object.keys(columns);
  const usage = { scans: number % 3 === 0 ? 0 : 5000 + number, lastScanAt: null };
  const indexes = [
    { keys: ['owner_id'], usage },
    { keys: ['kind', 'created_at DESC'], usage },
    { keys: ['(lower(state))'], usage },
    // Every other table has the same index twice, or one that starts with another's columns.
    number % 2 === 0 ? { keys: ['kind'], usage } : { keys: ['owner_id'], name: `${name}_owner_again`, usage },
  ];
  const table = aTable(name, {
    schema,
    rows: 1_000 + (number % 40) * 5_000,
    columns,
    ...(number % RARE === 3 ? {} : { primaryKey: ['id'] }),
    indexes,
    foreignKeys: { owner_id: nameOf((number + 1) % TABLES_A_SCHEMA), [reference]: nameOf(number) },
    with: {
      usage: aUsage({
        sequentialScans: number,
        indexScans: 10_000,
        inserted: 40_000,
        updated: 5_000,
        liveTuples: 10_000,
      }),
    },
  });
  return {
    ...table,
    triggers: number % 5 === 0 ? [aTrigger('touch', { function: { schema, name: `touch_${number}` } })] : [],
    ...(number % 4 === 0
      ? { rowSecurity: { enabled: true, forced: false }, policies: [aPolicy('own'), aPolicy('all')] }
      : {}),
  };
}

const NOUNS = [
  'order',
  'invoice',
  'customer',
  'payment',
  'shipment',
  'account',
  'ticket',
  'document',
  'device',
  'contract',
];

/** Tables of the same name stand in many schemas, as they do in a database with a schema for each tenant. */
function nameOf(number: number): string {
  return `${NOUNS[number % NOUNS.length]}_${Math.floor(number / NOUNS.length) % (TABLES_A_SCHEMA / NOUNS.length)}`;
}

function schemaOf(number: number): string {
  return `tenant_${Math.floor(number / TABLES_A_SCHEMA)}`;
}

function sequenceFor(number: number): Sequence {
  const column = { schema: schemaOf(number), table: nameOf(number), column: 'id' };
  return aSequence(`${nameOf(number)}_id_seq`, {
    schema: column.schema,
    lastValue: '5000',
    ownedBy: column,
    usedBy: [column],
  });
}
