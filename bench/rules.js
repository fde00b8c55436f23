/**
 * All rules on a generated catalog of 2,000 tables with 10,000 indexes, and on 4 and 16 times as many: at most 2 s on the
 * first, and no more time per table on the last. Then what a scan does besides: fixes, ignores, the report. Prints which rules
 * take longer per table as the catalog grows. Compiles what it runs. Exit code 1 when a limit is missed.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { median } from './compare.js';

execFileSync('npx', ['tsc', '-p', 'bench/tsconfig.json'], { stdio: 'inherit', cwd: join(import.meta.dirname, '..') });
const load = (path) => import(`../dist/bench/${path}.js`);
const { manyTables } = await load('bench/many-tables');
const { builtInRules } = await load('src/lint/built-in');
const { buildContext } = await load('src/lint/context');
const { runRules } = await load('src/lint/run');
const { scan } = await load('src/scan/scan');
const { renderTable } = await load('src/report/table');

const TABLES = 2000;
const TIMES = [1, 4, 16];
const ROUNDS = 3;
const MOST_MS = 2000;
/** Of the time per table at 16 times the size: garbage collection and caches take their part. */
const MOST_GROWTH = 2;
/** Below this, a rule's time is noise. */
const TELLING_MS = 20;

/** Processor time, of the collector's threads too: what the clock says depends on what else the machine does. */
const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const timed = (work) => {
  const started = cpuMs();
  const result = work();
  return { ms: cpuMs() - started, result };
};

/** A catalog of its own each round: what rules remember of one is part of the time. */
function measureRules(times) {
  const catalog = manyTables(TABLES * times);
  const context = buildContext({ catalog, queries: [], indexCandidates: () => [], coveringIndex: () => undefined });
  const byRule = new Map();
  const { ms, result } = timed(() =>
    runRules(
      builtInRules.map((rule) => ({
        ...rule,
        check(own) {
          const { ms: taken, result: proposals } = timed(() => [...rule.check(own)]);
          byRule.set(rule.id, taken);
          return proposals;
        },
      })),
      context,
    ),
  );
  for (const { rule, message } of result.failures) throw new Error(`${rule}: ${message}`);
  return { catalog, ms, byRule, proposals: result.proposals.length };
}

async function measureScan(catalog) {
  const started = cpuMs();
  const { report } = await scan({
    catalog,
    workload: { sources: [], queries: [], unparsable: [], incomplete: [] },
    rules: builtInRules.filter(({ severity }) => severity !== 'off'),
    advice: {},
    include: [],
    exclude: [],
    toolVersion: '0',
    openPlanner: () => {
      throw new Error('nothing is planned without a workload');
    },
  });
  const scanMs = cpuMs() - started;
  const rendered = timed(() => renderTable(report, { colour: false, width: 120 }));
  return { scanMs, renderMs: rendered.ms, findings: report.findings.length };
}

const results = [];
measureRules(1);
for (const times of TIMES) {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { catalog, ...rules } = measureRules(times);
    rounds.push({
      ...rules,
      ...(await measureScan(catalog)),
      indexes: indexesOf(catalog),
      tables: catalog.relations.length,
    });
  }
  const middle = (of) => median(rounds.map(of));
  const [{ proposals, findings, indexes, tables }] = rounds;
  const byRule = new Map([...rounds[0].byRule.keys()].map((id) => [id, middle((round) => round.byRule.get(id) ?? 0)]));
  const [ms, scanMs, renderMs] = [middle((round) => round.ms), middle((r) => r.scanMs), middle((r) => r.renderMs)];
  results.push({ times, ms, scanMs, renderMs, byRule });
  console.log(`${times} times: ${tables} tables, ${indexes} indexes`);
  console.log(`  ${builtInRules.length} rules: ${ms.toFixed(0)} ms, ${proposals} proposals`);
  console.log(
    `  scan of what is on by default: ${scanMs.toFixed(0)} ms, ${findings} findings; as a table: ${renderMs.toFixed(0)} ms`,
  );
}

function indexesOf({ relations }) {
  return relations.reduce((sum, { indexes }) => sum + indexes.length, 0);
}

const [least, most] = [results[0], results.at(-1)];
const growth = (of) => of(most) / of(least) / (most.times / least.times);
const growths = {
  rules: growth(({ ms }) => ms),
  scan: growth(({ scanMs }) => scanMs),
  report: growth(({ renderMs }) => renderMs),
};
console.log(`time per table at ${most.times} times, compared with that at ${least.times} (linear: 1)`);
for (const [name, ratio] of Object.entries(growths)) {
  console.log(`  ${name}: ${ratio.toFixed(2)}${ratio <= MOST_GROWTH ? '' : ' TOO MUCH'}`);
}
for (const id of most.byRule.keys()) {
  const ratio = growth(({ byRule }) => Math.max(byRule.get(id), 0.1));
  if (most.byRule.get(id) < TELLING_MS || ratio <= MOST_GROWTH) continue;
  console.log(
    `  ${id}: ${ratio.toFixed(2)} (${least.byRule.get(id).toFixed(1)} ms to ${most.byRule.get(id).toFixed(0)} ms)`,
  );
}
if (process.argv.includes('--all')) {
  for (const [id, ms] of [...most.byRule].sort(([, a], [, b]) => b - a).slice(0, 25)) {
    console.log(`  ${id}: ${ms.toFixed(0)} ms at ${most.times} times`);
  }
}
console.log(
  `  all rules at most ${MOST_MS} ms: ${least.ms <= MOST_MS ? 'ok' : 'TOO SLOW'} (this depends on the machine)`,
);
process.exitCode = least.ms <= MOST_MS && Object.values(growths).every((ratio) => ratio <= MOST_GROWTH) ? 0 : 1;
