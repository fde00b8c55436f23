import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { introspect } from '../../src/catalog/introspect.ts';
import { connect } from '../../src/connection/connect.ts';
import { readOnly } from '../../src/connection/read-only.ts';
import type { Fix, FixIntent } from '../../src/migration/model.ts';
import { createNamer } from '../../src/migration/names.ts';
import { planFix } from '../../src/migration/plan.ts';
import { createDatabase, servers, type TestDatabase } from '../support/database.ts';
import { fingerprint, hasPsql, runStatements, runWithPsql } from './apply.ts';

const SCHEMA = `
  CREATE TABLE account (id int PRIMARY KEY);
  CREATE TABLE "Odd $guard$ 'table" ("the ""id""" int, n int);
  CREATE INDEX "Odd index" ON "Odd $guard$ 'table" ("the ""id""" DESC NULLS LAST) WITH (fillfactor = 70) WHERE n > 1;
  COMMENT ON INDEX "Odd index" IS 'it''s odd';
  CREATE TABLE invoice (id int PRIMARY KEY, account_id int, n int, code text, ref text, UNIQUE (code));
  INSERT INTO account SELECT generate_series(1, 50);
  INSERT INTO invoice SELECT n, n % 50 + 1, n, 'c' || n, 'r' || n FROM generate_series(1, 100) n;
  ALTER TABLE invoice ADD CONSTRAINT invoice_n_check CHECK (n > 0) NOT VALID;
  CREATE INDEX invoice_n_idx ON invoice (n) INCLUDE (code);
  CREATE INDEX invoice_lower_idx ON invoice (lower(code) text_pattern_ops);
  CREATE UNIQUE INDEX invoice_ref_key ON invoice (ref);
  CREATE TABLE line (invoice_id int, ref text REFERENCES invoice (ref), account_id int);
  CREATE TABLE legacy (a int, b int, note text);
  CREATE UNIQUE INDEX legacy_a_b ON legacy (a, b);
  INSERT INTO legacy SELECT n, n FROM generate_series(1, 10) n;
  CREATE TABLE ev (account_id int, at date NOT NULL) PARTITION BY RANGE (at);
  CREATE TABLE ev_2024 PARTITION OF ev FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
  CREATE TABLE ev_2025 PARTITION OF ev FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY RANGE (at);
  CREATE TABLE ev_2025_h1 PARTITION OF ev_2025 FOR VALUES FROM ('2025-01-01') TO ('2025-07-01');
  INSERT INTO ev SELECT n % 50 + 1, date '2024-01-01' + n FROM generate_series(1, 400) n;
  CREATE INDEX ev_account_id_idx ON ev (account_id);
`;

const table = (name: string) => ({ schema: 'public', name });
const foreignKey = (name: string): FixIntent => ({
  kind: 'add-foreign-key',
  relation: table(name),
  columns: ['account_id'],
  references: { relation: table('account'), columns: ['id'] },
  onDelete: 'cascade',
  onUpdate: 'no action',
  name: null,
});
const drop = (index: string, name = 'invoice', keep?: string): FixIntent => ({
  kind: 'drop-index',
  relation: table(name),
  index,
  ...(keep === undefined ? {} : { keep }),
});
const ODD = "Odd $guard$ 'table";

/** Each with what it changes in the fingerprint: lines gone, and lines new. */
const intents: Readonly<Record<string, readonly [FixIntent, readonly RegExp[], readonly RegExp[]]>> = {
  'drops an index': [drop('invoice_n_idx'), [/invoice_n_idx/], []],
  'drops an index over an expression': [drop('invoice_lower_idx'), [/text_pattern_ops/], []],
  'drops an index of odd names and options': [drop('Odd index', ODD), [/fillfactor/], []],
  'drops an index of a partitioned table': [
    drop('ev_account_id_idx', 'ev'),
    [/^I .*ev_2025_a/, /^I .*ev_account_id_idx/, /^i .*ev_2024/, /^i .*ev_2025_h1/],
    [],
  ],
  'validates a constraint': [
    { kind: 'validate-constraint', relation: table('invoice'), constraint: 'invoice_n_check' },
    [/NOT VALID/],
    [/CHECK \(\(n > 0\)\)$/],
  ],
  'adds a foreign key': [foreignKey('invoice'), [], [/FOREIGN KEY \(account_id\).*ON DELETE CASCADE$/]],
  'adds a foreign key of a partitioned table': [
    foreignKey('ev'),
    [],
    [/constraint ev .*CASCADE$/, /constraint ev_2024 /, /constraint ev_2025 /, /constraint ev_2025_h1 /],
  ],
  'makes a column NOT NULL': [{ kind: 'set-not-null', relation: table('invoice'), column: 'n' }, [], []],
  'makes a column of a partitioned table NOT NULL': [
    { kind: 'set-not-null', relation: table('ev'), column: 'account_id' },
    [],
    [],
  ],
  'makes a primary key of a unique index': [
    { kind: 'primary-key-from-index', relation: table('legacy'), index: 'legacy_a_b', name: null },
    [/legacy_a_b/],
    [/constraint legacy legacy_pkey PRIMARY KEY \(a, b\)/, /UNIQUE INDEX legacy_pkey/],
  ],
  'changes the catalog': [
    {
      kind: 'statement',
      relation: table('invoice'),
      up: ['ALTER TABLE public.invoice DROP CONSTRAINT invoice_n_check'],
      down: ['ALTER TABLE public.invoice ADD CONSTRAINT invoice_n_check CHECK (n > 0)'],
      transactional: true,
    },
    [/invoice_n_check/],
    [],
  ],
};

