import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { introspect } from '../../src/catalog/introspect.ts';
import { findRelation, indexCatalog } from '../../src/catalog/lookup.ts';
import type { Catalog } from '../../src/catalog/model.ts';
import { connect } from '../../src/connection/connect.ts';
import { readOnly } from '../../src/connection/read-only.ts';
import { createDatabase, servers, type TestDatabase } from '../support/database.ts';

describe.each(servers)('the catalog of PostgreSQL $major, as a role with few privileges', (server) => {
  const role = `guest_${process.pid}_${server.major}`;
  let database: TestDatabase;
  let url: string;

  async function read(): Promise<Catalog> {
    const session = await connect({ url, environment: {} });
    try {
      return await readOnly(session, introspect, { lockTimeoutMs: 500 });
    } finally {
      await session.close();
    }
  }

  beforeAll(async () => {
    database = await createDatabase(
      server,
      `CREATE ROLE ${role} LOGIN PASSWORD 'guest';
       CREATE SCHEMA app; CREATE SCHEMA private;
       GRANT USAGE ON SCHEMA app TO ${role};
       CREATE TABLE app.seen (id serial PRIMARY KEY, v text);
       CREATE TABLE app.a (id int, v text); CREATE TABLE app."B" (id int); CREATE TABLE app.c (id int);
       CREATE TABLE app.partial (open int, closed int);
       CREATE TABLE app.policed (id int);
       CREATE TABLE private.t (id int);
       CREATE VIEW app.peek AS SELECT id FROM app.seen;
       INSERT INTO app.seen (v) SELECT 'x' || i FROM generate_series(1, 500) i;
       INSERT INTO app.a SELECT i, 'x' FROM generate_series(1, 500) i;
       INSERT INTO app.partial SELECT i, i FROM generate_series(1, 500) i;
       INSERT INTO app.policed SELECT generate_series(1, 500);
       ALTER TABLE app.policed ENABLE ROW LEVEL SECURITY;
       GRANT SELECT ON app.seen, app.policed, app.peek TO ${role};
       GRANT SELECT (open) ON app.partial TO ${role};
       ANALYZE app.seen; ANALYZE app.a; ANALYZE app.partial; ANALYZE app.policed;`,
    );
    const guest = new URL(database.url);
    guest.username = role;
    guest.password = 'guest';
    url = guest.href;
  });
  afterAll(async () => {
    await database.client.query(`DROP OWNED BY ${role}`);
    await database.client.query(`DROP ROLE ${role}`);
    await database.drop();
  });

  it('sees every relation, and says in few lines what it cannot see', async () => {
    const catalog = await read();
    expect(catalog.role).toEqual({ name: role, superuser: false });
    expect(catalog.relations.map(({ name, readable }) => `${name} ${readable}`)).toEqual([
      'B false',
      'a false',
      'c false',
      'partial false',
      'peek true',
      'policed true',
      'seen true',
      't false',
    ]);
    expect(catalog.incomplete).toEqual([
      'no USAGE privilege on 1 schema (private): tables there cannot be queried',
      'no SELECT privilege on 4 tables (app."B", app.a, app.c, private.t): their column statistics are unknown',
      'SELECT privilege on only some columns of 1 table (app.partial): the statistics of the others are unknown',
      'row security hides the column statistics of 1 table (app.policed) from this role: they are unknown',
      'no privilege on 1 sequence (app.seen_id_seq): its last value is unknown',
      'some settings (shared_preload_libraries and others) are visible only to members of pg_read_all_settings',
    ]);
  });

  it('has the statistics of what it may read, and only of that', async () => {
    const index = indexCatalog(await read());
    const column = (table: string, name: string) =>
      findRelation(index, { schema: 'app', name: table })?.columns.find((one) => one.name === name);
    expect(column('seen', 'v')?.statistics?.distinct).toBe(-1);
    expect(column('partial', 'open')?.statistics).not.toBeNull();
    expect(column('partial', 'closed')?.statistics).toBeNull();
    expect(column('a', 'v')?.statistics).toBeNull();
    expect(findRelation(index, { schema: 'app', name: 'a' })?.tuples).toBe(500);
  });

  it('sees that another role is building an index, though not which', async () => {
    const builder = new pg.Client({ connectionString: database.url });
    await builder.connect();
    await database.client.query("BEGIN; INSERT INTO app.seen (v) VALUES ('open')");
    const isInBuild = async () => {
      const seen = findRelation(indexCatalog(await read()), { schema: 'app', name: 'seen' });
      return seen?.indexes.find(({ name }) => name === 'seen_v_idx')?.inBuild;
    };
    try {
      const built = builder.query('CREATE INDEX CONCURRENTLY seen_v_idx ON app.seen (v)');
      while ((await isInBuild()) === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await isInBuild()).toBe(true);
      await database.client.query('ROLLBACK');
      await built;
      expect(await isInBuild()).toBe(false);
    } finally {
      await database.client.query('ROLLBACK; DROP INDEX IF EXISTS app.seen_v_idx');
      await builder.end();
    }
  });

  it('does not wait for a table that is being altered, and says what that costs', async () => {
    await database.client.query('BEGIN; LOCK TABLE app.seen IN ACCESS EXCLUSIVE MODE');
    try {
      const catalog = await read();
      const names = catalog.relations.map(({ name }) => name);
      expect(names).toContain('a');
      expect(names).not.toContain('seen');
      expect(names).not.toContain('peek');
      expect(catalog.incomplete).toContain(
        '2 relations (app.peek, app.seen) are locked by another session (ALTER TABLE or the like), and left out: scan again later',
      );
    } finally {
      await database.client.query('ROLLBACK');
    }
  });
});
