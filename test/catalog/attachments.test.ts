import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { introspect } from '../../src/catalog/introspect.ts';
import { findRelation, indexCatalog, type CatalogIndex } from '../../src/catalog/lookup.ts';
import type { Catalog, Relation } from '../../src/catalog/model.ts';
import { connect } from '../../src/connection/connect.ts';
import { readOnly } from '../../src/connection/read-only.ts';
import { createDatabase, servers, type TestDatabase } from '../support/database.ts';

const owner = (major: number) => `owner_${process.pid}_${major}`;
const reader = (major: number) => `reader_${process.pid}_${major}`;

const SCHEMA = (major: number) => `
CREATE ROLE ${owner(major)}; CREATE ROLE ${reader(major)};
CREATE SCHEMA open AUTHORIZATION ${owner(major)}; CREATE SCHEMA closed;
GRANT CREATE, USAGE ON SCHEMA open TO PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE ${owner(major)} IN SCHEMA open GRANT SELECT ON TABLES TO PUBLIC;

CREATE TABLE open.parent (id int PRIMARY KEY, tenant int, city text, zip text);
CREATE TABLE open.child (id int PRIMARY KEY, parent_id int CONSTRAINT child_parent REFERENCES open.parent, note text)
  WITH (toast.autovacuum_enabled = false);
INSERT INTO open.parent SELECT i, i % 10, 'c' || i % 20, 'z' || i % 20 FROM generate_series(1, 1000) i;
CREATE STATISTICS open.parent_stats (ndistinct) ON city, zip FROM open.parent;
ANALYZE open.parent;
GRANT SELECT ON open.parent TO ${reader(major)};

CREATE FUNCTION open.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER touch BEFORE UPDATE ON open.parent FOR EACH ROW EXECUTE FUNCTION open.touch();
CREATE TRIGGER off BEFORE UPDATE ON open.parent FOR EACH ROW EXECUTE FUNCTION open.touch();
ALTER TABLE open.parent DISABLE TRIGGER off;
CREATE TRIGGER always BEFORE INSERT ON open.parent FOR EACH ROW EXECUTE FUNCTION open.touch();
ALTER TABLE open.parent ENABLE ALWAYS TRIGGER always;
ALTER TABLE open.child DISABLE TRIGGER ALL;
CREATE TABLE open.unchecked (id int PRIMARY KEY, parent_id int REFERENCES open.parent);

CREATE FUNCTION open.secret(a int) RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'SELECT a';
COMMENT ON FUNCTION open.secret IS 'says nothing';
REVOKE EXECUTE ON FUNCTION open.secret FROM PUBLIC;
GRANT EXECUTE ON FUNCTION open.secret TO ${reader(major)};
CREATE PROCEDURE open.act() LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION open.atomic() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM open.parent; END;

ALTER TABLE open.parent ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON open.parent AS RESTRICTIVE FOR UPDATE TO ${reader(major)}, ${owner(major)}
  USING (tenant = 1) WITH CHECK (tenant = current_setting('app.tenant')::int);
CREATE POLICY anyone ON open.parent USING (true);
CREATE VIEW open.together WITH (security_invoker = true) AS
  SELECT p.id, c.note FROM open.parent p JOIN open.child c ON c.parent_id = p.id;

CREATE TABLE open.log (at date, id int) PARTITION BY RANGE (at);
CREATE TABLE open.log_1 PARTITION OF open.log FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE open.log_rest PARTITION OF open.log DEFAULT;
CREATE TRIGGER log_touch BEFORE INSERT ON open.log FOR EACH ROW EXECUTE FUNCTION open.touch();
CREATE UNLOGGED TABLE closed.fleeting (id int);
CREATE TABLE closed.plain (id int);
CREATE PUBLICATION one FOR TABLE open.parent WITH (publish = 'insert, update');
CREATE PUBLICATION roots FOR TABLE open.log WITH (publish_via_partition_root = true);
CREATE PUBLICATION shut FOR TABLES IN SCHEMA closed;

CREATE SEQUENCE open.shared CACHE 20;
CREATE TABLE open.uses (id serial, own int GENERATED ALWAYS AS IDENTITY, a int DEFAULT nextval('open.shared'), b int DEFAULT nextval('open.shared') + 1);
CREATE TABLE open.words (w text COLLATE "en-x-icu");
`;

