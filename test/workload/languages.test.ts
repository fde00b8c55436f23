import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { collectWorkload } from '../../src/workload/collect.ts';
import { compilePrefix } from '../../src/workload/log/prefix.ts';
import { findTag } from '../../src/workload/log/severity-tag.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { bytesOf, fixture } from './support.ts';

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
  expect(log.queries.reduce((sum, { calls }) => sum + calls, 0)).toBe(14);
  expect(log.skipped).toEqual({ 'failed statement': 1, 'parse or bind step': 16, 'utility statement': 1 });
  expect(log.failed.reduce((sum, count) => sum + count, 0)).toBe(1);
  expect(
    log.queries.flatMap(({ samples }) => samples).filter(({ parameters }) => parameters.length === 1),
  ).toHaveLength(6);
  // Only SQLSTATE tells what kind of error it was.
  const undefinedObject = expect.objectContaining({ kind: 'undefined-object', count: 1 }) as unknown;
  expect(csv.events!.totals).toEqual(expect.arrayContaining([undefinedObject]));
  expect(log.incomplete).toEqual([]);
});

// What servers write by the catalogues of PostgreSQL 17.
it.each(['pl', 'tr', 'pt_BR'])('messages in %s are read as its catalogue has them', async (code) => {
  const log = await readFile(`fixtures/logs/catalogues/${code}.log`, 'utf8');
  const { queries, statistics, events, incomplete } = await collectWorkload([readLog(code, bytesOf(log))]);
  expect(queries.map(({ sql, calls }) => `${calls} × ${sql}`).toSorted()).toEqual([
    '1 × SELECT a FROM t1 WHERE b = $1',
    '1 × SELECT a FROM t2',
    '1 × SELECT a FROM t3 WHERE b = $1',
    '1 × SELECT a FROM t4 WHERE b = $1',
    '1 × SELECT a FROM t6',
  ]);
  const parameters = queries.flatMap(({ samples }) => samples.map((sample) => sample.parameters));
  expect(parameters).toEqual(expect.arrayContaining([['x'], ['y']]));
  expect([...statistics!.values()].reduce((sum, { failed }) => sum + failed, 0)).toBe(3);
  expect(events!.totals.map(({ kind, count }) => `${count} × ${kind}`)).toEqual([
    '1 × lock-wait',
    '1 × session',
    '1 × statement-timeout',
    '1 × temporary-file',
    '1 × undefined-object',
    '1 × unique-violation',
  ]);
  expect(incomplete).toEqual([]);
});

describe('a tag without a blank after its colon', () => {
  const at = '2024-05-01 10:00:00.123 KST [77] app@shop ';

  it('is that of a QUERY in Korean', async () => {
    const lines = [
      '오류:  "nope" 이름의 릴레이션(relation)이 없습니다 15 번째 문자 부근',
      '쿼리:SELECT * FROM nope',
      '내용:  SQL 구문: f()',
      '명령 구문:  SELECT f()',
      '로그:  수행시간: 1.000 ms  명령 구문: SELECT a FROM t1',
    ];
    const log = lines.map((line) => `${at}${line}\n`).join('');
    const { queries, events, incomplete } = await collectWorkload([readLog('ko', bytesOf(log))]);
    expect(queries).toMatchObject([{ sql: 'SELECT a FROM t1', calls: 1 }]);
    expect(events!.totals).toMatchObject([{ kind: 'undefined-object', count: 1 }]);
    expect(incomplete).toEqual([]);
  });

  it('is found where no other one is, and where the server writes it', () => {
    expect(findTag(`${at}쿼리:SELECT 'a: b'`)).toEqual({ tag: '쿼리', start: at.length, end: at.length + 3 });
    expect(findTag(`${at}AYRINTI:$1 = 'x' parametresi`)).toMatchObject({ tag: 'AYRINTI', start: at.length });
    expect(findTag(`${at}쿼리:  SELECT 1`)).toMatchObject({ tag: '쿼리', end: at.length + 5 });
    expect(findTag('SELECT 1 -- NOSORGU:x')).toBeNull();
    expect(compilePrefix('%m [%p] %u@%d ')(`${at}SORGU:SELECT 1`)).toMatchObject({ tag: 'SORGU', text: 'SELECT 1' });
    expect(compilePrefix('%m [%p] %u@%d ')(`${at}LOG:SELECT 1`)).toBeNull();
  });
});
