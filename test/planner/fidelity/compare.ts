import { expect } from '@jest/globals';
import type { Client } from 'pg';
import type { Catalog } from '../../../src/catalog/model.ts';
import { estimateIndexSize, sizeOptions } from '../../../src/advisor/size.ts';
import { parseExplain, indexesOf } from '../../../src/planner/plan.ts';
import type { HypotheticalIndex, PlannerEngine } from '../../../src/planner/engine.ts';
import { createIndexStatement } from '../../../src/planner/index-ddl.ts';
import { createTwin } from '../../../src/planner/twin/engine.ts';
import { createDatabase, server18, type TestServer } from '../../support/database.ts';
import { cacheDirectory, catalogOf } from '../support.ts';
import type { FidelitySchema, IndexSet } from './cases.ts';

/** One query with one index set, planned twice. */
export interface Comparison {
  readonly schema: string;
  readonly set: string;
  readonly sql: string;
  readonly serverCost: number;
  /** Where an index is on an expression: the server's cost before the expression's first ANALYZE. */
  readonly unanalysedCost: number | null;
  readonly twinCost: number;
  /** Existing indexes by name, candidates as `#position`; sorted. */
  readonly serverIndexes: readonly string[];
  readonly twinIndexes: readonly string[];
}

/** Compares a schema in a database of its own, whose catalog is read before any candidate exists. */
export async function compareAnew(schema: FidelitySchema, server: TestServer = server18): Promise<Comparison[]> {
  const database = await createDatabase(server, schema.sql);
  try {
    await database.client.query('VACUUM ANALYZE');
    const catalog = await catalogOf(database.client);
    const twin = await createTwin(catalog, { cacheDirectory });
    try {
      expect(twin.unplannableRelations).toEqual([]);
      return await compareSchema(database.client, twin, catalog, schema);
    } finally {
      await twin.close();
    }
  } finally {
    await database.drop();
  }
}

/** Plans every set of a schema on the server, with the candidates really built, and in the twin, where they are not. */
async function compareSchema(
  server: Client,
  twin: PlannerEngine,
  catalog: Catalog,
  schema: FidelitySchema,
): Promise<Comparison[]> {
  await server.query('SET max_parallel_workers_per_gather = 0');
  const comparisons: Comparison[] = [];
  for (const set of schema.sets) {
    const native = await planOnServer(server, set);
    const virtual = await planInTwin(twin, catalog, set);
    set.queries.forEach((sql, position) => {
      const [serverCost, serverIndexes, unanalysedCost] = native[position]!;
      const [twinCost, twinIndexes] = virtual[position]!;
      const costs = { serverCost, unanalysedCost, twinCost };
      comparisons.push({ schema: schema.name, set: set.about, sql, ...costs, serverIndexes, twinIndexes });
    });
  }
  return comparisons;
}

type Planned = readonly [cost: number, indexes: readonly string[]];

/** In a transaction that is rolled back, so that an ANALYZE leaves no other statistics behind than the catalog has. */
async function planOnServer(server: Client, set: IndexSet): Promise<(readonly [...Planned, number | null])[]> {
  const candidates = new Map<string, string>();
  await server.query('BEGIN');
  for (const [position, definition] of set.indexes.entries()) {
    const name = `candidate_${position}`;
    await server.query(createIndexStatement(definition, name));
    for (const member of await familyOf(server, definition.relation.schema, name))
      candidates.set(member, `#${position}`);
  }
  const onExpressions = set.indexes.filter(({ keys }) => keys.some(({ expression }) => expression !== null));
  const unanalysed = onExpressions.length > 0 ? await explainAll(server, set, candidates) : null;
  for (const { relation } of onExpressions) await server.query(`ANALYZE "${relation.schema}"."${relation.name}"`);
  const planned = await explainAll(server, set, candidates);
  await server.query('ROLLBACK');
  return planned.map(([cost, indexes], position) => [cost, indexes, unanalysed?.[position]![0] ?? null]);
}

async function explainAll(server: Client, set: IndexSet, candidates: ReadonlyMap<string, string>): Promise<Planned[]> {
  const planned: Planned[] = [];
  for (const sql of set.queries) {
    const generic = /\$\d/.test(sql) ? ', GENERIC_PLAN' : '';
    // The simple protocol: a text with $1 and no values would be refused by the extended one.
    const { rows } = await server.query<{ 'QUERY PLAN': unknown }>(`EXPLAIN (FORMAT JSON, VERBOSE${generic}) ${sql}`);
    const root = parseExplain(rows[0]!['QUERY PLAN']);
    const names = indexesOf(root).map(({ schema, name }) => candidates.get(`${schema}.${name}`) ?? `${schema}.${name}`);
    planned.push([root['Total Cost'], [...new Set(names)].sort()]);
  }
  return planned;
}

/** The index and, on a partitioned table, those of its partitions, whose names PostgreSQL chose. */
async function familyOf(server: Client, schema: string, name: string): Promise<string[]> {
  const { rows } = await server.query<{ name: string }>(
    `SELECT n.nspname || '.' || c.relname AS name
     FROM (SELECT $1::regclass AS oid UNION SELECT relid FROM pg_partition_tree($1::regclass)) AS family
     JOIN pg_class c ON c.oid = family.oid JOIN pg_namespace n ON n.oid = c.relnamespace`,
    [`"${schema}"."${name}"`],
  );
  return rows.map((row) => row.name);
}

async function planInTwin(twin: PlannerEngine, catalog: Catalog, set: IndexSet): Promise<Planned[]> {
  const sizes = sizeOptions(catalog);
  const candidates: HypotheticalIndex[] = [];
  for (const definition of set.indexes) {
    const relation = catalog.relations.find(
      ({ schema, name }) => schema === definition.relation.schema && name === definition.relation.name,
    )!;
    candidates.push(await twin.addIndex(definition, estimateIndexSize(relation, definition, sizes).sizeBytes));
  }
  const planned: Planned[] = [];
  for (const sql of set.queries) {
    const plan = await twin.plan({ sql }, candidates);
    const own = plan.hypotheticalIndexes.map((id) => `#${candidates.findIndex((candidate) => candidate.id === id)}`);
    planned.push([plan.totalCost, [...own, ...plan.existingIndexes].sort()]);
  }
  return planned;
}

export function costError({ serverCost, twinCost }: Comparison): number {
  return Math.abs(twinCost - serverCost) / serverCost;
}

export function sameIndexes({ serverIndexes, twinIndexes }: Comparison): boolean {
  return serverIndexes.join() === twinIndexes.join();
}

/** One line a pair. */
export function renderComparisons(comparisons: readonly Comparison[]): string {
  return comparisons
    .map((comparison) => {
      const { schema, set, sql, serverCost, twinCost, serverIndexes, twinIndexes } = comparison;
      const same = sameIndexes(comparison);
      return [
        same ? 'same' : 'DIFF',
        (comparison.unanalysedCost?.toFixed(2) ?? '').padStart(10),
        serverCost.toFixed(2).padStart(10),
        twinCost.toFixed(2).padStart(10),
        `${(100 * costError(comparison)).toFixed(2)} %`.padStart(8),
        `${schema}, ${set}`.padEnd(44),
        sql.replaceAll(/\s+/g, ' ').slice(0, 70).padEnd(70),
        same ? serverIndexes.join(' ') : `${serverIndexes.join(' ')} <> ${twinIndexes.join(' ')}`,
      ].join('  ');
    })
    .join('\n');
}
