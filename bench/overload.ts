import type { Catalog, Relation } from '../src/catalog/model.ts';
import type { Workload, WorkloadQuery } from '../src/workload/model.ts';
import { aCatalog, aTable, type ColumnSpec } from '../test/support/catalog-builder.ts';
import { keyed } from './keyed.ts';

/** More than an advisor can look at in its time: a catalog and what it is asked. */
export interface Overload {
  readonly catalog: Catalog;
  readonly workload: Workload;
}

const LONGEST_STATEMENT_MS = 3_600_000;

/** 25 tables of a million rows, and so many statements, each with other columns. */
export function manyStatements(count: number): Overload {
  const random = linearCongruential(11);
  const tables = Array.from({ length: 25 }, (_, number) => plainTable(`table_${number}`, 24, 1_000_000));
  const statements = distinctOf(count, () => {
    const table = tables[random(tables.length)]!;
    const own = columnsOf(table, 1 + random(3), random);
    const tests = own.map((column, position) => `a.${column} ${position === 2 ? '>' : '='} $${position + 1}`);
    const shown = columnsOf(table, 2, random).map((column) => `a.${column}`);
    const order = random(3) === 0 ? ` ORDER BY a.${columnsOf(table, 1, random)[0]} LIMIT 20` : '';
    if (random(3) > 0) return `SELECT ${shown.join(', ')} FROM ${table.name} a WHERE ${tests.join(' AND ')}${order}`;
    const other = tables[random(tables.length)]!;
    const join = `JOIN ${other.name} b ON b.${columnsOf(other, 1, random)[0]} = a.id`;
    return `SELECT ${shown.join(', ')} FROM ${table.name} a ${join} WHERE ${tests.join(' AND ')}${order}`;
  });
  return { catalog: keyed(aCatalog(...tables)), workload: workloadOf(statements) };
}

/** Tables of as many columns as PostgreSQL allows, asked for a few of them at a time. */
export function wideTables(tables: number, columns: number, count: number): Overload {
  const random = linearCongruential(13);
  const relations = Array.from({ length: tables }, (_, number) => plainTable(`wide_${number}`, columns - 1, 500_000));
  const statements = distinctOf(count, () => {
    const table = relations[random(tables)]!;
    const tests = columnsOf(table, 1 + random(6), random).map((column, position) => `${column} = $${position + 1}`);
    const shown = random(4) === 0 ? ['*'] : columnsOf(table, 1 + random(20), random);
    return `SELECT ${shown.join(', ')} FROM ${table.name} WHERE ${tests.join(' AND ')}`;
  });
  return { catalog: keyed(aCatalog(...relations)), workload: workloadOf(statements) };
}

/** Hundreds of tables, each with statements of many conditions: tens of thousands of possible indexes. */
export function manyCandidates(tables: number, count: number): Overload {
  const random = linearCongruential(17);
  const relations = Array.from({ length: tables }, (_, number) => plainTable(`table_${number}`, 20, 200_000));
  const statements = distinctOf(count, () => {
    const table = relations[random(tables)]!;
    const tests = columnsOf(table, 4 + random(4), random).map(
      (column, position) => `${column} ${position > 2 ? '>' : '='} $${position + 1}`,
    );
    const [order, also] = columnsOf(table, 2, random);
    return `SELECT ${columnsOf(table, 3, random).join(', ')} FROM ${table.name} WHERE ${tests.join(' AND ')} ORDER BY ${order}, ${also} LIMIT 10`;
  });
  return { catalog: keyed(aCatalog(...relations)), workload: workloadOf(statements) };
}

/**
 * Joins of up to 20 tables, all by the same key, on a server that was told to try every order of them: planning takes
 * the server itself minutes.
 */
export function slowJoins(count: number): Overload {
  const random = linearCongruential(19);
  const tables = Array.from({ length: 20 }, (_, number) => plainTable(`part_${number}`, 12, 100_000 * (number + 1)));
  const statements = distinctOf(count, () => {
    const width = 10 + random(11);
    const chosen = tables.slice(0, width);
    const joins = chosen.slice(1).map(({ name }) => `JOIN ${name} ON ${name}.c1 = part_0.c1`);
    const tests = chosen.map(({ name }, position) => `${name}.c${2 + random(10)} = $${position + 1}`);
    return `SELECT count(*) FROM part_0 ${joins.join(' ')} WHERE ${tests.join(' AND ')}`;
  });
  const limits = { join_collapse_limit: '100', from_collapse_limit: '100', geqo: 'off', geqo_threshold: '100' };
  const settings = Object.fromEntries(
    Object.entries(limits).map(([name, value]) => [name, { value, unit: null, source: 'configuration file' }]),
  );
  return { catalog: { ...keyed(aCatalog(...tables)), settings }, workload: workloadOf(statements) };
}

/** One table in so many partitions, which most statements read all of. */
export function manyPartitions(partitions: number, count: number): Overload {
  const random = linearCongruential(23);
  const parent = plainTable('event', 12, 0);
  const parts = Array.from({ length: partitions }, (_, number): Relation => {
    const part = plainTable(`event_${number}`, 12, 50_000);
    const bound = `FOR VALUES FROM ('${number * 1000}') TO ('${(number + 1) * 1000}')`;
    const partitionOf = { parent: { schema: 'public', name: 'event' }, bound, detachPending: false };
    return { ...part, partitionOf };
  });
  const statements = distinctOf(count, () => {
    const tests = columnsOf(parent, 1 + random(3), random).map((column, position) => `${column} = $${position + 1}`);
    return `SELECT ${columnsOf(parent, 2, random).join(', ')} FROM event WHERE ${tests.join(' AND ')}`;
  });
  const partitioned: Relation = { ...parent, kind: 'partitioned-table', partitionKey: 'RANGE (id)' };
  return { catalog: keyed(aCatalog(partitioned, ...parts)), workload: workloadOf(statements) };
}

function plainTable(name: string, columns: number, rows: number): Relation {
  const specs = Array.from({ length: columns }, (_, number): [string, ColumnSpec] => [
    `c${number + 1}`,
    { type: number % 3 === 2 ? 'text' : 'integer', distinct: number % 4 === 0 ? -0.1 : 20 * (number + 1) },
  ]);
  return aTable(name, {
    rows,
    columns: { id: { type: 'bigint', notNull: true, distinct: -1 }, ...Object.fromEntries(specs) },
    primaryKey: ['id'],
  });
}

function columnsOf({ columns }: Relation, count: number, random: (below: number) => number): readonly string[] {
  const chosen = new Set<string>();
  while (chosen.size < count) chosen.add(columns[1 + random(columns.length - 1)]!.name);
  return [...chosen];
}

function distinctOf(count: number, make: () => string): readonly string[] {
  const made = new Set<string>();
  for (let tries = 0; made.size < count && tries < 20 * count; tries++) made.add(make());
  return [...made];
}

/** The first takes most of the time, the second half as much, the third a third (Zipf's law). */
function workloadOf(statements: readonly string[]): Workload {
  const queries = statements.map((sql, position): WorkloadQuery => ({
    fingerprint: position.toString(16).padStart(16, '0'),
    sql,
    calls: 1 + Math.ceil(1_000_000 / (position + 1)),
    totalMs: LONGEST_STATEMENT_MS / (position + 1),
    minMs: null,
    maxMs: null,
    rows: null,
    samples: [],
  }));
  return { sources: [], queries, unparsable: [], incomplete: [] };
}

/** Numerical Recipes: the same numbers each time. */
function linearCongruential(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
