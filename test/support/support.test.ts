import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, servers, type TestDatabase } from './database.ts';
import { hypopgServer } from './hypopg.ts';

describe.each(servers)('the test server PostgreSQL $major', (server) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase(server, 'CREATE TABLE a (b int)');
  });
  afterAll(() => database.drop());

  it('is of the version it is named for', async () => {
    const { rows } = await database.client.query<{ v: string }>("SELECT current_setting('server_version_num') AS v");
    expect(Math.floor(Number(rows[0]?.v) / 10_000)).toBe(server.major);
  });
});

// Continuous integration says so where they are installed; without, their tests would be skipped in silence.
(process.env.IDX_ADVISOR_REQUIRE_PG15 ? it : it.skip)('PostgreSQL 15 and its HypoPG are there', () => {
  expect(servers.map(({ major }) => major)).toEqual([18, 15]);
  expect(hypopgServer?.major).toBe(15);
});
