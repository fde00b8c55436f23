import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { createCsvReader } from '../../src/workload/log/csvlog.ts';
import { detectFormat } from '../../src/workload/log/detect.ts';
import { createJoiner } from '../../src/workload/log/join.ts';
import type { LoggedStatement } from '../../src/workload/log/logged-statement.ts';
import { createJsonReader } from '../../src/workload/log/jsonlog.ts';
import { readAnyPrefix } from '../../src/workload/log/any-prefix.ts';
import { createStderrReader } from '../../src/workload/log/stderr.ts';
import { collectWorkload } from '../../src/workload/collect.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { SkipTally } from '../../src/workload/skipped.ts';
import type { Workload } from '../../src/workload/model.ts';
import { drain, fixture, readText, withoutPlaces } from './support.ts';

interface Truth {
  readonly executions: number;
  readonly totalUs: number;
  readonly formats: readonly string[];
}

const truth = JSON.parse(await readFile('fixtures/logs/truth.json', 'utf8')) as Record<string, Truth>;

async function workloadOf(name: string, chunkBytes?: number): Promise<Omit<Workload, 'sources'>> {
  const { queries, unparsable, incomplete } = await collectWorkload([readLog('same', await fixture(name, chunkBytes))]);
  return { queries, unparsable, incomplete: withoutPlaces(incomplete) };
}

/** What the log says before statements are split and utilities left out. */
async function logged(name: string): Promise<{ statements: LoggedStatement[]; skipped: SkipTally }> {
  const bytes = await readFile(`fixtures/logs/${name}`);
  const lines = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').split('\n');
  const detected = detectFormat(lines)!;
  const ignore = () => {};
  const reader =
    detected.format === 'jsonlog'
      ? createJsonReader(ignore, ignore)
      : detected.format === 'csvlog'
        ? createCsvReader(ignore, ignore)
        : createStderrReader(detected.prefix ?? readAnyPrefix, ignore);
  const statements: LoggedStatement[] = [];
  const skipped = new SkipTally();
  const joiner = createJoiner((statement) => statements.push(statement), skipped);
  for (const line of lines) reader.read(line, (record) => joiner.take(record));
  reader.end((record) => joiner.take(record));
  joiner.end();
  return { statements, skipped };
}

function totals(statements: readonly LoggedStatement[]): { executions: number; totalUs: number } {
  return {
    executions: statements.reduce((sum, { calls }) => sum + calls, 0),
    totalUs: statements.reduce((sum, { durationUs }) => sum + (durationUs ?? 0), 0),
  };
}

describe.each(Object.entries(truth))('the activity of %s', (name, { executions, totalUs, formats }) => {
  it.each(formats)('has the executions and microseconds that the server logged, in .%s', async (format) => {
    expect(totals((await logged(`${name}.${format}`)).statements)).toEqual({ executions, totalUs });
  });

  it('is the same workload in every format', async () => {
    const [first, ...others] = await Promise.all(formats.map((format) => workloadOf(`${name}.${format}`)));
    for (const other of others) expect(other).toEqual(first);
    expect(first!.queries.length).toBeGreaterThan(3);
    expect(first!.incomplete.filter((line) => !/duration without| was set to /.test(line))).toEqual([]);
  });
});

it.each([
  ['statement-and-duration', ['log.gz', 'csv.gz', 'json.gz'], 76, 497_795, 1],
  ['statement-and-minimum', ['log.gz', 'json.gz'], 73, 491_523, 1],
] as const)(
  '%s joins each statement with its duration',
  async (name, formats, executions, totalUs, withoutDuration) => {
    for (const format of formats) {
      const { statements } = await logged(`${name}.${format}`);
      expect(totals(statements)).toEqual({ executions, totalUs });
      expect(statements.filter(({ durationUs }) => durationUs === null)).toHaveLength(withoutDuration);
    }
    const [first, ...others] = await Promise.all(formats.map((format) => workloadOf(`${name}.${format}`)));
    for (const other of others) expect(other).toEqual(first);
  },
);

it.each(['docker.log.gz', 'debian.log'])('%s is the workload of debian.json', async (name) => {
  expect(await workloadOf(name)).toEqual(await workloadOf('debian.json.gz'));
});

