import { readdir } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { collectWorkload } from '../../src/workload/collect.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { fixture } from './support.ts';

const codes = [...new Set((await readdir('fixtures/logs/languages')).map((name) => name.slice(0, 5)))];

async function workloadOf(name: string) {
  const { queries, statistics, events, sources, incomplete } = await collectWorkload([
    readLog(name, await fixture(`languages/${name}`)),
  ]);
  return {
    queries,
    failed: [...statistics!.values()].map(({ failed }) => failed),
    events,
    skipped: sources[0]!.skipped,
    incomplete,
  };
}

it.each(codes)('messages in %s are read in every format', async (code) => {
  const { events, ...log } = await workloadOf(`${code}.log.gz`);
  const csv = await workloadOf(`${code}.csv.gz`);
  const json = await workloadOf(`${code}.json.gz`);
  expect(csv).toMatchObject(log);
  expect(json).toEqual(csv);
  expect(events!.totals.length).toBeGreaterThan(0);
  expect(log.queries.reduce((sum, { calls }) => sum + calls, 0)).toBe(13);
  expect(log.skipped).toEqual({ 'failed statement': 1, 'parse or bind step': 16, 'utility statement': 2 });
  expect(log.failed.reduce((sum, count) => sum + count, 0)).toBe(1);
  expect(
    log.queries.flatMap(({ samples }) => samples).filter(({ parameters }) => parameters.length === 1),
  ).toHaveLength(5);
  // Only SQLSTATE tells what kind of error it was.
  const undefinedObject = expect.objectContaining({ kind: 'undefined-object', count: 1 }) as unknown;
  expect(csv.events!.totals).toEqual(expect.arrayContaining([undefinedObject]));
  expect(log.incomplete).toEqual([]);
});
