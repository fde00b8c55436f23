/**
 * TPC-H's 22 queries on a PostgreSQL 15 with HypoPG: its prices are the twin's own but where 15 plans otherwise than the twin's 18, and the
 * advice by them costs, in the twin, as little as the twin's own.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAdvisor } from '../../../src/advisor/advise.ts';
import { candidateContext } from '../../../src/advisor/candidate-context.ts';
import { indexCandidates } from '../../../src/advisor/candidates.ts';
import { coveringIndex } from '../../../src/advisor/coverage.ts';
import { columnKey, indexOn } from '../../../src/advisor/definition.ts';
import type { AdvisedIndex, AdviceOptions } from '../../../src/advisor/model.ts';
import type { Catalog } from '../../../src/catalog/model.ts';
import { connect } from '../../../src/connection/connect.ts';
import { buildContext } from '../../../src/lint/context.ts';
import type { AnalyzedQuery } from '../../../src/lint/contract.ts';
import { runRules } from '../../../src/lint/run.ts';
import type { PlannerEngine, WantedIndex } from '../../../src/planner/engine.ts';
import { createHypopg } from '../../../src/planner/hypopg/engine.ts';
import { HypopgWithTwin } from '../../../src/planner/hypopg/with-twin.ts';
import { createTwin } from '../../../src/planner/twin/engine.ts';
import missingComposite from '../../../rules/index/missing-composite.ts';
import { loadParser } from '../../../src/sql/parser.ts';
import { createNames, shapeOf } from '../../../src/sql/shape.ts';
import { createDatabase, type TestDatabase } from '../../support/database.ts';
import { hypopgServer } from '../../support/hypopg.ts';
import { tpchQueries } from '../../support/tpch.ts';
import { tpchData } from '../../support/tpch-data.ts';
import { createTpch } from '../../support/tpch-server.ts';
import { cacheDirectory, catalogOf } from '../support.ts';

const MEGABYTE = 1e6;
/** 60,000 lines: filled and analysed in seconds, and large enough for every index to be wanted. */
const SCALE = 0.01;

const onHypopg = hypopgServer ? describe : describe.skip;
const OPTIONS: AdviceOptions = {
  minImprovement: 0.05, minCalls: 1, minTableRows: 0, maxIndexColumns: 4, storageBudgetBytes: 0, timeBudgetMs: null,
}; // prettier-ignore

const texts = new Map([...tpchQueries()].map(([number, text]) => [`q${number}`, text.trim().replace(/;\s*$/, '')]));
/** Those of the literature: the others have costs that leave nothing of the rest in a sum. */
const NINETEEN = [...texts.keys()].filter((name) => !['q2', 'q17', 'q20'].includes(name));

/** Costs of version 15 differ: arrays of values (17) and what becomes one (18), joins by anti and semi joins' right side (16, 18), sorted groups (16 to 18). */
const OTHERWISE_IN_18 = ['q4', 'q16', 'q18', 'q19', 'q22'];

/** A planner of each kind, and a twin to price with: what it is asked for beside is no part of any advice. */
interface Planners {
  readonly catalog: Catalog;
  readonly queries: readonly AnalyzedQuery[];
  readonly twin: PlannerEngine;
  readonly hypopg: PlannerEngine;
  readonly judge: PlannerEngine;
}

async function openPlanners(database: TestDatabase): Promise<Planners> {
  await loadParser();
  await database.client.query('CREATE EXTENSION hypopg');
  const catalog = await catalogOf(database.client);
  const openTwin = () => createTwin(catalog, { cacheDirectory });
  const names = createNames(catalog);
  const queries = [...texts].map(([fingerprint, sql]) => {
    const samples = [{ sql, parameters: [], durationMs: null }];
    const unknown = { totalMs: 0, minMs: null, maxMs: null, rows: null };
    return { ...unknown, fingerprint, sql, calls: 1, samples, shape: shapeOf(sql, names) };
  });
  const session = await connect({ url: database.url, environment: {} });
  const hypopg = new HypopgWithTwin(await createHypopg(session, catalog), openTwin);
  return { catalog, queries, hypopg, twin: await openTwin(), judge: await openTwin() };
}

async function close(planners: Planners | undefined): Promise<void> {
  for (const engine of [planners?.twin, planners?.hypopg, planners?.judge]) await engine?.close();
}

function advisorBy(engine: PlannerEngine, { catalog, queries }: Planners) {
  const candidates = candidateContext(catalog, queries, OPTIONS);
  const context = buildContext({
    catalog,
    queries,
    indexCandidates: (relation, use, query) => indexCandidates(relation, use, query.shape, candidates),
    coveringIndex,
  });
  const proposals = runRules([missingComposite], context).proposals.map(({ proposal }) => proposal);
  return createAdvisor({ catalog, engine, queries, proposals, options: OPTIONS });
}

/** What each query costs with these indexes. */
async function costsWith(engine: PlannerEngine, chosen: readonly WantedIndex[]): Promise<ReadonlyMap<string, number>> {
  const indexes = [];
  for (const { definition, sizeBytes } of chosen) indexes.push(await engine.addIndex(definition, sizeBytes));
  const costs = new Map<string, number>();
  for (const [name, sql] of texts) costs.set(name, (await engine.plan({ sql }, indexes)).totalCost);
  return costs;
}

const sumOf = (costs: ReadonlyMap<string, number>, names: readonly string[]) =>
  names.reduce((sum, name) => sum + costs.get(name)!, 0);
