import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { collectWorkload } from '../../src/workload/collect.ts';
import { createReverser, isNewestFirst } from '../../src/workload/log/newest-first.ts';
import { readLog } from '../../src/workload/read-log.ts';
import type { Workload } from '../../src/workload/model.ts';
import { recordsOf, stderrLines, type JsonRecord } from './as-logged.ts';
import { bytesOf, withoutPlaces } from './support.ts';

/** A statement and its duration are of two records here: their order is what joins them. */
const records = recordsOf(gunzipSync(await readFile('fixtures/logs/statement-and-duration.json.gz')).toString('utf8'));
const PREFIX = '%m [%p] %q[user=%u,db=%d,app=%a,host=%h] ';
const iso = ({ timestamp }: JsonRecord) => timestamp.replace(' ', 'T').replace(' UTC', 'Z');
const text = (record: JsonRecord) => stderrLines(record, PREFIX).join('\n');

type Entries = (all: readonly JsonRecord[]) => string[];
const lines: Readonly<Record<string, Entries>> = {
  stderr: (all) => all.map(text),
  'a jsonlog': (all) => all.map((record) => JSON.stringify(record)),
  'text of CloudWatch': (all) => all.map((record) => `${iso(record)} ${text(record)}`),
  'text of CloudWatch, a line an entry': (all) =>
    all.flatMap((record) =>
      text(record)
        .split(/\n(?!\t)/)
        .map((line) => `${iso(record)} ${line}`),
    ),
  'Cloud SQL, an entry a message': (all) =>
    all.map((record) => JSON.stringify({ insertId: 's', textPayload: text(record), timestamp: iso(record) })),
  'Loki’s lines': (all) =>
    all.map((record) => JSON.stringify({ labels: { app: 'pg' }, line: text(record), timestamp: iso(record) })),
  'Docker’s lines, each turned round': (all) =>
    all.flatMap((record) =>
      stderrLines(record, PREFIX).map((line) =>
        JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: iso(record) }),
      ),
    ),
};

async function workloadOf(log: string): Promise<Omit<Workload, 'sources'>> {
  const { sources, ...workload } = await collectWorkload([readLog('same', bytesOf(log))]);
  return {
    ...workload,
    incomplete: withoutPlaces(workload.incomplete),
    sources: sources.map(({ skipped }) => skipped),
  } as never;
}

describe('a log with the newest first is the same as in the order of writing:', () => {
  it.each(Object.entries(lines))('%s', async (_, entries) => {
    const all = entries(records);
    const expected = await workloadOf(`${all.join('\n')}\n`);
    expect(await workloadOf(`${all.toReversed().join('\n')}\n`)).toEqual(expected);
    expect(expected.queries.length).toBeGreaterThan(10);
  });

  it.each([
    ['printed as one list', (all: readonly unknown[]) => JSON.stringify(all, null, 2)],
    ['on one line', (all: readonly unknown[]) => JSON.stringify(all)],
    ['in a list of an object', (all: readonly unknown[]) => JSON.stringify({ events: all }, null, 1)],
  ])('entries %s', async (_, print) => {
    const all = records.map((record) => ({ message: text(record), timestamp: Date.parse(iso(record)) }));
    expect(await workloadOf(print(all.toReversed()))).toEqual(await workloadOf(print(all)));
  });
});

it('clocks that jump and sessions beside each other are no such order', () => {
  expect(isNewestFirst([5, 4, 3, 2])).toBe(true);
  expect(isNewestFirst([5, 5, 4, 4, 3, 3, 3, 2])).toBe(true);
  expect(isNewestFirst([1, 2, 3, 1, 2, 3, 1, 2])).toBe(false);
  expect(isNewestFirst([3, 2, 3, 2, 3, 2, 1])).toBe(false);
  expect(isNewestFirst([2, 1])).toBe(false);
  expect(isNewestFirst([])).toBe(false);
});

it('what is too much to hold is put in order part by part, and none of it lost', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 10, max: 400 }), (count, most) => {
      const found: string[] = [];
      const reverser = createReverser('stderr', null, (line) => found.push(line), most);
      const entries = Array.from({ length: count }, (_, i) => [`2026-11-23 ${i} LOG:  x`, `\tmore ${i}`]);
      for (const line of entries.flat()) reverser.push(line, 0);
      reverser.end();
      expect(found.toSorted()).toEqual(entries.flat().toSorted());
      for (let i = 0; i < found.length; i += 2) expect(found[i + 1]).toBe(`\tmore ${found[i]!.split(' ')[1]!}`);
      expect(reverser.isInParts || found[0] === entries.at(-1)![0]).toBe(true);
    }),
  );
});
