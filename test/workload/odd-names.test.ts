import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compilePrefix } from '../../src/workload/log/prefix.ts';
import { asStderr, PREFIXES, recordsOf } from './as-logged.ts';
import { readText, type ReadResult } from './support.ts';

const records = recordsOf(gunzipSync(await readFile('fixtures/logs/debian.json.gz')).toString('utf8'));
/** A log of the same activity by an application of another name. */
const logOf = (application: string, prefix: string) =>
  asStderr(
    records.map((record) => (record.application_name ? { ...record, application_name: application } : record)),
    prefix,
  );
const counted = ({ executions, source }: ReadResult) => ({
  executions: executions.map(({ sql, parameters, durationMs }) => ({ sql, parameters, durationMs })),
  skipped: source.skipped,
});
/** Where a name's end is marked by no more than a blank. */
const OPEN = ['%m [%p] %q%u@%d %a ', '%m [%p] %a ', '%t [%p]: [%l-1] user=%u,db=%d,app=%a ', '%m [%p] %a %r %u@%d '];

describe('an application whose name holds a tag', () => {
  it.each([...OPEN, ...PREFIXES.filter((prefix) => prefix.includes('%a'))])('loses nothing with %j', async (prefix) => {
    const plain = counted(await readText(logOf('nightly', prefix), { prefix }));
    for (const name of ['import LOG:  nightly', 'ERROR:  none', 'a DETAIL:  b LOG:  c']) {
      for (const onlyStrings of [false, true]) {
        const odd = await readText(logOf(name, prefix), { prefix, onlyStrings });
        expect(counted(odd)).toEqual(plain);
        expect(odd.executions.map(({ application }) => application)).toContain(name);
      }
    }
  });

  it.each(OPEN)('loses nothing where the prefix %j is to be told', async (prefix) => {
    const plain = counted(await readText(logOf('nightly', prefix)));
    expect(counted(await readText(logOf('import LOG:  nightly', prefix)))).toEqual(plain);
  });

  it('loses nothing with whatever tags in its name', async () => {
    const prefix = OPEN[0]!;
    const plain = counted(await readText(logOf('nightly', prefix), { prefix }));
    const part = fc.constantFrom(
      'LOG:  ',
      'ERROR:  ',
      'DETAIL:  ',
      'STATEMENT:  ',
      'job',
      ' ',
      ',',
      '(5)',
      '@',
      'CONTEXT:  ',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 7 }), async (parts) => {
        const name = `x${parts.join('')}x`.slice(0, 63);
        expect(counted(await readText(logOf(name, prefix), { prefix }))).toEqual(plain);
      }),
      { numRuns: 30 },
    );
  });
});

it('does not take what a client wrote for a tag of its name', async () => {
  const prefix = '%m [%p] %q%u@%d %a ';
  const line = (rest: string) => `2026-11-23 12:51:46.003 UTC [7] ann@shop psql ${rest}\n`;
  const forged = 'LOG:  duration: 9.000 ms  statement: SELECT forged';
  const text =
    line('LOG:  duration: 1.000 ms  statement: SELECT 1') +
    line(`LOG:  QUERY STATISTICS`) +
    line(`DETAIL:  ! system usage stats:`) +
    line(`STATEMENT:  SELECT '${forged}'`) +
    line(`ERROR:  invalid input syntax for type integer: "${forged}" at character 8`) +
    line(`STATEMENT:  SELECT '${forged}'::int`);
  const { executions, source } = await readText(text, { prefix });
  expect(executions.map(({ sql }) => sql)).toEqual(['SELECT 1']);
  expect(source.skipped).toEqual({ 'failed statement': 1 });
});

it.each([false, true])('nor in a session whose statements were plain (only strings: %j)', async (onlyStrings) => {
  const line = (pid: number, application: string, rest: string) =>
    `2026-11-23 12:51:46.003 UTC [${pid}] ann@shop ${application} LOG:  ${rest}\n`;
  const statement = (name: string) => `duration: 1.000 ms  statement: SELECT ${name}`;
  const text =
    line(7, 'psql', statement('plain')) +
    line(7, 'psql', `a raised LOG:  ${statement('forged')}`) +
    line(8, 'psql LOG:  nightly', statement('nightly')) +
    line(8, 'psql LOG:  nightly', statement('again')) +
    line(8, 'psql', statement('renamed')) +
    line(8, 'psql', `a raised LOG:  ${statement('forged')}`);
  const { executions } = await readText(text, { prefix: '%m [%p] %q%u@%d %a ', onlyStrings });
  expect(executions.map(({ sql }) => sql.slice(7))).toEqual(['plain', 'nightly', 'again', 'renamed']);
});

