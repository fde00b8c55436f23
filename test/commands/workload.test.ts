import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import Workload from '../../src/commands/workload.ts';
import { renderWorkload } from '../../src/report/workload-table.ts';
import type { WorkloadSummary } from '../../src/report/workload-summary.ts';
import type { WorkloadDocument } from '../../src/workload/file/document.ts';
import { runCommand } from '../support/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'idx-advisor-workload-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string) => join(folder, name);
const log = 'fixtures/logs/debian.log';
const other = 'fixtures/logs/pg18.csv.gz';

async function save(name: string, ...argv: string[]): Promise<string> {
  const { stdout, exitCode } = await runCommand(Workload, [...argv, '-o', file(name)]);
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 });
  return file(name);
}

const contentOf = (path: string) => gunzipSync(readFileSync(path)).toString('utf8');

async function summaryOf(...argv: string[]): Promise<WorkloadSummary> {
  const { stdout, stderr, exitCode } = await runCommand(Workload, [...argv, '--format', 'json']);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return JSON.parse(stdout) as WorkloadSummary;
}

describe('a workload file', () => {
  test('holds all that its logs tell, and says so in one line', async () => {
    const { stderr } = await runCommand(Workload, [log, '-o', file('one.json.gz')]);
    expect(stderr).toMatch(/one\.json\.gz: 33 calls of 21 statements, \d/);
    expect(await summaryOf('--workload', file('one.json.gz'))).toEqual(await summaryOf(log));
    expect(statSync(file('one.json.gz')).mode & 0o777).toBe(0o600);
  });

  test('is the same to the byte in whatever order logs and files are merged', async () => {
    const a = await save('a.json.gz', log);
    const b = await save('b.json.gz', other);
    const both = readFileSync(await save('both.json.gz', log, other));
    expect(readFileSync(await save('ab.json.gz', '--workload', a, '--workload', b))).toEqual(both);
    expect(readFileSync(await save('ba.json.gz', '--workload', b, '--workload', a))).toEqual(both);
    expect(readFileSync(await save('mixed.json.gz', other, '--workload', a))).toEqual(both);
    expect(JSON.parse(readFileSync(await save('plain.json', log, other), 'utf8'))).toEqual(
      JSON.parse(gunzipSync(both).toString('utf8')),
    );
  });

  test('goes to standard output for -, as a plain one has it, and to no file of that name', async () => {
    const { stdout, stderr, exitCode } = await runCommand(Workload, [log, '-o', '-']);
    expect({ stderr, exitCode }).toEqual({ stderr: 'standard output: 33 calls of 21 statements\n', exitCode: 0 });
    expect(stdout).toBe(readFileSync(await save('same.json', log), 'utf8'));
    expect(existsSync('-')).toBe(false);
    const redacted = await runCommand(Workload, [log, '-o', '-', '--redact']);
    expect(redacted.stdout).toBe(readFileSync(await save('same-redacted.json', log, '--redact'), 'utf8'));
  });

  test('holds no literal when redacted, and the same numbers', async () => {
    const full = contentOf(await save('full.json.gz', log));
    const redacted = contentOf(await save('redacted.json.gz', log, '--redact'));
    for (const literal of ["O''Brien", "O'Brien", 'user1@example.com', '127.0.0.1'])
      expect(redacted).not.toContain(literal);
    expect(full).toContain("O'Brien");
    expect(redacted).toContain('/orders/:id');
    const calls = ({ statements }: WorkloadSummary) => statements.map((each) => [each.sql, each.calls, each.p95Ms]);
    expect(calls(await summaryOf('--workload', file('redacted.json.gz')))).toEqual(calls(await summaryOf(log)));
  });
});