describe.each(servers)('what stands around the tables of PostgreSQL $major', ({ major, ...server }) => {
  let database: TestDatabase;
  let catalog: Catalog;
  let index: CatalogIndex;
  const table = (name: string, schema = 'open'): Relation => findRelation(index, { schema, name })!;
  const superuser = 'postgres';

  async function read(): Promise<Catalog> {
    const session = await connect({ url: database.url, environment: {} });
    try {
      return await readOnly(session, introspect);
    } finally {
      await session.close();
    }
  }

  beforeAll(async () => {
    database = await createDatabase({ major, ...server }, SCHEMA(major));
    await database.client.query('SELECT pg_stat_force_next_flush()');
    catalog = await read();
    index = indexCatalog(catalog);
  });
  afterAll(async () => {
    await database.client.query(
      `DROP OWNED BY ${owner(major)}, ${reader(major)} CASCADE; DROP ROLE ${owner(major)}, ${reader(major)}`,
    );
    await database.drop();
  });

  it('reads triggers and their states, and of the system’s only those that somebody changed', () => {
    const touch = { schema: 'open', name: 'touch' };
    const plain = { function: touch, internal: false, constraint: null, inherited: false };
    expect(table('parent').triggers).toEqual([
      { ...plain, name: 'always', enabled: 'always' },
      { ...plain, name: 'off', enabled: 'disabled' },
      { ...plain, name: 'touch', enabled: 'origin' },
    ]);
    expect(table('child').triggers).toHaveLength(2);
    for (const trigger of table('child').triggers) {
      expect(trigger).toMatchObject({ enabled: 'disabled', internal: true, constraint: 'child_parent' });
    }
    expect(table('unchecked').triggers).toEqual([]);
    expect(table('log').triggers).toMatchObject([{ name: 'log_touch', inherited: false, internal: false }]);
    expect(table('log_1').triggers).toMatchObject([{ name: 'log_touch', inherited: true, internal: false }]);
  });

  it('reads policies', () => {
    expect(table('parent').policies).toEqual([
      { name: 'anyone', command: 'all', permissive: true, roles: ['public'], using: 'true', check: null },
      {
        name: 'mine',
        command: 'update',
        permissive: false,
        roles: [owner(major), reader(major)],
        using: '(tenant = 1)',
        check: "(tenant = (current_setting('app.tenant'::text))::integer)",
      },
    ]);
  });

  it('finds the publications of a table, of its parents and of its schema', () => {
    expect(table('parent').publications).toEqual([
      { name: 'one', publishesUpdates: true, publishesDeletes: false, viaPartitionRoot: false },
    ]);
    const roots = { name: 'roots', publishesUpdates: true, publishesDeletes: true, viaPartitionRoot: true };
    expect(table('log').publications).toEqual([roots]);
    expect(table('log_1').publications).toEqual([roots]);
    expect(table('plain', 'closed').publications).toMatchObject([{ name: 'shut' }]);
    expect(table('fleeting', 'closed').publications).toEqual([]);
    expect(table('child').publications).toEqual([]);
  });

  it('tells what PUBLIC may do in a schema, and whether its owner set default privileges', () => {
    const schema = (name: string) => catalog.schemas.find((one) => one.name === name);
    expect(schema('open')).toMatchObject({
      owner: owner(major),
      publicCreate: true,
      publicUsage: true,
      defaultPrivileges: true,
    });
    expect(schema('closed')).toMatchObject({ publicCreate: false, publicUsage: false, defaultPrivileges: false });
  });

  it('tells who may read a relation, and what a view reads', () => {
    expect(table('parent').readableBy).toEqual([superuser, reader(major)].sort());
    expect(table('child').readableBy).toEqual([superuser]);
    expect(table('together')).toMatchObject({
      reads: [
        { schema: 'open', name: 'child' },
        { schema: 'open', name: 'parent' },
      ],
      options: ['security_invoker=true'],
    });
    expect(table('parent').reads).toEqual([]);
  });

  it('tells kind, owner, comment, privileges and settings of functions', () => {
    const named = (name: string) => catalog.functions.find((one) => one.name === name);
    expect(named('secret')).toMatchObject({
      kind: 'function',
      owner: superuser,
      comment: 'says nothing',
      securityDefiner: true,
      configuration: ['search_path=""'],
      executableBy: [superuser, reader(major)].sort(),
      standardBody: false,
    });
    expect(named('act')).toMatchObject({ kind: 'procedure', securityDefiner: false, configuration: [] });
    expect(named('touch')?.executableBy).toEqual([superuser, 'public']);
    expect(named('atomic')?.standardBody).toBe(true);
  });

  it('tells which columns a sequence serves', () => {
    const named = (name: string) => catalog.sequences.find((one) => one.name === name);
    const uses = (column: string) => ({ schema: 'open', table: 'uses', column });
    expect(named('shared')).toMatchObject({
      ownedBy: null,
      identity: false,
      usedBy: [uses('a'), uses('b')],
      cache: '20',
      lastValue: null,
      lastValueVisible: true,
      persistence: 'permanent',
      extension: null,
      owner: superuser,
    });
    expect(named('uses_id_seq')).toMatchObject({ ownedBy: uses('id'), identity: false, usedBy: [uses('id')] });
    expect(named('uses_own_seq')).toMatchObject({ ownedBy: uses('own'), identity: true, usedBy: [] });
  });

  it('measures transaction ages, and reads options of TOAST tables', async () => {
    expect(table('parent').frozenXidAge).toBeGreaterThanOrEqual(0);
    expect(table('parent').multixactAge).toBeGreaterThanOrEqual(0);
    expect(table('together')).toMatchObject({ frozenXidAge: null, multixactAge: null });
    expect(table('log').frozenXidAge).toBeNull();
    expect(table('child').toastOptions).toEqual(['autovacuum_enabled=false']);
    const { rows } = await database.client.query<{ age: number }>(
      'SELECT age(datfrozenxid) AS age FROM pg_database WHERE datname = current_database()',
    );
    expect(Math.abs(rows[0]!.age - catalog.database.frozenXidAge)).toBeLessThan(100_000);
  });

  it('names the superusers, the owner of the database and who streams from it', () => {
    expect(catalog.superusers).toContain(superuser);
    expect(catalog.superusers).not.toContain(owner(major));
    expect(catalog.database).toMatchObject({ owner: superuser, walSenders: 0 });
    expect(catalog.orphanedTemporaryTables).toEqual([]);
  });

  it('counts blocks, vacuums and distinct combinations', () => {
    const { usage, indexes, extendedStatistics } = table('parent');
    expect(usage).toMatchObject({ analyzes: 1, vacuums: 0, insertedSinceVacuum: 1000 });
    expect(usage!.heapBlocksHit! + usage!.heapBlocksRead!).toBeGreaterThan(0);
    expect(usage!.newPageUpdated).toBe(major >= 16 ? 0 : null);
    expect(indexes[0]!.usage!.blocksHit! + indexes[0]!.usage!.blocksRead!).toBeGreaterThan(0);
    expect(usage!.indexBlocksHit).toBe(indexes[0]!.usage!.blocksHit);
    expect(extendedStatistics).toMatchObject([{ distinct: [{ columns: ['city', 'zip'], distinct: 20 }] }]);
  });

  it('compares collation versions', async () => {
    expect(catalog.outdatedCollations).toEqual([]);
    expect(catalog.database.collationVersion).toBe(catalog.database.actualCollationVersion);
    const update = (version: string) =>
      database.client.query(
        `UPDATE pg_collation SET collversion = ${version} WHERE collname IN ('en-x-icu', 'de-x-icu')`,
      );
    await update("'old'");
    // "de-x-icu" is no column's.
    expect((await read()).outdatedCollations).toEqual([
      {
        schema: 'pg_catalog',
        name: 'en-x-icu',
        recordedVersion: 'old',
        actualVersion: expect.stringMatching(/^\d/),
      },
    ]);
    await update('pg_collation_actual_version(oid)');
  });

  it('compares versions of extensions', () => {
    expect(catalog.extensions.find(({ name }) => name === 'plpgsql')).toMatchObject({
      version: '1.0',
      defaultVersion: '1.0',
      relocatable: false,
    });
  });

  it('survives JSON unchanged', () => {
    expect(JSON.parse(JSON.stringify(catalog))).toEqual(catalog);
  });

  it('finds invalid indexes of TOAST tables', async () => {
    expect(catalog.invalidToastIndexes).toEqual([]);
    await database.client.query(`CREATE SCHEMA "Long"; CREATE TABLE "Long"."Val ues" (a text);
      UPDATE pg_index SET indisvalid = false
       WHERE indrelid = (SELECT reltoastrelid FROM pg_class WHERE oid = '"Long"."Val ues"'::regclass)`);
    expect((await read()).invalidToastIndexes).toEqual([
      { schema: 'Long', table: 'Val ues', name: expect.stringMatching(/^pg_toast_\d+_index$/) },
    ]);
  });

  it('finds temporary tables whose session is gone', async () => {
    // A session that ends drops its own: one is made to look like another's, that has no session.
    await database.client.query('CREATE TEMPORARY TABLE lost (a int)');
    const here = await read();
    expect(here.orphanedTemporaryTables).toEqual([]);
    if (major < 16) return;
    await database.client.query(`UPDATE pg_namespace SET nspname = 'pg_temp_9999' WHERE oid = pg_my_temp_schema()`);
    expect((await read()).orphanedTemporaryTables).toEqual([
      { schema: 'pg_temp_9999', name: 'lost', frozenXidAge: expect.any(Number), sizeBytes: 0 },
    ]);
  });
});
