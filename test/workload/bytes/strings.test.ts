import { readdir } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { collectSources, collectWorkload } from '../../../src/workload/collect.ts';
import { readLog } from '../../../src/workload/read-log.ts';
import { bytesOf, fixture } from '../support.ts';

const logs = (await readdir('fixtures/logs')).filter(
  (name) => /\.(log|csv|json)(\.gz)?$/.test(name) && name !== 'truth.json',
);

it.each(logs)('%s read as bytes is the workload that it is read as strings', async (name) => {
  const bytes = await collectWorkload([readLog('same', await fixture(name, 5_000))]);
  expect(bytes).toEqual(await collectWorkload([readLog('same', await fixture(name), { onlyStrings: true })]));
});

const PREFIX = '2026-11-23 12:51:46.003 UTC [21200] postgres@shop ';
const COMMENTED = [
  "/*route='/a',controller='b'*/ SELECT 1",
  "SELECT 2 /* one */ /*route='%2Fb'*/;",
  'SELECT "c" /*action:show,controller:users*/',
  "/*route='x'*/ SELECT 3\n\tFROM t\n\t/*action:list,\n\tcontroller:y*/",
  '/* /* nested */ route:z */ SELECT 4',
  "/*job:one*/ /*action:two*/ SELECT 5 /*route='/a'*/\n\t/*controller='b'*/",
  "SELECT 6 /*route='/c'*/ -- /*route='/d'*/",
  "SELECT 7 -- /*route='/e'*/\n\t/*route='/f'*/",
  "SELECT '--' /*route='/g'*/ /* /* nested */ */ /*route='/h'*/",
  "/*job:three*/ SELECT 8 WHERE a AT TIME ZONE 'UTC' > 'x' /*route='/i'*/",
  "SELECT extract('year' FROM a) /*route='/j'*/",
];

it.each([
  ['stderr', (sql: string) => `${PREFIX}LOG:  duration: 1.000 ms  statement: ${sql}\n`],
  [
    'csvlog',
    (sql: string) =>
      `2026-11-23 12:49:50.740 UTC,"postgres","shop",1,"h:1",6b04366e.4ba9,3,"SELECT",2026-11-23 12:49:50 UTC,3/0,0,LOG,00000,"duration: 1.000 ms  statement: ${sql.replaceAll('\n\t', '\n').replaceAll('"', '""')}",,,,,,,,,"psql","client backend",,1\n`,
  ],
  [
    'jsonlog',
    (sql: string) =>
      `${JSON.stringify({ timestamp: '2026-11-23 12:49:50.740 UTC', user: 'u', dbname: 'd', pid: 1, session_id: '6b04366e.4ba9', error_severity: 'LOG', message: `duration: 1.000 ms  statement: ${sql.replaceAll('\n\t', '\n')}` })}\n`,
  ],
])('the tags of comments in %s', async (_, toLine) => {
  const text = COMMENTED.map(toLine).join('');
  const bytes = await collectWorkload([readLog('same', bytesOf(text))]);
  expect(bytes).toEqual(await collectWorkload([readLog('same', bytesOf(text), { onlyStrings: true })]));
  const routes = [...bytes.statistics!.values()].flatMap(({ tags }) => tags.map(({ key }) => key));
  expect(new Set(routes)).toEqual(new Set(['route', 'controller', 'action', 'job']));
});

it('the samples of statements of which neither time nor duration is told', async () => {
  const text = Array.from({ length: 40 }, (_, n) => `[7] LOG:  statement: SELECT a FROM t WHERE b = ${n % 20}\n`).join(
    '',
  );
  const read = async (onlyStrings: boolean) =>
    (await collectSources([readLog('same', bytesOf(text), { prefix: '[%p] ', onlyStrings })])).toDocument();
  expect(await read(false)).toEqual(await read(true));
});

it.each(['1795438190.560', '999999999999.999', '1791795438190.560'])('the time %s of %%n', async (time) => {
  const text = `1795438190.100 [7] LOG:  connection received: host=h port=1\n${time} [7] LOG:  duration: 1.000 ms  statement: SELECT 1\n`;
  const read = async (onlyStrings: boolean) =>
    (await collectSources([readLog('same', bytesOf(text), { prefix: '%n [%p] ', onlyStrings })])).toDocument();
  expect(await read(false)).toEqual(await read(true));
});

it('a client that a prefix told from the log fits by chance alone is none to both', async () => {
  const line = (head: string, n: number) =>
    `<${head}> LOG:  duration: 1.000 ms  statement: SELECT ${n} FROM t${n % 7}\n`;
  const usual = Array.from({ length: 1_200 }, (_, n) =>
    line(`2026-11-23 12:51:46.00${n % 10} UTC pid:${100 + n} usr=u${n % 3}`, n),
  );
  const odd = Array.from({ length: 30 }, (_, n) =>
    line(`2026-11-23 12:51:46.003 UTC pid:${77 + (n % 2)} usr=one of many=three`, 7 * n),
  );
  const text = [...usual, ...odd].join('');
  const bytes = await collectWorkload([readLog('same', bytesOf(text))]);
  expect(bytes).toEqual(await collectWorkload([readLog('same', bytesOf(text), { onlyStrings: true })]));
  expect(bytes.sources[0]).toMatchObject({ statements: 1_230, skipped: {} });
});