test('what errors name that is no name goes with --redact, and their statement stays', async () => {
  const at = '2026-11-20 10:00:00.000 UTC [7] app@shop ';
  const failed = (message: string, sql: string) => `${at}ERROR:  ${message}\n${at}STATEMENT:  ${sql}\n`;
  const text = [
    `${at}LOG:  duration: 1.000 ms  statement: SELECT 1\n`,
    failed('column "bob@example.com" does not exist', 'SELECT a FROM u WHERE b = 1'),
    failed('column "Alice Smith" does not exist', 'SELECT a FROM u WHERE b = 2'),
    failed('relation "bob@example.com" does not exist', "SELECT $1::regclass, 'x"),
    failed('column "größe_2" does not exist', 'SELECT a FROM u WHERE b = 3'),
  ];
  writeFileSync(file('named.log'), text.join(''));
  const [redacted, full] = await Promise.all(
    [['--redact'], []].map(async (flags) =>
      contentOf(await save(`named${flags.length}.json.gz`, file('named.log'), ...flags)),
    ),
  );
  expect(full).toContain('bob@example.com');
  expect(redacted).not.toMatch(/@|Alice/);
  const { events } = JSON.parse(redacted!) as WorkloadDocument;
  const statement = expect.stringMatching(/^[0-9a-f]{16}$/) as unknown;
  expect(events).toMatchObject([{ kind: 'undefined-object', count: 4 }]);
  expect(events[0]!.groups).toMatchObject([
    { subject: 'größe_2', statement, count: 1 },
    { subject: null, statement, count: 2 },
  ]);
});

describe('with --redact', () => {
  const at = '2026-11-20 10:00:00.000 UTC [7] app@shop ';
  const failed = (sql: string) => `${at}ERROR:  column does not exist\n${at}STATEMENT:  ${sql}\n`;
  const ran = (sql: string) => `${at}LOG:  duration: 1.000 ms  statement: ${sql}\n`;
  const plainOf = async (name: string, ...argv: string[]) => readFileSync(await save(name, ...argv), 'utf8');

  test('what a statement quotes that never ran is no name, unless it looks like one', async () => {
    const text = [
      ran(`SELECT a FROM "user data" WHERE b = 'x'`),
      failed('SELECT a FROM "user data" WHERE b = "Bob"'),
      failed('SELECT a FROM t WHERE b = "bob@example.com" AND c = "say ""hi"""'),
      failed(String.raw`SELECT a FROM U&"d\0061ta"`),
      failed('SELECT a FROM t WHERE phone = "5551234567"'),
      failed('SELECT "c d" FROM t'),
      ran('SELECT "c d" FROM t'),
    ];
    writeFileSync(file('quoted.log'), text.join(''));
    const { statements } = JSON.parse(await plainOf('quoted.json', file('quoted.log'), '--redact')) as WorkloadDocument;
    expect(statements.map(({ sql }) => sql).sort()).toEqual([
      'SELECT "c d" FROM t',
      'SELECT a FROM "?"',
      'SELECT a FROM "?" WHERE b = "Bob"',
      'SELECT a FROM "user data" WHERE b = $1',
      'SELECT a FROM t WHERE b = "?" AND c = "?"',
      'SELECT a FROM t WHERE phone = "?"',
    ]);
  });

  test('a file is the same whether its parts are redacted before they are merged or after', async () => {
    const all = [ran('SELECT 1'), failed('SELECT "c d" FROM t'), failed('SELECT "e@f" FROM t')];
    writeFileSync(file('failed.log'), all.join(''));
    writeFileSync(file('ran.log'), ran('SELECT "c d" FROM t'));
    for (const name of ['failed', 'ran']) {
      await save(`${name}-full.json`, file(`${name}.log`));
      await save(`${name}-redacted.json`, file(`${name}.log`), '--redact');
    }
    const fed = (...names: string[]) => names.flatMap((name) => ['--workload', file(`${name}.json`)]);
    const before = await plainOf('before.json', ...fed('failed-redacted', 'ran-redacted'));
    expect(before).toContain('c d');
    expect(before).not.toContain('e@f');
    expect(await plainOf('turned.json', ...fed('ran-redacted', 'failed-redacted'))).toBe(before);
    expect(await plainOf('after.json', ...fed('failed-full', 'ran-full'), '--redact')).toBe(before);
  });

  test('the table that a lock is waited for is there if it has an ordinary name', async () => {
    const waited = (object: string, table?: string) =>
      `${at}LOG:  process 7 still waiting for ShareLock on ${object} after 1000.123 ms\n` +
      (table === undefined ? '' : `${at}CONTEXT:  while updating tuple (0,1) in relation "${table}"\n`);
    const text = [
      ran('SELECT 1'),
      waited('transaction 5', 'accounts'),
      waited('transaction 5', 'bob@example.com'),
      waited('virtual transaction 3/4'),
      `${at}ERROR:  deadlock detected\n${at}CONTEXT:  while updating tuple (0,1) in relation "bob@example.com"\n`,
    ];
    writeFileSync(file('locks.log'), text.join(''));
    const { events } = JSON.parse(await plainOf('locks.json', file('locks.log'), '--redact')) as WorkloadDocument;
    expect(events.map(({ kind, groups }) => [kind, groups.map(({ subject }) => subject).sort()])).toEqual([
      ['deadlock', []],
      ['lock-wait', ['ShareLock on accounts', 'ShareLock on relation', 'ShareLock on virtual transaction']],
    ]);
  });
});

