/**
 * Whether a scan keeps its time budget, and what it finds, where there is more than it can look at: ten thousand statements, tables
 * of 1,600 columns, tens of thousands of possible indexes, joins that take long to plan, and thousands of partitions. Each with and
 * without a storage budget. Limit: the budget and a fiftieth of it, or 0.4 seconds. Prints the time beside the budget and, as a ratio, the cost of the
 * workload that is left. `--only NAME`, `--seconds N`, `--messages`, `--phases`, `--any-storage` (only without a storage budget), `--whole` (what is left of the
 * whole workload, every statement of it priced with the advised indexes when the scan is done); `--cpu` takes processor time for the clock, for a machine that does
 * other things besides. Compiles what it runs. Exit code 1 when a limit is missed.
 */
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeProcessorTime } from './processor-time.js';

execFileSync('npx', ['tsc', '-p', 'bench/tsconfig.json'], { stdio: 'inherit' });
const load = (path) => import(`../dist/bench/${path}.js`);
const { createTwin } = await load('src/planner/twin/engine');
const { builtInRules } = await load('src/lint/built-in');
const { scan } = await load('src/scan/scan');
const overload = await load('bench/overload');

const flag = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const SECONDS = Number(flag('--seconds', 20));
const only = flag('--only', '');
const STORAGE_BYTES = 500e6;
const MAY_EXCEED = { share: 0.02, seconds: 0.4 };

if (process.argv.includes('--cpu')) takeProcessorTime();

const SCENARIOS = {
  statements: () => overload.manyStatements(10_000),
  wide: () => overload.wideTables(40, 1600, 2000),
  candidates: () => overload.manyCandidates(400, 4000),
  joins: () => overload.slowJoins(200),
  partitions: () => overload.manyPartitions(2000, 60),
};

async function measure({ catalog, workload }, storageBudgetBytes) {
  const phases = [];
  const spentOn = { opening: 0, indexes: 0, made: 0 };
  const timing = (add) => async (wanted) => {
    const begun = performance.now();
    const added = await add(wanted);
    spentOn.indexes += performance.now() - begun;
    spentOn.made += wanted.length;
    return added;
  };
  const started = performance.now();
  const { advice, report } = await scan({
    catalog,
    workload,
    rules: builtInRules.filter(({ severity }) => severity !== 'off'),
    advice: {
      minImprovement: 0.1, minCalls: 2, minTableRows: 1000, maxIndexColumns: 4, storageBudgetBytes, timeBudgetMs: SECONDS * 1000,
    }, // prettier-ignore
    include: [],
    exclude: [],
    toolVersion: '0',
    openPlanner: async (relations, limits) => {
      const begun = performance.now();
      const engine = await createTwin(catalog, {
        cacheDirectory: join(tmpdir(), 'idx-advisor-bench'),
        relations,
        ...limits,
      });
      spentOn.opening = performance.now() - begun;
      return Object.assign(engine, { addIndexes: timing(engine.addIndexes.bind(engine)) });
    },
    onProgress: (text) => {
      const name = text.replace(/\d.*$/, '').trim();
      if (phases.at(-1)?.name !== name) phases.push({ name, at: performance.now() });
    },
  });
  const ended = performance.now();
  const spent = phases.map(({ name, at }, position) => {
    const seconds = ((phases[position + 1]?.at ?? ended) - at) / 1000;
    return `${name.replace(/:.*$/, '')} ${seconds.toFixed(1)}`;
  });
  spent.push(
    `of it opening ${(spentOn.opening / 1000).toFixed(1)}, ${spentOn.made} indexes ${(spentOn.indexes / 1000).toFixed(1)}, plans ${(report.planner.ms / 1000).toFixed(1)}`,
  );
  return { seconds: (ended - started) / 1000, advice, report, spent };
}

/** What the advised indexes leave of the cost of all statements that can be planned: those that the scan did not look at are in it too. */
async function leftOfWhole({ catalog, workload }, { indexes }) {
  const engine = await createTwin(catalog, { cacheDirectory: join(tmpdir(), 'idx-advisor-bench') });
  const totals = [];
  for (const handles of [[], await engine.addIndexes(indexes)]) {
    let total = 0;
    for (const { sql, calls } of workload.queries)
      total +=
        calls *
        (await engine.plan({ sql }, handles).then(
          ({ totalCost }) => totalCost,
          () => 0,
        ));
    totals.push(total);
  }
  await engine.close();
  return totals[1] / totals[0];
}

let isMissed = false;
console.log(`time budget ${SECONDS} s`);
console.log('scenario      storage      s   left   n  plans');
for (const [name, make] of Object.entries(SCENARIOS).filter(([one]) => one.includes(only))) {
  for (const storage of process.argv.includes('--any-storage') ? [null] : [null, STORAGE_BYTES]) {
    const overloaded = make();
    const { seconds, advice, report, spent } = await measure(overloaded, storage);
    const limit = SECONDS + Math.max(MAY_EXCEED.seconds, SECONDS * MAY_EXCEED.share);
    isMissed ||= seconds > limit;
    // Nothing could be planned where a table has more partitions than the time suffices for.
    const left = advice.costBefore > 0 ? advice.costAfter / advice.costBefore : 1;
    console.log(
      `${name.padEnd(12)} ${(storage === null ? 'any' : `${storage / 1e6} MB`).padStart(8)} ${seconds.toFixed(1).padStart(6)} ${left.toFixed(4).padStart(6)} ${String(advice.indexes.length).padStart(3)} ${String(report.planner.calls).padStart(6)}${seconds > limit ? '  TOO LONG' : ''}`,
    );
    if (process.argv.includes('--phases')) console.log(`  ${spent.join(', ')}`);
    if (process.argv.includes('--whole'))
      console.log(`  ${(await leftOfWhole(overloaded, advice)).toFixed(4)} of the whole workload's cost is left`);
    for (const line of process.argv.includes('--messages') ? advice.incomplete : []) console.log(`  ${line}`);
  }
}
process.exit(isMissed ? 1 : 0);