const meanOf = (numbers: readonly number[]) =>
  Math.exp(numbers.reduce((sum, one) => sum + Math.log(one), 0) / numbers.length);

/** Queries that cost the server more or less than the twin says. */
async function plannedOtherwise(planners: Planners, chosen: readonly WantedIndex[]): Promise<readonly string[]> {
  const [there, here] = [await costsWith(planners.hypopg, chosen), await costsWith(planners.judge, chosen)];
  return [...texts.keys()].filter((name) => Math.abs(there.get(name)! / here.get(name)! - 1) > 0.002);
}

/**
 * By budget, how much dearer HypoPG's advice for these queries is than the twin's own, by their sum and by the geometric mean, as the judge
 * says, and of which queries with the twin's own the server says otherwise.
 */
async function compare(planners: Planners, budgets: readonly number[], advised: readonly string[]) {
  const only = new Set(advised);
  const [byTwin, byHypopg] = [advisorBy(planners.twin, planners), advisorBy(planners.hypopg, planners)];
  const rows = [];
  for (const budget of budgets) {
    const [ours, theirs] = [await byTwin.advise(budget, only), await byHypopg.advise(budget, only)];
    const bytes = theirs.indexes.reduce((sum, { sizeBytes }: AdvisedIndex) => sum + sizeBytes, 0);
    expect(bytes).toBeLessThanOrEqual(budget);
    const [own, other] = [
      await costsWith(planners.judge, ours.indexes),
      await costsWith(planners.judge, theirs.indexes),
    ];
    const row = {
      megabytes: Number((budget / MEGABYTE).toFixed(1)),
      sum: sumOf(other, advised) / sumOf(own, advised),
      geomean: meanOf(advised.map((name) => other.get(name)! / own.get(name)!)),
      otherwise: await plannedOtherwise(planners, ours.indexes),
    };
    process.stdout.write(`${JSON.stringify(row)}\n`);
    rows.push(row);
  }
  return rows;
}

onHypopg('at scale 1, by the statistics of the shared benchmark', () => {
  let database: TestDatabase;
  let planners: Planners;
  beforeAll(async () => {
    database = await createTpch(hypopgServer!);
    planners = await openPlanners(database);
  }, 120_000);
  afterAll(async () => {
    await close(planners);
    await database?.drop();
  });

  test('every query costs what the twin says, with and without indexes, but those that 18 plans otherwise', async () => {
    const definitions = [
      indexOn({ schema: 'public', name: 'lineitem' }, [columnKey('l_partkey')], { include: ['l_quantity'] }),
      indexOn({ schema: 'public', name: 'lineitem' }, [columnKey('l_shipdate')]),
      indexOn({ schema: 'public', name: 'lineitem' }, [columnKey('l_orderkey')], { include: ['l_suppkey'] }),
      indexOn({ schema: 'public', name: 'orders' }, [columnKey('o_orderdate'), columnKey('o_orderkey')]),
      indexOn({ schema: 'public', name: 'orders' }, [columnKey('o_custkey')]),
      indexOn({ schema: 'public', name: 'customer' }, [columnKey('c_nationkey')], { include: ['c_custkey'] }),
      indexOn({ schema: 'public', name: 'nation' }, [columnKey('n_nationkey')], { include: ['n_name'] }),
    ];
    const chosen = definitions.map((definition) => ({ definition, sizeBytes: 60 * MEGABYTE }));
    for (const set of [[], chosen])
      expect(OTHERWISE_IN_18).toEqual(expect.arrayContaining([...(await plannedOtherwise(planners, set))]));
  }, 60_000);

  // As the bar of bench/selection.js: three queries have costs that leave nothing of the others in a sum.
  test.each([
    ['sum', NINETEEN],
    ['geomean', [...texts.keys()]],
  ] as const)(
    "the advice by HypoPG's prices costs at most 3 %% more than the twin's own, by the %s",
    async (measure, advised) => {
      const budgets = [20, 40, 80, 160, 240, 320, 480, 640, 960].map((size) => size * MEGABYTE);
      for (const row of await compare(planners, budgets, advised)) {
        expect(row[measure]).toBeLessThanOrEqual(1.03);
        expect(OTHERWISE_IN_18).toEqual(expect.arrayContaining([...row.otherwise]));
      }
    },
    400_000,
  );
});

onHypopg('with rows, at scale 0.01', () => {
  let database: TestDatabase;
  let planners: Planners;
  beforeAll(async () => {
    database = await createDatabase(hypopgServer!, tpchData(SCALE));
    // All rows are in the sample, so that each run has the same.
    for (const sql of ['SET default_statistics_target = 250', 'VACUUM ANALYZE']) await database.client.query(sql);
    planners = await openPlanners(database);
  }, 120_000);
  afterAll(async () => {
    await close(planners);
    await database?.drop();
  });

  test("the advice by HypoPG's prices costs at most 3 % more than the twin's own by the sum, and on the mean by the geometric one", async () => {
    const heapBytes = planners.catalog.relations.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const budgets = [0.1, 0.2, 0.5, 1, 2, 3].map((share) => share * heapBytes);
    const rows = await compare(planners, budgets, [...texts.keys()]);
    for (const { sum } of rows) expect(sum).toBeLessThanOrEqual(1.03);
    // Single ones are not held to it: with a fifth of the tables' size, two sets are equally good to the search (0.01 %), one by the sum, the other by the mean.
    expect(meanOf(rows.map(({ geomean }) => geomean))).toBeLessThanOrEqual(1.03);
  }, 400_000);
});
