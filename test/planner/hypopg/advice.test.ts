/** The same advisor over both planners: what it advises on the word of HypoPG must be as good in the twin's eyes. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { statementsOf } from '../../../src/advisor/statements.ts';
import type { AdvisedIndex } from '../../../src/advisor/model.ts';
import type { Catalog } from '../../../src/catalog/model.ts';
import { connect } from '../../../src/connection/connect.ts';
import { builtInRules } from '../../../src/lint/built-in.ts';
import type { PlannerEngine } from '../../../src/planner/engine.ts';
import { createHypopg } from '../../../src/planner/hypopg/engine.ts';
import { HypopgWithTwin } from '../../../src/planner/hypopg/with-twin.ts';
import { createTwin } from '../../../src/planner/twin/engine.ts';
import { scan, type ScanResult } from '../../../src/scan/scan.ts';
import { collectWorkload } from '../../../src/workload/collect.ts';
import { openInput } from '../../../src/workload/files.ts';
import type { Workload } from '../../../src/workload/model.ts';
import { readLog } from '../../../src/workload/read-log.ts';
import type { TestDatabase } from '../../support/database.ts';
import { hypopgServer } from '../../support/hypopg.ts';
import { createWellbeing, WELLBEING_LOG } from '../../support/wellbeing.ts';
import { cacheDirectory, catalogOf } from '../support.ts';

const server = hypopgServer;
const onHypopg = server ? test : test.skip;

let database: TestDatabase;
let catalog: Catalog;
let workload: Workload;
let twin: PlannerEngine;

beforeAll(async () => {
  if (!server) return;
  database = await createWellbeing(server);
  await database.client.query('CREATE EXTENSION hypopg');
  catalog = await catalogOf(database.client);
  twin = await createTwin(catalog, { cacheDirectory });
  workload = await collectWorkload([readLog(WELLBEING_LOG, openInput(WELLBEING_LOG))]);
}, 180_000);
afterAll(async () => {
  await twin?.close();
  await database?.drop();
});

async function scanWith(openPlanner: () => Promise<PlannerEngine>): Promise<ScanResult> {
  return scan({
    catalog,
    workload,
    rules: builtInRules.filter(({ id }) => id === 'index/missing-composite'),
    advice: {
      minImprovement: 0.05,
      minCalls: 2,
      minTableRows: 500,
      storageBudgetBytes: null,
      maxIndexColumns: 4,
      timeBudgetMs: null,
    },
    include: [],
    exclude: [],
    toolVersion: '0',
    openPlanner,
  });
}

/** One for everything that is priced: a scan closes the planner that it is given. */
function keptOpen(): PlannerEngine {
  return {
    name: twin.name,
    unplannableRelations: twin.unplannableRelations,
    addIndex: (definition, sizeBytes) => twin.addIndex(definition, sizeBytes),
    plan: (statement, indexes, options) => twin.plan(statement, indexes, options),
    usage: () => twin.usage(),
    close: () => Promise.resolve(),
  };
}

/** The workload's cost in the twin with these indexes: planner's units weighted by calls. */
async function costOf({ queries, advice }: ScanResult, chosen: readonly AdvisedIndex[]): Promise<number> {
  const indexes = [];
  for (const { definition, sizeBytes } of chosen) indexes.push(await twin.addIndex(definition, sizeBytes));
  const priced = new Set(advice!.queries.map(({ fingerprint }) => fingerprint));
  let total = 0;
  for (const query of queries.filter(({ fingerprint }) => priced.has(fingerprint))) {
    const statements = statementsOf(query);
    for (const statement of statements) {
      total += (query.calls * (await twin.plan(statement, indexes)).totalCost) / statements.length;
    }
  }
  return total;
}

onHypopg(
  "the advice by HypoPG's plans costs, in the twin, at most 3 % more than the twin's own",
  async () => {
    const byTwin = await scanWith(() => Promise.resolve(keptOpen()));
    const byHypopg = await scanWith(
      async () =>
        new HypopgWithTwin(await createHypopg(await connect({ url: database.url, environment: {} }), catalog), () =>
          createTwin(catalog, { cacheDirectory }),
        ),
    );
    expect(byHypopg.report.planner.engine).toBe('hypopg');
    expect(byHypopg.advice!.unplannable).toEqual(byTwin.advice!.unplannable);
    const none = await costOf(byTwin, []);
    const ours = await costOf(byTwin, byTwin.advice!.indexes);
    const theirs = await costOf(byHypopg, byHypopg.advice!.indexes);
    process.stdout.write(
      `HypoPG's advice: ${byHypopg.advice!.indexes.length} indexes, ${(100 * (theirs / none)).toFixed(2)} % of the cost without; ` +
        `the twin's: ${byTwin.advice!.indexes.length}, ${(100 * (ours / none)).toFixed(2)} %; ` +
        `plans ${byHypopg.report.planner.calls} in ${byHypopg.report.planner.ms} ms and ${byTwin.report.planner.calls} in ${byTwin.report.planner.ms} ms\n`,
    );
    expect(ours).toBeLessThan(none / 2);
    expect(theirs).toBeLessThanOrEqual(ours * 1.03);
  },
  240_000,
);
