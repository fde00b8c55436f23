import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Session } from '../../src/connection/model.ts';
import { readStatements } from '../../src/workload/statements.ts';
import { createDatabase, servers, type TestDatabase } from '../support/database.ts';
import { drain } from './support.ts';

/** A session that answers the first query with the extension, and the second with the rows. */
function sessionWith(columns: string, rows: readonly object[]): Session & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    query: <R>(sql: string) => {
      asked.push(sql);
      return Promise.resolve((asked.length === 1 ? [{ schema: 'my ext', columns }] : rows) as R[]);
    },
    close: () => Promise.resolve(),
  };
}

const row = { sql: 'SELECT * FROM t WHERE a = $1', calls: 20, ms: 5.25, rows: 40, user: 'app', database: 'shop' };

describe('pg_stat_statements', () => {
  it('gives executions with many calls', async () => {
    const { executions, source } = await drain(readStatements(sessionWith('query,total_exec_time,toplevel', [row])));
    expect(executions).toEqual([
      expect.objectContaining({
        sql: row.sql,
        calls: 20,
        durationMs: 5.25,
        rows: 40,
        user: 'app',
        database: 'shop',
        parameters: [],
      }),
    ]);
    expect(source).toMatchObject({ kind: 'statements', format: 'pg_stat_statements', statements: 20 });
  });

  it('is asked by the columns that its version has, in the schema that it is in', async () => {
    const old = sessionWith('query,total_time', [row]);
    await drain(readStatements(old));
    expect(old.asked[1]).toContain('s.total_time');
    expect(old.asked[1]).toContain('"my ext".pg_stat_statements');
    expect(old.asked[1]).not.toContain('toplevel');
    const recent = sessionWith('query,total_exec_time,toplevel', [row]);
    await drain(readStatements(recent));
    expect(recent.asked[1]).toContain('s.total_exec_time');
    expect(recent.asked[1]).toContain('AND s.toplevel');
  });

  it('counts utility statements and those it may not see', async () => {
    const rows = [
      row,
      { ...row, sql: 'BEGIN', calls: 7 },
      { ...row, sql: '<insufficient privilege>' },
      { ...row, sql: null },
    ];
    const { executions, source } = await drain(readStatements(sessionWith('query,total_exec_time', rows)));
    expect(executions).toHaveLength(1);
    expect(source.skipped).toEqual({
      'malformed record': 1,
      'statement hidden for lack of privilege': 1,
      'transaction control': 7,
    });
  });

  it('says so when it may see nothing', async () => {
    const session = sessionWith('query,total_exec_time', [{ ...row, sql: '<insufficient privilege>' }]);
    await expect(drain(readStatements(session))).rejects.toThrow('hides the statements');
  });
});

describe.each(servers)('PostgreSQL $major', (server) => {
  let database: TestDatabase;
  let session: Session;
  beforeAll(async () => {
    database = await createDatabase(server);
    session = {
      query: async <R>(sql: string) => (await database.client.query(sql)).rows as R[],
      close: () => Promise.resolve(),
    };
  });
  afterAll(() => database.drop());

  it('without the extension says how to install it', async () => {
    await expect(drain(readStatements(session))).rejects.toMatchObject({
      name: 'UserError',
      hint: expect.stringContaining('CREATE EXTENSION pg_stat_statements'),
    });
  });

  it('with the extension in a schema of its own reads it, or says that it must be loaded first', async () => {
    await database.client.query('CREATE SCHEMA "Mixed"; CREATE EXTENSION pg_stat_statements SCHEMA "Mixed"');
    const loaded = await database.client.query<{ libraries: string }>(
      "SELECT current_setting('shared_preload_libraries') AS libraries",
    );
    const reading = drain(readStatements(session));
    if (loaded.rows[0]!.libraries.includes('pg_stat_statements'))
      expect((await reading).source.lines).toBeGreaterThan(0);
    else await expect(reading).rejects.toThrow('pg_stat_statements is installed but not loaded');
  });
});
