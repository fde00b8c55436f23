import { expect, it } from '@jest/globals';
import { collectWorkload } from '../../src/workload/collect.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { readTags } from '../../src/workload/tags.ts';
import { bytesOf } from './support.ts';

it.each([
  [
    'sqlcommenter, percent-encoded',
    `SELECT 1 /*action='%2Fparam*d',controller='index',framework='spring',traceparent='00-5bd66ef5-00f067-01'*/`,
    [
      ['action', '/param*d'],
      ['controller', 'index'],
      ['framework', 'spring'],
      ['traceparent', '00-5bd66ef5-00f067-01'],
    ],
  ],
  [
    'an escaped quote',
    String.raw`SELECT 1 /*name='DROP%20TABLE\'s',route='%2Fusers'*/`,
    [
      ['name', "DROP TABLE's"],
      ['route', '/users'],
    ],
  ],
  ['what opens a comment in a literal before it', "SELECT '/%/*.txt' /*route:users*/", [['route', 'users']]],
  ['none of a comment in a comment', 'SELECT 1 /* a:1 /* nested */ b */', []],
  ['none of such a one before it', '/* a:1 /* nested */ b */ SELECT 1', []],
  ['a semicolon after it', "SELECT 1 /*route='x'*/ ;\n", [['route', 'x']]],
  [
    'marginalia',
    'SELECT 1 /*application:Shop,controller:orders,action:show*/',
    [
      ['application', 'Shop'],
      ['controller', 'orders'],
      ['action', 'show'],
    ],
  ],
  ['a comment at the beginning', '/* controller:orders */ SELECT 1', [['controller', 'orders']]],
  [
    'one at both ends',
    "/* app:web */ SELECT 1 /* route='r' */",
    [
      ['app', 'web'],
      ['route', 'r'],
    ],
  ],
  [
    'several in a row',
    "/*app:web*/ -- the first\n /* prose */ /*job:mail*/ SELECT 1 /*route='a'*/\n/**/ /*controller='b'*/;",
    [
      ['app', 'web'],
      ['job', 'mail'],
      ['route', 'a'],
      ['controller', 'b'],
    ],
  ],
  ['one before a comment of a line', "SELECT '--' /*route='a'*/ -- b\n", [['route', 'a']]],
  ['none in a comment of a line', "SELECT 1 -- /*route='a'*/", []],
  [
    'a dash in one of them',
    "SELECT 1 /*route='a--b'*/ /*job='c'*/",
    [
      ['route', 'a--b'],
      ['job', 'c'],
    ],
  ],
  ['one after a literal that ends as one', "SELECT '/*a:b*/' /*route='x'*/", [['route', 'x']]],
  ['nothing but a comment', "/* route='r' */", [['route', 'r']]],
  ['prose', 'SELECT 1 /* note: to self, do not touch */', []],
  ['one inside', "SELECT /* route='r' */ 1", []],
  ['one in a literal', "SELECT '/*a=''b''*/'", []],
  ['damaged percent-encoding', "SELECT 1 /*route='%zz'*/", [['route', '%zz']]],
  ['none', 'SELECT 1', []],
])('%s', (_, sql, tags) => {
  expect(readTags(sql)).toEqual(tags);
});

it('looks at both ends of a long text alone', () => {
  const long = `/*app:web*/ SELECT ${'1, '.repeat(5_000)}1 /*route='r'*/`;
  expect(readTags(long)).toEqual([
    ['app', 'web'],
    ['route', 'r'],
  ]);
});

it.each([
  "/*route='/a'*/ SELECT a FROM t WHERE b = 1;",
  "/*route='/a'*/ SELECT a FROM t WHERE b = 'x;y'",
  "SELECT a FROM t WHERE b = 1; /*route='/a'*/",
  "SELECT a FROM t WHERE b = 1; /*route='/a'*/ ;\n\t",
])('are the same of bytes and of strings: %j', async (sql) => {
  const line = `2026-11-23 12:51:46.003 UTC [7] LOG:  duration: 1.000 ms  statement: ${sql}\n`;
  for (const onlyStrings of [false, true]) {
    const { statistics } = await collectWorkload([readLog('log', bytesOf(line.repeat(2)), { onlyStrings })]);
    expect([...statistics!.values()].map(({ tags }) => tags)).toMatchObject([
      [{ key: 'route', values: [{ value: '/a', calls: 2 }] }],
    ]);
  }
});