describe('the summary', () => {
  test('lists statements by total time, who asked them, and what else the logs tell', async () => {
    const { stdout, stderr, exitCode } = await runCommand(Workload, [log, '--top', '8']);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toMatchSnapshot();
  });

  test.each([60, 80, 100])('has a table that fits a terminal of %d columns', async (width) => {
    const text = renderWorkload(await summaryOf(log), { colour: false, width, top: 50 });
    const table = text.split('\n').filter((line) => /^[┌│├└]/.test(line));
    expect(table[1]).toMatch(/^│ statement {12,}│ calls │ +time │ share │.* failed │$/);
    expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(width);
  });

  test('tells statements apart on a terminal of 80 columns, and does not break its period', async () => {
    const summary = { ...(await summaryOf(log)), failed: 0 };
    const lines = renderWorkload(summary, { colour: false, width: 80, top: 8 }).split('\n');
    const [, first] = lines.filter((line) => line.startsWith('│'));
    expect(first!.split('│')[1]!.length).toBeGreaterThanOrEqual(30);
    expect(lines[1]).toMatch(/^20\d\d-\S+ \S+ to 20\d\d-\S+ \S+ UTC$/);
  });

  test('has milliseconds of whole microseconds', async () => {
    const texts = JSON.stringify(await summaryOf(log)).match(/"\w+Ms":[^,}]+/g);
    expect(texts).not.toEqual([]);
    expect(texts!.filter((text) => /\.\d{4}|e/.test(text.split(':')[1]!))).toEqual([]);
  });

  test('has the mean of the calls whose duration is known, and says where those are not all', async () => {
    const at = (second: number) => `2026-11-20 10:00:0${second}.000 UTC [7] app@shop LOG:  `;
    const asked = Array.from({ length: 4 }, (_, i) => `${at(2 * i)}statement: SELECT a FROM t WHERE b = ${i}\n`);
    writeFileSync(file('slow.log'), [asked[0], `${at(1)}duration: 1000.000 ms\n`, ...asked.slice(1)].join(''));
    const summary = await summaryOf(file('slow.log'));
    expect(summary.statements).toMatchObject([{ calls: 4, timedCalls: 1, totalMs: 1000, minMs: 1000, meanMs: 1000 }]);
    const note = 'without the calls of unknown duration: mean, p95, stddev of 1 statement';
    expect(renderWorkload(summary, { colour: false, width: 100, top: 5 })).toContain(note);
    expect(renderWorkload(await summaryOf(other), { colour: false, width: 100, top: 5 })).not.toContain('unknown');
  });

  test('says where values that are not named may be the heaviest', async () => {
    const line = (pid: number, application: string) =>
      `2026-11-20 10:00:00.000 UTC [${pid}] app@shop/${application} LOG:  duration: 1.000 ms  statement: SELECT 1\n`;
    const render = async (count: number) => {
      writeFileSync(file('many.log'), Array.from({ length: count }, (_, i) => line(i + 1, `worker-${i}`)).join(''));
      const summary = await summaryOf(file('many.log'), '--log-prefix', '%m [%p] %u@%d/%a ');
      return renderWorkload(summary, { colour: false, width: 100, top: 5 });
    };
    const note = 'there were more than 64: which of them are named is chance, and others may weigh more';
    expect((await render(65)).split(note)).toHaveLength(2);
    expect(await render(64)).not.toContain(note);
  });

  test('is whole in JSON, and holds no literal', async () => {
    const summary = await summaryOf(log);
    expect(summary).toMatchObject({ version: 1, calls: 33, failed: 12 });
    expect(summary.statements).toHaveLength(21);
    expect(summary.statements[0]).toMatchObject({
      calls: 5,
      failed: 1,
      timedCalls: 5,
      users: [{ value: 'postgres', calls: 5 }],
    });
    expect(JSON.stringify(summary)).not.toMatch(/O'Brien|samples/);
  });
});

