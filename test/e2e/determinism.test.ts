import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeSnapshot } from '../../src/catalog/snapshot.ts';
import type { Report } from '../../src/report/model.ts';
import { buildProgram, startProgram } from '../support/program.ts';
import { tpchCatalog, tpchQueries } from '../support/tpch.ts';

let directory: string;
const path = (name: string) => join(directory, name);

beforeAll(async () => {
  buildProgram();
  directory = await mkdtemp(join(tmpdir(), 'idx-advisor-determinism-'));
  await writeSnapshot(path('tpch.json.gz'), { catalog: tpchCatalog(), statements: null });
  const texts = [...tpchQueries()].flatMap(([number, text]) => (number % 2 === 1 ? text : []));
  await writeFile(path('forward.sql'), texts.join('\n'));
  await writeFile(path('backward.sql'), texts.toReversed().join('\n'));
}, 300_000);
afterAll(() => rm(directory, { recursive: true, force: true }));

/** What a process of its own advises, on the word of a twin of its own. */
async function adviceOf(sql: string, timeBudget: number, ...flags: readonly string[]) {
  const source = ['--snapshot', path('tpch.json.gz'), '--sql', path(sql), '--rule', 'index/*'];
  const fixed = ['--format', 'json', '--fail-on', 'never', '--time-budget', String(timeBudget)];
  const { child, ended } = startProgram('scan', ...source, ...fixed, ...flags);
  child.stdin.end();
  const { stdout, stderr, exitCode } = await ended;
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  const { findings, workload, planner } = JSON.parse(stdout) as Report;
  return { findings, workload, plans: planner?.calls };
}

test.each([{ storage: [] }, { storage: ['--storage-budget', '300MB'] }])(
  'the same statements, in another order and with more time than is needed, give the same advice ($storage)',
  async ({ storage }) => {
    const first = await adviceOf('forward.sql', 600, ...storage);
    expect(first.findings.length).toBeGreaterThan(5);
    expect(await adviceOf('forward.sql', 1200, ...storage)).toEqual(first);
    const { findings } = await adviceOf('backward.sql', 600, ...storage);
    expect(findings).toEqual(first.findings);
  },
  300_000,
);
