import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Relation } from '../../src/catalog/model.ts';
import type { Fix, FixIntent } from '../../src/migration/model.ts';
import { createNamer } from '../../src/migration/names.ts';
import { planFix } from '../../src/migration/plan.ts';
import { createDatabase, servers, type TestDatabase } from '../support/database.ts';
import { added, fingerprint, hasPsql, runStatements, runWithPsql } from './apply.ts';
import { catalogOf, expressionOf, indexOn, keyOf, relationOf } from './catalog.ts';

const ODD = 'Rechnung "Größe"; DROP TABLE invoice';

const SCHEMA = `
  CREATE TABLE invoice (id int PRIMARY KEY, state text, external_id text, email text, deleted_at timestamptz);
  INSERT INTO invoice SELECT n, 'open', n::text, 'A' || n, NULL FROM generate_series(1, 100) n;
  CREATE TABLE "${ODD.replaceAll('"', '""')}" ("User" int, "$guard$ and ' too" text);
  CREATE UNLOGGED TABLE note (body text);
  CREATE MATERIALIZED VIEW summary AS SELECT state, count(*) AS n FROM invoice GROUP BY 1;
  CREATE SCHEMA "Other";
  CREATE TABLE "Other".invoice (state text);
`;

const relations: readonly Relation[] = [
  relationOf('invoice'),
  relationOf(ODD),
  relationOf('note', { persistence: 'unlogged' }),
  relationOf('summary', { kind: 'materialized-view' }),
  relationOf('invoice', { schema: 'Other' }),
];

const unique = (columns: readonly string[], fields: Partial<Extract<FixIntent, { kind: 'add-unique' }>> = {}) =>
  ({
    kind: 'add-unique',
    relation: { schema: 'public', name: 'invoice' },
    columns,
    nullsNotDistinct: false,
    predicate: null,
    name: null,
    ...fields,
  }) as const;
const index = (definition: Extract<FixIntent, { kind: 'create-index' }>['index']): FixIntent => ({
  kind: 'create-index',
  index: definition,
  name: null,
});

const intents: Readonly<Record<string, FixIntent>> = {
  'a composite index': index(indexOn('invoice', ['state', keyOf('id', { direction: 'desc', nulls: 'first' })])),
  'a covering, partial index': index(
    indexOn('invoice', ['state'], { include: ['email'], predicate: 'deleted_at IS NULL' }),
  ),
  'an index over an expression': index(indexOn('invoice', [expressionOf('lower(email)'), 'state'])),
  'an index of an unlogged table': index(indexOn('note', ['body'])),
  'an index of a materialized view': index(indexOn('summary', ['state'])),
  'an index of a table in another schema': index(indexOn({ schema: 'Other', name: 'invoice' }, ['state'])),
  'an index of a table with a name that needs quoting': index(indexOn(ODD, ['User', "$guard$ and ' too"])),
  'a unique constraint': unique(['external_id']),
  'a composite unique constraint': unique(['external_id', 'state']),
  'a unique constraint on odd names': unique(["$guard$ and ' too"], { relation: { schema: 'public', name: ODD } }),
  'a partial unique index': unique(['external_id'], { predicate: 'deleted_at IS NULL' }),
  'a unique index of a materialized view': unique(['state'], { relation: { schema: 'public', name: 'summary' } }),
};