describe('statements that failed each time', () => {
  const at = '2026-11-20 10:00:00.000 UTC [7] app@shop ';
  const failed = (sql: string) => `${at}ERROR:  column does not exist\n${at}STATEMENT:  ${sql}\n`;

  test('are told apart from those that ran, without what they quote', async () => {
    const ran = 'SELECT a FROM t WHERE b = 1';
    const unknown = 'SELECT a FROM "t" WHERE b = "bob@example.com"';
    const logged = [`${at}LOG:  duration: 1.000 ms  statement: ${ran}\n`, ...[ran, unknown, unknown].map(failed)];
    writeFileSync(file('only-failed.log'), logged.join(''));
    const summary = await summaryOf(file('only-failed.log'));
    expect(summary).toMatchObject({ calls: 1, failed: 3, statements: [{ calls: 1, failed: 1 }] });
    const [only] = summary.onlyFailed;
    expect(summary.onlyFailed).toHaveLength(1);
    expect(only).toMatchObject({ sql: 'SELECT a FROM "t" WHERE b = "?"', failed: 2 });
    const text = renderWorkload(summary, { colour: false, width: 100, top: 5 });
    expect(text).toContain('Failed each time\n  2 × SELECT a FROM t WHERE b = "?"\n');
  });

  test('are listed up to eight', async () => {
    const many = Array.from({ length: 10 }, (_, i) => failed(`SELECT a${i} FROM t`));
    writeFileSync(file('many-failed.log'), `${at}LOG:  duration: 1.000 ms  statement: SELECT 1\n${many.join('')}`);
    const text = renderWorkload(await summaryOf(file('many-failed.log')), { colour: false, width: 100, top: 50 });
    expect(text).toContain('… and 2 statements more: --format json lists all');
  });
});

describe('what cannot be read is one line, and exit code 2', () => {
  const cases: readonly (readonly [string, string | Buffer, RegExp])[] = [
    [
      'newer.json',
      JSON.stringify({ format: 'idx-advisor/workload', version: 2 }),
      /is a workload file of version 2; this idx-advisor reads up to version 1; update idx-advisor/,
    ],
    [
      'snapshot.json',
      JSON.stringify({ format: 'idx-advisor/snapshot', version: 1 }),
      /is not a workload file of idx-advisor: it is some other JSON document; save one with: idx-advisor workload LOG/,
    ],
    ['text.json', 'SELECT 1', /is not a workload file of idx-advisor: it is not valid JSON/],
    [
      'bare.json',
      JSON.stringify({ format: 'idx-advisor/workload', version: 1 }),
      /is not a workload file of idx-advisor: sources is no list/,
    ],
  ];
  test.each(cases)('%s', async (name, content, line) => {
    writeFileSync(file(name), content);
    const { stdout, stderr, exitCode } = await runCommand(Workload, ['--workload', file(name)]);
    expect({ stdout, exitCode, lines: stderr.trimEnd().split('\n').length }).toEqual({
      stdout: '',
      exitCode: 2,
      lines: 1,
    });
    expect(stderr).toMatch(line);
  });

  test('a file cut short, or edited by hand', async () => {
    const whole = readFileSync(await save('whole.json.gz', log));
    writeFileSync(file('cut.json.gz'), whole.subarray(0, whole.length / 2));
    const cut = await runCommand(Workload, ['--workload', file('cut.json.gz')]);
    expect(cut).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/is damaged: its gzip data is incomplete or wrong/),
    });
    const edited = gunzipSync(whole).toString('utf8').replace('"totalUs":', '"totalUs":"much","was":');
    writeFileSync(file('edited.json.gz'), gzipSync(edited));
    const result = await runCommand(Workload, ['--workload', file('edited.json.gz')]);
    expect(result).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(
        /is not a workload file of idx-advisor: statements\[0\]\.totalUs is no whole number/,
      ),
    });
  });

  test.each([
    ['untold', 5, /sources\[0\]\.untold is no list/],
    ['untold', ['all'], /sources\[0\]\.untold\[0\] is "all"/],
    ['settings', { log_statement_sample_rate: null }, /sources\[0\]\.settings\.log_statement_sample_rate is no list/],
    ['assumedZones', { CST: 'x' }, /sources\[0\]\.assumedZones\.CST is no whole number/],
    ['isInParts', 'no', /sources\[0\]\.isInParts is "no"/],
    ['lastAt', 9e15, /statements\[0\]\.lastAt is no time/],
    ['lastAt', 0, /statements\[0\]\.firstAt and lastAt are no range/],
    ['minUs', 9e15, /statements\[0\]\.minUs and maxUs are no range/],
    ['maxUs', null, /statements\[0\]\.minUs and maxUs are no range/],
    ['calls', 1e300, /statements\[0\]\.calls is too large/],
    ['calls', -1, /statements\[0\]\.calls is below 0/],
  ])('%s that is %j', async (field, value, line) => {
    const whole = JSON.parse(contentOf(await save('sound.json.gz', log))) as WorkloadDocument;
    const place: object = field in whole.statements[0]! ? whole.statements[0]! : whole.sources[0]!;
    Object.assign(place, { [field]: value });
    writeFileSync(file('edited.json'), JSON.stringify(whole));
    const { stderr, exitCode } = await runCommand(Workload, ['--workload', file('edited.json')]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(line);
  });

  test.each([
    [[], 'there is no log to read; name log files or folders, - for standard input, or workload files with --workload'],
    [['no-such.log'], 'cannot read no-such.log: there is no such file'],
    [
      [log, '-o', '/no/such/folder/w.json'],
      'cannot write /no/such/folder/w.json: there is no such folder; name another place with --output',
    ],
    [[log, '--bogus'], 'there is no flag --bogus; see --help'],
  ])('%j', async (argv, line) => {
    expect(await runCommand(Workload, argv)).toEqual({ stdout: '', stderr: `idx-advisor: ${line}\n`, exitCode: 2 });
  });
});

