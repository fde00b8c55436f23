import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { collectWorkload } from '../../src/workload/collect.ts';
import { openInput } from '../../src/workload/files.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { bytesOf, readText } from './support.ts';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'idx-advisor-line-ends-'))));
afterAll(() => rm(folder, { recursive: true }));

const log = await readFile('fixtures/logs/debian.log', 'utf8');
const csv = await readFile('fixtures/logs/debian.csv', 'utf8');
const json = gunzipSync(await readFile('fixtures/logs/debian.json.gz')).toString('utf8');

/** What some texts are that CR ends inside of literals, is no matter here. */
const withCr = (text: string) => text.replaceAll('\r', '').replaceAll('\n', '\r');
const withNewlines = (text: string) => text.replaceAll('\r', '');

const record = (tag: string, text: string) =>
  `2026-11-23 12:00:00.000 UTC [7] ${tag}:  ${text.replaceAll('\n', '\n\t')}\n`;
const execution = (sql: string, value: string) =>
  record('LOG', `duration: 1.000 ms  execute S_1: ${sql}`) + record('DETAIL', `parameters: $1 = '${value}'`);

async function workloadOf(chunks: AsyncIterable<Uint8Array>) {
  const { queries, statistics, events, incomplete } = await collectWorkload([readLog('same', chunks)]);
  return { queries, statistics, events, incomplete };
}

it.each([
  ['stderr', log],
  ['csvlog', csv],
  ['jsonlog', json],
])('a %s whose lines end in CR alone is the same', async (_, text) => {
  const expected = await workloadOf(bytesOf(withNewlines(text)));
  const path = join(folder, 'postgresql.log');
  await writeFile(path, withCr(text));
  expect(await workloadOf(openInput(path))).toEqual(expected);
  await writeFile(path, gzipSync(withCr(text)));
  expect(await workloadOf(openInput(path))).toEqual(expected);
  for (const size of [1_000, 100_000]) expect(await workloadOf(bytesOf(withCr(text), size))).toEqual(expected);
});

it('a CR in a statement of a log with newlines is the statement’s', async () => {
  const line = "2026-11-23 12:00:00.000 UTC [7] LOG:  duration: 1.000 ms  statement: SELECT 'a\rb'\n";
  for (const size of [10, 100_000]) {
    const { queries } = await workloadOf(bytesOf(line.repeat(3), size));
    expect(queries).toMatchObject([{ calls: 3, samples: [{ sql: "SELECT 'a\rb'" }] }]);
  }
});

describe('CR and newline within a record', () => {
  const sql = 'SELECT a\r\nFROM t\r\nWHERE b = $1';

  it.each(['\r\n', 'a\r\nb', 'a\r', '\n', 'a\r\n'])(
    'are the text’s where the server’s lines end in newlines: %j',
    async (value) => {
      for (const onlyStrings of [false, true]) {
        const { executions, source } = await readText(execution(sql, value).repeat(2), { onlyStrings });
        expect(executions).toMatchObject([1, 2].map(() => ({ sql, parameters: [value] })));
        expect(source.skipped).toEqual({});
      }
      const { queries } = await workloadOf(bytesOf(execution(sql, value)));
      expect(queries).toMatchObject([{ samples: [{ sql, parameters: [value] }] }]);
    },
  );

  it.each(['\r\n', 'a\nb', 'a\r', '\n'])('end the lines of a server on Windows: %j', async (value) => {
    const text = (execution(sql, value) + record('LOG', 'duration: 2.000 ms  statement: SELECT 1')).replaceAll(
      '\n',
      '\r\n',
    );
    for (const onlyStrings of [false, true]) {
      const { executions } = await readText(text, { onlyStrings });
      expect(executions).toMatchObject([{ sql, parameters: [value] }, { sql: 'SELECT 1' }]);
    }
    const { queries } = await workloadOf(bytesOf(text));
    expect(queries.flatMap(({ samples }) => samples)).toMatchObject([
      { sql: 'SELECT 1' },
      { sql, parameters: [value] },
    ]);
  });
});
