import { describe, expect, it } from '@jest/globals';
import { collectWorkload } from '../../src/workload/collect.ts';
import { severityOf } from '../../src/workload/log/severity.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { bytesOf } from './support.ts';

/** A record of a csvlog. */
function row(second: number, level: string, state: string, message: string, statement = ''): string {
  const quote = (text: string) => (text === '' ? '' : `"${text.replaceAll('"', '""')}"`);
  return `2024-05-01 10:00:0${second}.123 UTC,"app","shop",77,"10.0.0.1:5",66321234.4d,${second + 1},"SELECT",2024-05-01 09:59:00 UTC,4/12,0,${level},${state},${quote(message)},,,,,,${quote(statement)},,,"web","client backend",,0\n`;
}

/** The same of a jsonlog, which leaves out the SQLSTATE of success. */
function line(second: number, level: string, state: string, message: string, statement = ''): string {
  return `${JSON.stringify({
    timestamp: `2024-05-01 10:00:0${second}.123 UTC`,
    user: 'app',
    dbname: 'shop',
    pid: 77,
    session_id: '66321234.4d',
    error_severity: level,
    ...(state !== '00000' && { state_code: state }),
    message,
    ...(statement !== '' && { statement }),
  })}\n`;
}

async function read(log: string, onlyStrings = false) {
  const { queries, statistics, events, incomplete, sources } = await collectWorkload([
    readLog('pg.csv', bytesOf(log), { onlyStrings }),
  ]);
  return {
    calls: queries.map(({ sql, calls }) => `${calls} × ${sql}`),
    failed: [...statistics!.values()].reduce((sum, { failed }) => sum + failed, 0),
    kinds: events!.totals.map(({ kind, count }) => `${count} × ${kind}`),
    incomplete,
    skipped: sources[0]!.skipped,
  };
}

// Czech, of which PostgreSQL has had no catalogue since 9.6.
const LOG: readonly Parameters<typeof row>[] = [
  [0, 'LOG', '00000', 'duration: 1.001 ms  statement: SELECT a FROM t1 WHERE b = 1'],
  [1, 'ZÁZNAM', '00000', 'duration: 2.002 ms  statement: SELECT a FROM t2'],
  [2, 'CHYBA', '23505', 'duplicitní klíč porušuje unikátní omezení "u_pkey"', 'SELECT a FROM t2'],
  [3, 'VAROVÁNÍ', '01000', 'něco se stalo'],
  [4, 'ZÁZNAM', '00000', 'délka: 3.003 ms  příkaz: SELECT a FROM t3'],
  [5, 'ZÁZNAM', '00000', 'byl přijat požadavek na rychlé ukončení'],
];

describe('a record whose level is in an unknown language', () => {
  it.each([
    ['csvlog', row],
    ['jsonlog', line],
  ])('is placed by its SQLSTATE, or named: %s', async (_, write) => {
    const records = LOG.map((fields) => write(...fields));
    const placeOf = (index: number) => Buffer.byteLength(records.slice(0, index).join('')).toLocaleString('en');
    const found = await read(records.join(''));
    expect(found).toMatchObject({
      calls: ['1 × SELECT a FROM t2', '1 × SELECT a FROM t1 WHERE b = $1'],
      failed: 1,
      kinds: ['1 × unique-violation'],
      incomplete: [
        `pg.csv: 1 × message in an unknown language (at byte ${placeOf(4)})`,
        `pg.csv: 1 × record of an unknown level (at byte ${placeOf(5)})`,
      ],
    });
    expect(await read(records.join(''), true)).toEqual(found);
  });

  it('is named where nothing else is there', async () => {
    await expect(read(row(0, 'ZÁZNAM', '00000', 'byl přijat požadavek na rychlé ukončení'))).rejects.toThrow(
      'is in a language whose messages cannot be read',
    );
  });
});

it('the AUDIT of EDB Postgres Advanced Server tells of statements and connections', async () => {
  const log =
    row(0, 'AUDIT', '00000', 'connection authorized: user=enterprisedb database=edb') +
    row(1, 'AUDIT', '00000', 'statement: SELECT * FROM emp WHERE empno = 7;') +
    row(2, 'ERROR', '42P01', 'relation "empx" does not exist', 'SELECT * FROM empx');
  expect(await read(log)).toMatchObject({
    calls: ['1 × SELECT * FROM emp WHERE empno = $1'],
    kinds: ['1 × connection', '1 × undefined-object'],
    incomplete: [],
  });
});

it.each([
  ['LOG', '00000', { severity: 'log' }],
  ['LOG', '08006', { severity: 'log' }],
  ['NOTICE', '00000', { severity: 'other' }],
  ['ОШИБКА', '00000', { severity: 'error' }],
  ['CHYBA', '23505', { severity: 'error', isByState: true }],
  ['CHYBA', 'XX000', { severity: 'error', isByState: true }],
  ['VAROVÁNÍ', '01000', { severity: 'other', isByState: true }],
  ['VAROVÁNÍ', '02000', { severity: 'other', isByState: true }],
  ['ZÁZNAM', '00000', { severity: 'log', isByState: true }],
  ['ZÁZNAM', null, { severity: 'log', isByState: true }],
] as const)('the level %s with %s', (level, state, expected) => expect(severityOf(level, state)).toEqual(expected));