test('names that take more columns of a terminal than characters stand in line', async () => {
  const line = (user: string) =>
    `2026-11-23 12:51:46.003 UTC [1] user=${user},db=shop,app=a,client=10.0.0.1 LOG:  duration: 1.000 ms  statement: SELECT 1\n`;
  writeFileSync(file('wide.log'), `${line('東京').repeat(10)}${line('app').repeat(10)}`);
  const { stdout } = await runCommand(Workload, [file('wide.log')]);
  expect(stdout).toContain('By user\n  app   10 calls  10 ms (50 %)\n  東京  10 calls  10 ms (50 %)\n');
});

describe('a file that is read is not written', () => {
  const sql = 'SELECT a FROM t WHERE b = 1;\n';
  mkdirSync(file('read'));
  for (const name of ['v.log', 'read/v.log']) copyFileSync(log, file(name));
  writeFileSync(file('q.sql'), sql);
  symlinkSync('v.log', file('link.log'));

  test.each([
    [['v.log'], 'v.log'],
    [['v.log'], 'read/../v.log'],
    [['link.log'], 'v.log'],
    [['v.log'], 'link.log'],
    [['read'], 'read/v.log'],
    [['v.log', '--follow'], 'v.log'],
    [['--sql', 'q.sql'], 'q.sql'],
  ])('%j -o %s', async (argv, output) => {
    const paths = argv.map((each) => (each.startsWith('--') ? each : file(each)));
    const path = `${folder}/${output}`;
    expect(await runCommand(Workload, [...paths, '-o', path])).toEqual({
      stdout: '',
      stderr: `idx-advisor: cannot write ${path}: it is one of the files that are read; name another place with --output\n`,
      exitCode: 2,
    });
    for (const name of ['v.log', 'read/v.log']) expect(readFileSync(file(name))).toEqual(readFileSync(log));
    expect(readFileSync(file('q.sql'), 'utf8')).toBe(sql);
  });

  test('but a workload file, which is read before', async () => {
    const path = await save('grows.json', log);
    await save('grows.json', '--workload', path, other);
    expect(readFileSync(path)).toEqual(readFileSync(await save('grown.json', log, other)));
  });

  test('and is none of the workload files of its folder', async () => {
    mkdirSync(file('hosts'));
    await save('hosts/a.json', log);
    await save('hosts/b.json', other);
    const merged = await save('fleet.json', '--workload', file('hosts'));
    for (const names of [file('hosts'), file('hosts/*.json')]) {
      const path = await save('hosts/fleet.json', '--workload', names);
      expect(readFileSync(path)).toEqual(readFileSync(merged));
      expect(readFileSync(await save('hosts/fleet.json', '--workload', names))).toEqual(readFileSync(merged));
    }
  });

  test('and is not emptied where it is the only one', async () => {
    mkdirSync(file('lonely'));
    const path = await save('lonely/w.json', log);
    const saved = readFileSync(path);
    expect(readFileSync(await save('lonely/w.json', '--workload', file('lonely')))).toEqual(saved);
  });

  test.each(['w.json', 'w.json.gz'])('but what was written into a folder of logs before: %s', async (name) => {
    mkdirSync(file('logs'), { recursive: true });
    copyFileSync(log, file('logs/v.log'));
    const run = () => runCommand(Workload, [file('logs'), '-o', file(`logs/${name}`)]);
    const first = await run();
    expect(first.exitCode).toBe(0);
    // It is none of the logs.
    expect(await run()).toEqual(first);
    expect(readFileSync(file('logs/v.log'))).toEqual(readFileSync(log));
  });
});