it.each(['syslog-bsd.log.gz', 'syslog-rfc5424.log.gz'])('%s is the workload of syslog-iso.log', async (name) => {
  const { incomplete, ...workload } = await workloadOf(name);
  const { incomplete: ofIso, ...expected } = await workloadOf('syslog-iso.log.gz');
  expect(workload).toEqual(expected);
  expect(ofIso).toEqual([]);
  // The server left the time to syslog, and BSD's has neither year nor zone.
  expect(incomplete).toEqual(name.includes('bsd') ? [expect.stringContaining('its lines tell no time')] : []);
  expect(workload.unparsable).toEqual([]);
  expect(workload.queries.reduce((sum, { calls }) => sum + calls, 0)).toBe(31);
});

it('takes CloudWatch’s time stamps off', async () => {
  expect(await workloadOf('cloudwatch.log.gz')).toEqual(await workloadOf('rds.log.gz'));
});

it('reads SQLSTATE and LOCATION of log_error_verbosity = verbose', async () => {
  expect(await workloadOf('verbose.log.gz')).toEqual(await workloadOf('verbose.csv.gz'));
});

it.each(['debian.log', 'debian.csv', 'debian.json.gz', 'pg18.log.gz'])(
  'does not care where the chunks of %s end',
  async (name) => {
    const { executions } = await drain(readLog('same', await fixture(name)));
    for (const size of [1_000, 4_093]) {
      expect((await drain(readLog('same', await fixture(name, size)))).executions).toEqual(executions);
    }
  },
);

it('believes no duration that a function raised, and no text inside a literal', async () => {
  const { queries } = await workloadOf('debian.log');
  const text = JSON.stringify(queries.map(({ sql }) => sql));
  expect(text).not.toContain('fake');
  expect(text).not.toContain('injected');
  expect(queries[0]!.totalMs).toBeLessThan(400);
});

it('tells a name with a colon from the statement', async () => {
  const { executions } = await drain(readLog('same', await fixture('debian.log')));
  expect(
    executions.filter(({ sql }) => sql === 'SELECT id FROM users WHERE id = $1').map(({ parameters }) => parameters),
  ).toEqual([['5'], ['6']]);
});

it('keeps the values of an EXECUTE as parameters of what was prepared', async () => {
  const { executions } = await drain(readLog('same', await fixture('debian.csv')));
  const prepared = executions.filter(({ sql }) => sql.startsWith('SELECT * FROM users WHERE id = $1'));
  expect(prepared.map(({ parameters }) => parameters)).toEqual([
    ['12', 'active'],
    ['13', "it's"],
  ]);
});

it('has the EXECUTE of several statements in one text, and the others, each with its share of the time', async () => {
  const at = (rest: string) => `2026-11-23 12:51:46.003 UTC [7] a@b ${rest}\n`;
  const ran = (sql: string, prepared: string) =>
    at(`LOG:  duration: 3.000 ms  statement: ${sql}`) + at(`DETAIL:  prepare: ${prepared}`);
  const prepare = 'PREPARE p (int) AS SELECT a FROM t WHERE b = $1';
  const together = `${prepare}; EXECUTE p(4)`;
  const text = [
    ran('EXECUTE p(1); SELECT z FROM y', prepare),
    ran('SELECT w FROM v; EXECUTE "p" (2); EXECUTE other(3)', prepare),
    ran(together, together),
    ran('/* a */ EXECUTE P(5);', prepare),
  ].join('');
  const { executions, source } = await readText(text);
  expect(executions.map(({ sql, parameters, durationMs }) => [sql, parameters, durationMs])).toEqual([
    ['SELECT a FROM t WHERE b = $1', ['1'], 1.5],
    ['SELECT z FROM y', [], 1.5],
    ['SELECT w FROM v', [], 1.5],
    ['SELECT a FROM t WHERE b = $1', ['2'], 1.5],
    ['SELECT a FROM t WHERE b = $1', ['4'], 3],
    ['SELECT a FROM t WHERE b = $1', ['5'], 3],
  ]);
  expect(source.skipped).toEqual({ 'utility statement': 2 });
});

it('counts a resumed portal once, with all its time', async () => {
  const { queries } = await workloadOf('debian.log');
  const portal = queries.find(
    ({ sql }) => sql === 'SELECT id, name FROM users WHERE account_id = $1 AND name <> $2 ORDER BY id',
  );
  expect(portal).toMatchObject({ calls: 1, totalMs: 0.101, minMs: 0.088, maxMs: 0.088 });
});

it('has no values where log_parameter_max_length cut them', async () => {
  const { executions } = await drain(readLog('same', await fixture('parameter-length.log.gz')));
  const cut = executions.filter(({ sql }) => sql === 'SELECT length($1)');
  expect(cut.map(({ parameters }) => parameters)).toEqual([[]]);
});
