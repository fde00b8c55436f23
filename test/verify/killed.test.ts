import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { rolledBack } from '../../src/verify/transaction.ts';
import { DEFAULT_VERIFY_OPTIONS } from '../../src/verify/verify.ts';
import { createDatabase, servers, type TestDatabase } from '../support/database.ts';

describe.each(servers)('verify that is killed, on PostgreSQL $major,', (server) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase(server, 'CREATE TABLE message (id int)');
  });
  afterAll(() => database.drop());

  it('leaves no lock until the statement would have ended', async () => {
    const client = new pg.Client({ connectionString: database.url });
    client.on('error', () => {});
    await client.connect();
    const session = {
      query: async (sql: string, parameters: readonly unknown[] = []) =>
        (await client.query<never>(sql, [...parameters])).rows,
      close: () => client.end(),
    };
    const lost = rolledBack(session, 'READ WRITE', DEFAULT_VERIFY_OPTIONS, undefined, async (inside) => {
      await inside.query('LOCK TABLE message IN SHARE MODE');
      // Stands for a long build; a process that is killed takes its socket along.
      const building = inside.query('SELECT pg_sleep(30)');
      (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
      await building;
    });
    await expect(lost).rejects.toThrow();
    await database.client.query("SET lock_timeout = '5s'");
    await database.client.query('INSERT INTO message VALUES (1)');
  });
});