/** Not-null constraints are rows since PostgreSQL 18, and here stand for the columns on every version. */
async function state(database: TestDatabase): Promise<readonly string[]> {
  const { rows } = await database.client.query<{ line: string }>(
    `SELECT format('%s.%s not null', attrelid::regclass, attname) AS line FROM pg_attribute
     WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p'))
       AND attnum > 0 AND attnotnull ORDER BY 1`,
  );
  const comments = await database.client.query<{ line: string }>(
    "SELECT obj_description(oid, 'pg_class') AS line FROM pg_class WHERE obj_description(oid, 'pg_class') IS NOT NULL AND relnamespace = 'public'::regnamespace",
  );
  const lines = (await fingerprint(database.client)).filter((line) => !/ NOT NULL \S+$/.test(line));
  return [...lines, ...[...rows, ...comments.rows].map(({ line }) => line)];
}

describe.each(servers)('what mends a schema on PostgreSQL $major', (server) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createDatabase(server, SCHEMA);
  });
  afterEach(() => database.drop());

  async function plan(intent: FixIntent): Promise<Fix> {
    const session = await connect({ url: database.url, environment: {} });
    try {
      const catalog = await readOnly(session, introspect);
      return planFix(intent, catalog, createNamer(catalog));
    } finally {
      await session.close();
    }
  }

  const run = (statements: readonly string[]) => runStatements(database.client, statements);

  it('does what it says and undoes it, as reports show it', async () => {
    for (const [what, [intent, gone, added]] of Object.entries(intents)) {
      const before = await state(database);
      const fix = await plan(intent);
      for (const query of fix.check) expect((await database.client.query(query)).rows).toEqual([]);
      await run(fix.up);
      const after = await state(database);
      expect({ what, gone: before.filter((line) => !after.includes(line)).filter(isNoComment) }).toEqual({
        what,
        gone: gone.map((pattern) => expect.stringMatching(pattern) as unknown),
      });
      const isNew = (line: string) => !before.includes(line) && !line.endsWith(' not null');
      expect({ what, added: after.filter(isNew) }).toEqual({
        what,
        added: added.map((pattern) => expect.stringMatching(pattern) as unknown),
      });
      await run(fix.down);
      // A constraint that holds stays validated.
      if (intent.kind !== 'validate-constraint') {
        expect({ what, state: await state(database) }).toEqual({ what, state: before });
      }
    }
  });

  it('can be run again after it was stopped at any step, and be undone from there', async () => {
    for (const [what, [intent]] of Object.entries(intents)) {
      if (intent.kind === 'statement' || intent.kind === 'validate-constraint') continue;
      const before = await state(database);
      const { script } = await plan(intent);
      await run(script!.up);
      const after = await state(database);
      await run(script!.up);
      expect({ what, state: await state(database) }).toEqual({ what, state: after });
      for (let steps = 0; steps <= script!.down.length; steps++) {
        await run(script!.down.slice(0, steps));
        await run(script!.down);
        expect({ what, steps, state: await state(database) }).toEqual({ what, steps, state: before });
        await run(script!.up);
      }
      await run(script!.down);
      for (let steps = 1; steps < script!.up.length; steps++) {
        await run(script!.up.slice(0, steps));
        await run(script!.up);
        expect({ what, steps, state: await state(database) }).toEqual({ what, steps, state: after });
        await run(script!.down);
        await run(script!.up.slice(0, steps));
        await run(script!.down);
        expect({ what, steps, state: await state(database) }).toEqual({ what, steps, state: before });
      }
    }
  }, 60_000);

  (hasPsql ? it : it.skip)('is in files that psql runs', async () => {
    for (const [what, [intent]] of Object.entries(intents)) {
      const before = await state(database);
      const fix = await plan(intent);
      await runWithPsql(database, fix, 'up');
      expect(await state(database)).not.toEqual(before);
      await runWithPsql(database, fix, 'down');
      if (intent.kind !== 'validate-constraint') {
        expect({ what, state: await state(database) }).toEqual({ what, state: before });
      }
    }
  });

  it('sets NOT NULL without reading the rows under the strong lock', async () => {
    const fix = await plan({ kind: 'set-not-null', relation: table('invoice'), column: 'n' });
    const notices: string[] = [];
    database.client.on('notice', ({ message }) => notices.push(message ?? ''));
    await database.client.query('SET client_min_messages = debug1');
    await run(fix.up);
    expect(notices.join('\n')).toContain('existing constraints on column "invoice.n" are sufficient');
  });

  it('builds an invalid index anew, and drops what a killed REINDEX left', async () => {
    const { client } = database;
    await client.query('ALTER TABLE legacy ADD COLUMN c int DEFAULT 7');
    await expect(client.query('CREATE UNIQUE INDEX CONCURRENTLY legacy_c_key ON legacy (c)')).rejects.toThrow();
    await expect(client.query('REINDEX INDEX CONCURRENTLY legacy_c_key')).rejects.toThrow();
    const broken = await plan({ kind: 'reindex', relation: table('legacy'), index: 'legacy_c_key' });
    await expect(run(broken.script!.up)).rejects.toThrow(/rows with the same \(c\)/);
    const leftover = await plan({ kind: 'reindex', relation: table('legacy'), index: 'legacy_c_key_ccnew' });
    await run(leftover.script!.up);
    expect((await fingerprint(client)).join('\n')).not.toContain('ccnew');
    expect(leftover.down).toEqual([]);
    // What another killed run left is removed on the way.
    await expect(client.query('REINDEX INDEX CONCURRENTLY legacy_c_key')).rejects.toThrow();
    await client.query('UPDATE legacy SET c = a');
    for (let runs = 0; runs < 2; runs++) await run(broken.script!.up);
    const lines = (await fingerprint(client)).join('\n');
    expect(lines).toMatch(/legacy_c_key .* valid=t/);
    expect(lines).not.toContain('ccnew');
  });

  it('keeps out of the way of what an index is needed for', async () => {
    const { client } = database;
    await expect(plan(drop('invoice_pkey'))).rejects.toThrow(/constraint invoice_pkey is made of it/);
    await expect(plan(drop('invoice_ref_key'))).rejects.toThrow(/foreign key line_ref_fkey refers to its columns/);
    await expect(plan(drop('ev_2024_account_id_idx', 'ev_2024'))).rejects.toThrow(/is part of index/);
    await expect(plan(drop('nothing'))).rejects.toThrow(/has no index public\.nothing/);
    const planned = await plan(drop('legacy_a_b', 'legacy'));
    await client.query(`ALTER TABLE legacy ALTER a SET NOT NULL, ALTER b SET NOT NULL,
      REPLICA IDENTITY USING INDEX legacy_a_b`);
    await expect(plan(drop('legacy_a_b', 'legacy'))).rejects.toThrow(/is the replica identity of/);
    // It was not when the migration was written.
    await expect(run(planned.script!.up)).rejects.toThrow(/is needed by/);
    await client.query('ALTER TABLE legacy REPLICA IDENTITY DEFAULT, CLUSTER ON legacy_a_b');
    await expect(plan(drop('legacy_a_b', 'legacy'))).rejects.toThrow(/is clustered on it/);
    await expect(run(planned.script!.up)).rejects.toThrow(/is needed by/);
  });

  it('drops no index whose stand-in has gone', async () => {
    const fix = await plan(drop('invoice_n_idx', 'invoice', 'invoice_lower_idx'));
    await database.client.query('DROP INDEX invoice_lower_idx');
    await expect(run(fix.script!.up)).rejects.toThrow(/invoice_lower_idx, which does the work of/);
  });

  it('tells of rows in the way before or instead of changing anything', async () => {
    const { client } = database;
    await client.query('UPDATE invoice SET account_id = 4711, n = NULL WHERE id = 1');
    const before = await state(database);
    const orphans = await plan(foreignKey('invoice'));
    expect((await client.query(orphans.check[0]!)).rows).toEqual([{ account_id: 4711 }]);
    await expect(run(orphans.script!.up)).rejects.toMatchObject({ code: '23503' });
    const nulls = await plan({ kind: 'set-not-null', relation: table('invoice'), column: 'n' });
    expect((await client.query(nulls.check[0]!)).rows).toHaveLength(1);
    await expect(run(nulls.script!.up)).rejects.toMatchObject({ code: '23502' });
    expect(await state(database)).toEqual(before);
  });

  it('is refused where it cannot be', async () => {
    await expect(plan({ kind: 'set-not-null', relation: table('invoice'), column: 'id' })).rejects.toThrow(/already/);
    await expect(
      plan({ kind: 'primary-key-from-index', relation: table('invoice'), index: 'invoice_ref_key', name: null }),
    ).rejects.toThrow(/the table has one/);
    await expect(plan({ kind: 'reindex', relation: table('ev'), index: 'ev_account_id_idx' })).rejects.toThrow(
      /no storage of its own/,
    );
    await expect(
      plan({
        kind: 'add-foreign-key',
        relation: table('line'),
        columns: ['invoice_id'],
        references: { relation: table('legacy'), columns: ['a'] },
        onDelete: 'no action',
        onUpdate: 'no action',
        name: null,
      }),
    ).rejects.toThrow(/no unique key on \(a\)/);
  });
});

const isNoComment = (line: string) => line !== "it's odd";
