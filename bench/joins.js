/**
 * 113 queries of 4 to 17 relations over a movie database in the manner of the Join Order Benchmark (bench/join-order.ts; statistics are invented):
 * our advice within a storage budget and the time budget, beside a greedy choice of one-column indexes by what each gains alone, priced by the
 * same twin. Prints the remaining cost of both and their ratio. `--budget MB`, `--seconds N`. Compiles what it runs.
 */
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

execFileSync('npx', ['tsc', '-p', 'bench/tsconfig.json'], { stdio: 'inherit' });
const load = (path) => import(`../dist/bench/${path}.js`);
const { createAdvisor } = await load('src/advisor/advise');
const { candidateContext } = await load('src/advisor/candidate-context');
const { indexCandidates } = await load('src/advisor/candidates');
const { coveringIndex } = await load('src/advisor/coverage');
const { definitionKey, describeIndex } = await load('src/advisor/definition');
const { relationFacts } = await load('src/advisor/relations');
const { buildContext } = await load('src/lint/context');
const { runRules } = await load('src/lint/run');
const { createTwin } = await load('src/planner/twin/engine');
const { loadParser } = await load('src/sql/parser');
const { createNames, shapeOf } = await load('src/sql/shape');
const { default: missingComposite } = await load('rules/index/missing-composite');
const { movieCatalog, movieQueries } = await load('bench/join-order');

const flag = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const BUDGETS_MB = flag('--budget') ? [flag('--budget')] : [500, 1500, 4000];
const SECONDS = flag('--seconds', 60);
const QUERIES = 113;

await loadParser();
const catalog = movieCatalog();
const names = createNames(catalog);
const queries = movieQueries(QUERIES).map((sql, number) => ({
  fingerprint: String(number),
  sql,
  calls: 1,
  totalMs: 0,
  minMs: null,
  maxMs: null,
  rows: null,
  samples: [{ sql, parameters: [], durationMs: null }],
  shape: shapeOf(sql, names),
}));
const cacheDirectory = join(tmpdir(), 'idx-advisor-bench-selection');
const seconds = (since) => ((performance.now() - since) / 1000).toFixed(1);

/** Each one-column candidate of a query alone: gains add up over the queries, and the best for their size are taken. */
async function greedyByColumn(engine, proposals) {
  const facts = relationFacts(catalog, queries);
  const wishes = new Map();
  for (const { indexes, fingerprints } of proposals) {
    for (const definition of indexes) {
      if (definition.keys.length > 1 || definition.include.length > 0 || definition.predicate !== null) continue;
      if (definition.method !== 'btree' || definition.keys[0].operatorClass !== null) continue;
      const key = definitionKey(definition);
      const wish = wishes.get(key) ?? { definition, gain: 0, asked: new Set() };
      wishes.set(key, wish);
      for (const fingerprint of fingerprints) wish.asked.add(fingerprint);
    }
  }
  const before = new Map();
  for (const { fingerprint, sql } of queries) before.set(fingerprint, (await engine.plan({ sql }, [])).totalCost);
  for (const wish of wishes.values()) {
    const relation = facts.find(wish.definition.relation);
    wish.index = await engine.addIndex(wish.definition, facts.size(relation, wish.definition).sizeBytes);
    for (const { fingerprint, sql } of queries.filter(({ fingerprint: own }) => wish.asked.has(own))) {
      const { totalCost } = await engine.plan({ sql }, [wish.index]);
      wish.gain += Math.max(0, before.get(fingerprint) - totalCost);
    }
  }
  const ranked = [...wishes.values()].sort((a, b) => b.gain / b.index.sizeBytes - a.gain / a.index.sizeBytes);
  return { before, ranked };
}

async function remaining(engine, indexes) {
  let total = 0;
  for (const { sql } of queries) total += (await engine.plan({ sql }, indexes)).totalCost;
  return total;
}

const options = {
  minImprovement: 0.1, minCalls: 1, minTableRows: 1000, maxIndexColumns: 4, timeBudgetMs: SECONDS * 1000, storageBudgetBytes: 0,
}; // prettier-ignore
const started = performance.now();
const candidates = candidateContext(catalog, queries, options);
const context = buildContext({
  catalog,
  queries,
  indexCandidates: (relation, use, query) => indexCandidates(relation, use, query.shape, candidates),
  coveringIndex,
});
const proposals = runRules([missingComposite], context).proposals.map(({ proposal }) => proposal);
const distinct = new Set(proposals.flatMap(({ indexes }) => indexes.map(definitionKey)));
console.log(`${queries.length} queries, ${distinct.size} possible indexes, found in ${seconds(started)} s`);

const rival = await createTwin(catalog, { cacheDirectory });
const rivalStarted = performance.now();
const { before, ranked } = await greedyByColumn(rival, proposals);
const total = [...before.values()].reduce((sum, cost) => sum + cost, 0);
console.log(`greedy by column: ${rival.usage().calls} plans in ${seconds(rivalStarted)} s, for all budgets\n`);
console.log('     MB   greedy     ours    ratio   n      s    plans');
let isWorse = false;
for (const budget of BUDGETS_MB) {
  const taken = [];
  let bytes = 0;
  for (const { index, gain } of ranked) {
    if (gain <= 0 || bytes + index.sizeBytes > budget * 1e6) continue;
    taken.push(index);
    bytes += index.sizeBytes;
  }
  const greedy = (await remaining(rival, taken)) / total;
  const engine = await createTwin(catalog, { cacheDirectory });
  const adviceStarted = performance.now();
  const advice = await createAdvisor({ catalog, engine, queries, proposals, options }).advise(budget * 1e6);
  const took = seconds(adviceStarted);
  const ours = advice.costAfter / total;
  isWorse ||= ours > greedy;
  console.log(
    `${String(budget).padStart(7)}   ${greedy.toFixed(4)}   ${ours.toFixed(4)}   ${(ours / greedy).toFixed(3)}  ${String(advice.indexes.length).padStart(3)}  ${took.padStart(5)}  ${String(engine.usage().calls).padStart(6)}`,
  );
  for (const line of advice.incomplete) console.log(`          ${line}`);
  if (process.argv.includes('--indexes')) {
    for (const { definition, sizeBytes, serves } of advice.indexes)
      console.log(
        `          ${(sizeBytes / 1e6).toFixed(1).padStart(7)} MB  ${describeIndex(definition)}  ${serves.length} queries`,
      );
  }
  await engine.close();
}
await rival.close();
process.exit(isWorse ? 1 : 0);