describe.each(servers)('a migration on PostgreSQL $major', (server) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createDatabase(server, SCHEMA);
  });
  afterEach(() => database.drop());

  const plan = (intent: FixIntent): Fix => {
    const catalog = catalogOf(relations, server.major * 10_000 + 10);
    return planFix(intent, catalog, createNamer(catalog));
  };

  const runners: Readonly<Record<string, (fix: Fix, direction: 'up' | 'down') => Promise<void>>> = {
    'statement by statement, as reports show it': (fix, direction) => runStatements(database.client, fix[direction]),
    'statement by statement, with its guards': (fix, direction) =>
      runStatements(database.client, fix.script![direction]),
    ...(hasPsql ? { 'as files by psql': (fix, direction) => runWithPsql(database, fix, direction) } : {}),
  };

  it.each(Object.keys(runners))('builds what it says and undoes it, run %s', async (runner) => {
    for (const [what, intent] of Object.entries(intents)) {
      const fix = plan(intent);
      const before = await fingerprint(database.client);
      await runners[runner]!(fix, 'up');
      const lines = await added(database.client, before);
      const isConstraint = what.includes('constraint');
      expect({ what, lines }).toEqual({
        what,
        lines: [
          ...(isConstraint ? [expect.stringMatching(/^constraint .* UNIQUE \(/)] : []),
          expect.stringMatching(/^i .* valid=t ready=t/),
        ],
      });
      await runners[runner]!(fix, 'down');
      expect({ what, after: await fingerprint(database.client) }).toEqual({ what, after: before });
    }
  });

  it('can be run again, in both directions', async () => {
    for (const intent of Object.values(intents)) {
      const { script } = plan(intent);
      const before = await fingerprint(database.client);
      await runStatements(database.client, script!.up);
      const after = await fingerprint(database.client);
      await runStatements(database.client, script!.up);
      expect(await fingerprint(database.client)).toEqual(after);
      await runStatements(database.client, script!.down);
      await runStatements(database.client, script!.down);
      expect(await fingerprint(database.client)).toEqual(before);
    }
  });

  it('can be run again after it was killed at any step, and be undone from there', async () => {
    const { script } = plan(unique(['external_id']));
    const before = await fingerprint(database.client);
    for (let steps = 1; steps < script!.up.length; steps++) {
      await runStatements(database.client, script!.up.slice(0, steps));
      await runStatements(database.client, script!.up);
      expect(await added(database.client, before)).toHaveLength(2);
      await runStatements(database.client, script!.down);
      await runStatements(database.client, script!.up.slice(0, steps));
      await runStatements(database.client, script!.down);
      expect(await fingerprint(database.client)).toEqual(before);
    }
  });

  it('makes statistics of an expression available', async () => {
    await runStatements(database.client, plan(intents['an index over an expression']!).up);
    const { rows } = await database.client.query(
      "SELECT attname FROM pg_stats WHERE tablename = 'invoice_expr_state_idx'",
    );
    expect(rows).toEqual([{ attname: 'lower' }]);
  });

  it('replaces the invalid index that a killed build left, and never a valid one', async () => {
    const { client } = database;
    const fix = plan(unique(['state']));
    await expect(runStatements(client, fix.up)).rejects.toMatchObject({ code: '23505' });
    expect(await fingerprint(client)).toContainEqual(expect.stringMatching(/invoice_state_key .*valid=f/));

    await client.query('UPDATE invoice SET state = id::text');
    const before = (await fingerprint(client)).filter((line) => !line.includes('invoice_state_key'));
    await runStatements(client, fix.script!.up);
    expect(await added(client, before)).toEqual([
      expect.stringContaining('UNIQUE (state)'),
      expect.stringMatching(/invoice_state_key .* valid=t/),
    ]);
  });

  it('tells of duplicates before it builds anything, with the query that lists them', async () => {
    const { client } = database;
    const fix = plan(unique(['state']));
    const before = await fingerprint(client);
    const error = await runStatements(client, fix.script!.up).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: '23505', message: 'public.invoice has rows with the same (state)' });
    expect((error as { hint: string }).hint).toContain(fix.check[0]);
    expect(await fingerprint(client)).toEqual(before);
    expect((await client.query(fix.check[0]!)).rows).toEqual([{ state: 'open', count: '100' }]);
  });

  it('stops when another index has taken its name since it was written', async () => {
    const fix = plan(intents['a composite index']!);
    await database.client.query('CREATE INDEX invoice_state_id_idx ON invoice (email)');
    const before = await fingerprint(database.client);
    await expect(runStatements(database.client, fix.script!.up)).rejects.toThrow(/is another one than this migration/);
    expect(await fingerprint(database.client)).toEqual(before);
  });

  it('gives up on a lock that it cannot have, and goes on when run again', async () => {
    const catalog = catalogOf(relations, server.major * 10_000 + 10);
    const fix = planFix(intents['a composite index']!, catalog, createNamer(catalog), { lockTimeout: '200ms' });
    const other = await createOther(database);
    await other.query('BEGIN; LOCK TABLE invoice IN SHARE UPDATE EXCLUSIVE MODE');
    await expect(runStatements(database.client, fix.script!.up)).rejects.toMatchObject({ code: '55P03' });
    await other.query('ROLLBACK');

    // An old snapshot of another table is enough to stop the last phase of the build, which leaves it invalid.
    await other.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM note');
    await expect(runStatements(database.client, fix.script!.up)).rejects.toMatchObject({ code: '55P03' });
    expect(await fingerprint(database.client)).toContainEqual(expect.stringMatching(/invoice_state_id_idx.*valid=f/));
    await other.query('ROLLBACK');
    await other.end();
    await runStatements(database.client, fix.script!.up);
    expect(await fingerprint(database.client)).toContainEqual(expect.stringMatching(/invoice_state_id_idx.*valid=t/));
    expect((await fingerprint(database.client)).join('\n')).not.toContain('valid=f');
  });

  it('can be run by the owner of the table, who has no other rights', async () => {
    const role = `owner_${server.major}_of_migration`;
    await database.client.query(`
      DROP ROLE IF EXISTS ${role};
      CREATE ROLE ${role};
      GRANT CREATE, USAGE ON SCHEMA public TO ${role};
      ALTER TABLE invoice OWNER TO ${role}`);
    const fix = plan(unique(['external_id']));
    const before = await fingerprint(database.client);
    try {
      await database.client.query('UPDATE invoice SET external_id = 1');
      await database.client.query(`SET ROLE ${role}`);
      // A leftover is there to be removed first.
      await expect(database.client.query(fix.up[2]!)).rejects.toMatchObject({ code: '23505' });
      await database.client.query('UPDATE invoice SET external_id = id');
      for (const statement of fix.script!.up) await database.client.query(statement);
      expect(await added(database.client, before)).toHaveLength(2);
      for (const statement of fix.script!.down) await database.client.query(statement);
      expect(await fingerprint(database.client)).toEqual(before);
    } finally {
      await database.client.query('RESET ALL; RESET ROLE');
      await database.client.query(
        `REASSIGN OWNED BY ${role} TO CURRENT_USER; DROP OWNED BY ${role}; DROP ROLE ${role}`,
      );
    }
  });

  it('does not drop what has become the replica identity', async () => {
    const fix = plan(unique(['external_id']));
    await runStatements(database.client, fix.up);
    await database.client.query('ALTER TABLE invoice ALTER external_id SET NOT NULL');
    await database.client.query('ALTER TABLE invoice REPLICA IDENTITY USING INDEX invoice_external_id_key');
    await expect(runStatements(database.client, fix.script!.down)).rejects.toThrow(/is the replica identity/);
  });
});

async function createOther(database: TestDatabase) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  return client;
}