test('a name in a log does not steer the terminal', async () => {
  const statement = 'SELECT a FROM "e\u001b[2Jvil\u0007"\n\tWHERE b = 1';
  writeFileSync(
    file('ctl.log'),
    `2026-11-23 08:00:00.000 UTC [7] app\u009b@shop LOG:  duration: 1.5 ms  statement: ${statement}\n`,
  );
  const { stdout } = await runCommand(Workload, [file('ctl.log')]);
  expect(stdout).toContain('FROM "e\\x1b[2Jvil\\x07" WHERE');
  // eslint-disable-next-line no-control-regex
  expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  const [shown] = (await summaryOf(file('ctl.log'))).statements;
  expect(shown!.sql).toContain('"e\u001b[2Jvil\u0007"');
});

test('a link that leads nowhere costs only itself', async () => {
  mkdirSync(file('links'));
  symlinkSync('loop.log', file('links/loop.log'));
  const reason = `cannot read ${file('links/loop.log')}: its links lead in a circle`;
  const alone = await runCommand(Workload, [file('links')]);
  expect(alone).toEqual({ stdout: '', stderr: `idx-advisor: ${reason}\n`, exitCode: 2 });
  expect((await summaryOf(file('links'), log)).incomplete).toContain(reason);
});

test('a name whose bytes are no UTF-8 is said to be so', async () => {
  const { stderr, exitCode } = await runCommand(Workload, [file('l\uFFFDg')]);
  expect({ stderr, exitCode }).toEqual({
    stderr: `idx-advisor: cannot read ${file('l\uFFFDg')}: its name is not in UTF-8; rename it, or pipe it in with --log -\n`,
    exitCode: 2,
  });
});

test('what is written to a device has no size', async () => {
  const { stderr } = await runCommand(Workload, [log, '-o', '/dev/null']);
  expect(stderr).toMatch(/^\/dev\/null: \d+ calls of \d+ statements\n/);
});

test('a log of which no statement parses is an error, and nothing is saved', async () => {
  const prefix = '2026-01-01 00:00:00.000 UTC [7] LOG:  duration: 1.000 ms  statement: ';
  writeFileSync(file('broken.log'), `${prefix}SELECT * FROM table\n${prefix}SELECT \\"a\\" FROM t\n`);
  const { stdout, stderr, exitCode } = await runCommand(Workload, [file('broken.log'), '-o', file('broken.json')]);
  expect({ stdout, exitCode, lines: stderr.trimEnd().split('\n').length }).toEqual({
    stdout: '',
    exitCode: 2,
    lines: 1,
  });
  expect(stderr).toMatch(/no statement parses, of 2 calls \(syntax error at or near .*docs\/logs\.md/);
  expect(existsSync(file('broken.json'))).toBe(false);
  const { exitCode: mixed } = await runCommand(Workload, [file('broken.log'), log]);
  expect(mixed).toBe(0);
});
