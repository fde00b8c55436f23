import { describe, expect, it } from '@jest/globals';
import { asCsvlog, asStderr, type JsonRecord } from './as-logged.ts';
import { CARRIERS } from './carriers.ts';
import { readText } from './support.ts';

const statement = (sql: string, i: number): JsonRecord => ({
  timestamp: `2026-01-02 03:04:${10 + i}.678 UTC`,
  user: 'app',
  dbname: 'shop',
  pid: 77,
  remote_host: '10.0.0.1',
  remote_port: 5555,
  session_id: '65a.7',
  line_num: i + 1,
  ps: 'SELECT',
  session_start: '2026-01-02 03:04:05 UTC',
  vxid: '3/1',
  txid: 0,
  error_severity: 'LOG',
  message: `duration: 1.000 ms  statement: ${sql}`,
});
const FORMATS: Readonly<Record<string, (records: readonly JsonRecord[]) => string>> = {
  stderr: (records) => asStderr(records, '%m [%p] %q%u@%d '),
  csvlog: asCsvlog,
  jsonlog: (records) => records.map((record) => `${JSON.stringify(record)}\n`).join(''),
};
/** What writes logs into a table logs this. */
const STORED = ['SELECT 7 FROM x', 'SELECT 8 FROM x', 'SELECT 9 FROM x'].map(statement);
const PGBOUNCER = '2026-01-02 03:04:05.678 UTC [7] LOG C-0x55f: shop/app@10.0.0.1:5 login attempt: db=shop user=app\n';

describe.each(Object.entries(FORMATS))('%s of one that stores logs', (_, write) => {
  it('is not PgBouncer’s', async () => {
    const sql = `INSERT INTO logs VALUES ('\n${PGBOUNCER}')`;
    expect((await readText(write([statement(sql, 0)]))).executions).toEqual([expect.objectContaining({ sql })]);
  });

  it.each([...Object.entries(FORMATS), ...Object.entries(CARRIERS)])('of %s', async (_, writeStored) => {
    const sql = `INSERT INTO logs VALUES ('\n${writeStored(STORED).replaceAll("'", "''").replaceAll('\0', '')}')`;
    const { executions, source } = await readText(write([sql, 'SELECT 1', 'SELECT 2'].map(statement)));
    // Colours and entities in it are taken for the carrier's.
    expect(executions.map((execution) => execution.sql)).toEqual([
      expect.stringMatching(/^INSERT INTO logs VALUES \('\n.*'\)$/s),
      'SELECT 1',
      'SELECT 2',
    ]);
    expect(source.skipped).toEqual({});
  });
});