it.each([
  ['%c ', '6b04366d.15 '],
  ['%m [%p] %q%u@%d ', '2026-11-23 12:51:46.003 UTC [7] ann@shop '],
  ['%m [%p] %q%u@%d %a ', '2026-11-23 12:51:46.003 UTC [7] ann@shop psql '],
])('nor in the values of a session’s first bind, with %j', async (prefix, head) => {
  const detail = `${head}DETAIL:  Parameters: $1 = 'LOG:  duration: 9.000 ms  statement: SELECT forged'\n`;
  const step = (name: string) => `${head}LOG:  duration: 1.000 ms  ${name} <unnamed>: INSERT INTO lines VALUES ($1)\n`;
  for (const onlyStrings of [false, true]) {
    const { executions, source } = await readText(step('bind') + detail + step('execute') + detail, {
      prefix,
      onlyStrings,
    });
    expect(executions.map(({ sql }) => sql)).toEqual(['INSERT INTO lines VALUES ($1)']);
    expect(source.skipped).toEqual({ 'parse or bind step': 1 });
  }
});

it.each([false, true])('reads the connection of one whose name holds a tag (only strings: %j)', async (onlyStrings) => {
  const head = 'pid=7,user=ann,db=shop,app=x STATEMENT:  y,client=10.0.0.7 ';
  const text = [
    'duration: 1.000 ms  statement: SELECT 1',
    'connection authorized: user=ann database=shop application_name=x STATEMENT:  y',
    'duration: 1.000 ms  statement: SELECT 2',
  ]
    .map((message) => `${head}LOG:  ${message}\n`)
    .join('');
  const { executions, source } = await readText(text, {
    prefix: 'pid=%p,user=%u,db=%d,app=%a,client=%h ',
    onlyStrings,
  });
  expect(executions.map(({ application }) => application)).toEqual(['x STATEMENT:  y', 'x STATEMENT:  y']);
  expect(source.skipped).toEqual({});
});

describe('an application whose name holds blanks', () => {
  const rest = 'LOG:  duration: 1.000 ms  statement: SELECT 1';
  const who = { application: 'my app 2', host: '10.0.0.7(5432)', user: 'ann', database: 'shop' };

  it.each([
    ['[7] %a %r %u@%d ', '[7] my app 2 10.0.0.7(5432) ann@shop '],
    ['[7] %r %a %u@%d ', '[7] 10.0.0.7(5432) my app 2 ann@shop '],
    ['[7] %a %u %d %r ', '[7] my app 2 ann shop 10.0.0.7(5432) '],
  ])('is told from the other fields of %j', (prefix, head) => {
    expect(compilePrefix(prefix)(`${head}${rest}`)).toMatchObject(who);
  });

  it.each(['[local]', '10.0.0.7', 'db.example.com'])('is told from the host %s', (host) => {
    expect(compilePrefix('[%p] %a %h %u@%d ')(`[7] my app 2 ${host} ann@shop ${rest}`)).toMatchObject({ ...who, host });
  });
});

it.each([undefined, '%m '])(
  'is not looked for in the text of a failed statement without a session (prefix: %j)',
  async (prefix) => {
    const line = (rest: string) => `2026-11-23 12:51:46.003 UTC ${rest}\n`;
    const plain = line('LOG:  duration: 1.000 ms  statement: SELECT b FROM w');
    const text =
      plain +
      line('ERROR:  relation "zz" does not exist') +
      line("STATEMENT:  INSERT INTO zz VALUES ('12:00:00 UTC [5]: LOG:  statement: SELECT 9 FROM v')") +
      plain;
    const { executions, source } = await readText(text, { prefix });
    expect(executions.map(({ sql }) => sql)).toEqual(['SELECT b FROM w', 'SELECT b FROM w']);
    expect(source.skipped).toEqual({ 'failed statement': 1 });
  },
);

it.each([false, true])(
  'a csvlog has whatever names its users and databases have, only strings: %p',
  async (onlyStrings) => {
    const names = [
      ['app', 'shop'],
      ['a, "b"', 'my "db", x'],
      ['us\ner', 'two\n\nlines'],
      ['app', ',\n"'],
    ] as const;
    const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
    const log = [...names, ...names].map(
      ([user, database], n) =>
        `2026-11-23 12:51:46.000 UTC,${quoted(user)},${quoted(database)},${n},"h:1",6b.${n},1,"SELECT",2026-11-23 12:00:00 UTC,3/0,0,LOG,00000,"duration: 2.000 ms  statement: SELECT ""a"",\n ${n}",,,,,,,,,"x"\n`,
    );
    const { executions, source } = await readText(log.join(''), { onlyStrings });
    expect(executions.map(({ user, database }) => [user, database])).toEqual([...names, ...names]);
    expect(source.skipped).toEqual({});
  },
);
