/** Ours beside Extend and a greedy choice on one catalog, at several storage budgets: what joins.js and retail.js share. */
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeProcessorTime } from './processor-time.js';

execFileSync('npx', ['tsc', '-p', 'bench/tsconfig.json'], { stdio: 'inherit' });
const load = (path) => import(`../dist/bench/${path}.js`);
const { createAdvisor } = await load('src/advisor/advise');
const { definitionKey, describeIndex } = await load('src/advisor/definition');
const { createTwin } = await load('src/planner/twin/engine');
const { loadParser } = await load('src/sql/parser');
const { createNames, shapeOf } = await load('src/sql/shape');
const { proposalsFor } = await import('./proposals.js');
const { createRivals } = await import('./rivals.js');

const flag = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const has = (name) => process.argv.includes(name);
if (has('--cpu')) takeProcessorTime();
const seconds = (since) => (performance.now() - since) / 1000;

/**
 * Prints for each budget what is left of the cost, by the sum and by the geometric mean over the queries, and ours as a ratio of each rival's. `--budget MB`, `--seconds N` (the time budget), `--rivals greedy,extend2,extend3` (none: ''),
 * `--rival-seconds N` for each run of Extend, `--indexes`, `--queries` (what is left of each), and `--cpu` to take processor time for the clock.
 * @param calls of each text; one when left out
 * @returns whether ours is dearer anywhere
 */
export async function compareWithRivals({ catalog, texts, calls = texts.map(() => 1), budgetsMb, rivals: usual }) {
  const cacheDirectory = join(tmpdir(), 'idx-advisor-bench');
  const wanted = flag('--rivals', usual).split(',').filter(Boolean);
  const budgets = flag('--budget') ? [Number(flag('--budget'))] : budgetsMb;
  await loadParser();
  const names = createNames(catalog);
  const queries = texts.map((sql, number) => ({
    fingerprint: String(number), sql, calls: calls[number], totalMs: 0, minMs: null, maxMs: null, rows: null,
    samples: [{ sql, parameters: [], durationMs: null }], shape: shapeOf(sql, names),
  })); // prettier-ignore
  const options = {
    minImprovement: 0.1, minCalls: 1, minTableRows: 1000, maxIndexColumns: 4,
    timeBudgetMs: Number(flag('--seconds', 60)) * 1000, storageBudgetBytes: 0,
  }; // prettier-ignore
  const proposals = proposalsFor(catalog, queries, options);
  const distinct = new Set(proposals.flatMap(({ indexes }) => indexes.map(definitionKey)));
  console.log(`${queries.length} queries, ${distinct.size} possible indexes`);

  const judge = await createTwin(catalog, { cacheDirectory });
  for (const note of judge.notes) console.log(`the twin: ${note}`);
  const rivals = createRivals({ catalog, engine: judge, queries, options });
  const base = await rivals.base();
  const total = base.reduce((sum, cost) => sum + cost, 0);
  const leftOf = (costs) => ({
    sum: costs.reduce((sum, cost) => sum + cost, 0) / total,
    mean: Math.exp(costs.reduce((sum, cost, query) => sum + Math.log(cost / base[query]), 0) / costs.length),
  });
  async function costsWith(indexes) {
    const handles = await judge.addIndexes(indexes);
    const costs = [];
    for (const [query, sql] of texts.entries())
      costs.push(calls[query] * (await judge.plan({ sql }, handles)).totalCost);
    return costs;
  }
  let isWorse = false;
  console.log('     MB  by            sum     ratio   geomean  ratio    n       s   plans');
  for (const budget of budgets) {
    const print = (name, left, ours, count, took, plans, remark = '') => {
      const ratio = (of) => (ours ? (ours[of] / left[of]).toFixed(3) : '     ');
      console.log(
        `${String(budget).padStart(7)}  ${name.padEnd(8)}  ${left.sum.toExponential(3)}  ${ratio('sum')}  ${left.mean.toFixed(4)}  ${ratio('mean')}  ${String(count).padStart(3)}  ${took.toFixed(1).padStart(6)}  ${String(plans).padStart(6)}${remark}`,
      );
    };
    const engine = await createTwin(catalog, { cacheDirectory });
    const started = performance.now();
    const advice = await createAdvisor({ catalog, engine, queries, proposals, options }).advise(budget * 1e6);
    const took = seconds(started);
    // Not as the advisor counts, which charges for pages that the planner shares among too many searches.
    const oursCosts = await costsWith(advice.indexes);
    const ours = leftOf(oursCosts);
    print('ours', ours, null, advice.indexes.length, took, engine.usage().calls);
    for (const line of advice.incomplete) console.log(`          ${line}`);
    const each = (costs) => {
      if (!has('--queries')) return;
      const ratios = costs.map((cost, query) => `${query}: ${(cost / base[query]).toFixed(4)}`);
      console.log(`          ${ratios.join('  ')}`);
    };
    each(oursCosts);
    const list = (lines) => has('--indexes') && lines.forEach((line) => console.log(`          ${line}`));
    list(
      advice.indexes.map(
        ({ definition, sizeBytes }) => `${(sizeBytes / 1e6).toFixed(1)} MB ${describeIndex(definition)}`,
      ),
    );
    await engine.close();
    for (const name of wanted) {
      const [begun, before] = [performance.now(), judge.usage().calls];
      const isLate = () => seconds(begun) > Number(flag('--rival-seconds', 600));
      const width = Number(/^extend(\d)$/.exec(name)?.[1] ?? 1);
      const run = name === 'greedy' ? rivals.greedy(budget * 1e6) : rivals.extend(budget * 1e6, width, isLate);
      const { set, costs, isCut = false } = await run;
      const left = leftOf(costs);
      isWorse ||= !isCut && (ours.sum > left.sum || ours.mean > left.mean);
      const remark = isCut ? '  not ended' : '';
      print(name, left, ours, set.length, seconds(begun), judge.usage().calls - before, remark);
      each(costs);
      list(rivals.describe(set));
    }
  }
  await judge.close();
  return isWorse;
}
