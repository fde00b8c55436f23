import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { introspect } from '../../src/catalog/introspect.ts';
import type { Catalog } from '../../src/catalog/model.ts';
import { connect } from '../../src/connection/connect.ts';
import type { FixIntent } from '../../src/migration/model.ts';
import { createNamer } from '../../src/migration/names.ts';
import { planFix } from '../../src/migration/plan.ts';
import { loadParser } from '../../src/sql/parser.ts';
import { createDatabase, servers, type TestDatabase } from '../support/database.ts';
import { added, fingerprint, hasPsql, runStatements, runWithPsql } from './apply.ts';
import { catalogOf, expressionOf, indexOn, partitionOf, relationOf } from './catalog.ts';

const SCHEMA = `
  CREATE TABLE ev (account_id int, at date, note text) PARTITION BY RANGE (at);
  CREATE TABLE ev_2024 PARTITION OF ev FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
  CREATE TABLE "Ev 2025" PARTITION OF ev FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY RANGE (at);
  CREATE TABLE ev_2025_h1 PARTITION OF "Ev 2025" FOR VALUES FROM ('2025-01-01') TO ('2025-07-01');
  CREATE TABLE ev_2025_h2 PARTITION OF "Ev 2025" FOR VALUES FROM ('2025-07-01') TO ('2026-01-01');
  INSERT INTO ev SELECT n, date '2024-01-01' + n, 'x' FROM generate_series(1, 700) n;
`;
const FOREIGN = `
  CREATE FOREIGN DATA WRAPPER nowhere;
  CREATE SERVER far FOREIGN DATA WRAPPER nowhere;
  CREATE FOREIGN TABLE ev_old PARTITION OF ev FOR VALUES FROM ('2000-01-01') TO ('2024-01-01') SERVER far;
`;

const local = [
  relationOf('ev', { kind: 'partitioned-table', partitionKey: 'RANGE (at)' }),
  partitionOf('ev', 'ev_2024'),
  partitionOf('ev', 'Ev 2025', { kind: 'partitioned-table', partitionKey: 'RANGE (at)' }),
  partitionOf('Ev 2025', 'ev_2025_h1'),
  partitionOf('Ev 2025', 'ev_2025_h2'),
];
const foreign = partitionOf('ev', 'ev_old', { kind: 'foreign-table' });

const plain: FixIntent = { kind: 'create-index', name: null, index: indexOn('ev', ['account_id']) };
const expression: FixIntent = {
  kind: 'create-index',
  name: null,
  index: indexOn('ev', [expressionOf('lower(note)')], { predicate: 'account_id > 0' }),
};
const unique = (columns: readonly string[]): FixIntent => ({
  kind: 'add-unique',
  relation: { schema: 'public', name: 'ev' },
  columns,
  nullsNotDistinct: false,
  predicate: null,
  name: null,
});

function plan(intent: FixIntent, relations = local) {
  const catalog = catalogOf(relations);
  return planFix(intent, catalog, createNamer(catalog));
}

beforeAll(loadParser);

describe('the migration of a partitioned table', () => {
  it('builds each level, partitions concurrently, and attaches from below', () => {
    expect(plan(plain).up).toEqual([
      "SET lock_timeout = '5s'",
      'SET statement_timeout = 0',
      'CREATE INDEX ev_account_id_idx ON ONLY public.ev USING btree (account_id)',
      'CREATE INDEX CONCURRENTLY ev_2024_account_id_idx ON public.ev_2024 USING btree (account_id)',
      'ALTER INDEX public.ev_account_id_idx ATTACH PARTITION public.ev_2024_account_id_idx',
      'CREATE INDEX ev_2025_account_id_idx ON ONLY public."Ev 2025" USING btree (account_id)',
      'CREATE INDEX CONCURRENTLY ev_2025_h1_account_id_idx ON public.ev_2025_h1 USING btree (account_id)',
      'ALTER INDEX public.ev_2025_account_id_idx ATTACH PARTITION public.ev_2025_h1_account_id_idx',
      'CREATE INDEX CONCURRENTLY ev_2025_h2_account_id_idx ON public.ev_2025_h2 USING btree (account_id)',
      'ALTER INDEX public.ev_2025_account_id_idx ATTACH PARTITION public.ev_2025_h2_account_id_idx',
      'ALTER INDEX public.ev_account_id_idx ATTACH PARTITION public.ev_2025_account_id_idx',
    ]);
  });

  it('makes a unique index and says that it is no constraint', () => {
    const fix = plan(unique(['account_id', 'at']));
    expect(fix.up).toContain('CREATE UNIQUE INDEX ev_account_id_at_key ON ONLY public.ev USING btree (account_id, at)');
    expect(fix.script!.notes).toEqual([expect.stringContaining('not a constraint')]);
  });

  it('is refused for a unique key without the partition key', () => {
    expect(() => plan(unique(['account_id']))).toThrow(/partitioned by column at, which is not in the key/);
    const byExpression = [{ ...local[0]!, partitionKey: 'RANGE (date_trunc(\'day\'::text, "at"))' }];
    expect(() => plan(unique(['account_id', 'at']), byExpression)).toThrow(/partitioned by an expression/);
  });

  it('is refused for a unique key over a foreign partition', () => {
    expect(() => plan(unique(['account_id', 'at']), [...local, foreign])).toThrow(/ev_old is a foreign table/);
  });
});

describe.each(servers)('the migration of a partitioned table on PostgreSQL $major', (server) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createDatabase(server, SCHEMA);
  });
  afterEach(() => database.drop());

  async function read(): Promise<Catalog> {
    const session = await connect({ url: database.url, environment: {} });
    try {
      return await introspect(session);
    } finally {
      await session.close();
    }
  }
  const planned = (catalog: Catalog) => planFix(plain, catalog, createNamer(catalog));

  it.each([
    ['an index', plain],
    ['a partial index over an expression', expression],
    ['a unique index', unique(['account_id', 'at'])],
  ])('builds %s on every partition and undoes it', async (_, intent) => {
    const { client } = database;
    const fix = plan(intent);
    const before = await fingerprint(client);
    const runs = [
      [() => runStatements(client, fix.up), () => runStatements(client, fix.down)],
      [() => runStatements(client, fix.script!.up), () => runStatements(client, fix.script!.down)],
      ...(hasPsql ? [[() => runWithPsql(database, fix, 'up'), () => runWithPsql(database, fix, 'down')]] : []),
    ];
    for (const [up, down] of runs) {
      await up!();
      const lines = await added(client, before);
      expect(lines).toHaveLength(5);
      expect(lines.filter((line) => line.includes('valid=t ready=t'))).toHaveLength(5);
      expect(lines.filter((line) => line.includes('attached=t'))).toHaveLength(4);
      await down!();
      expect(await fingerprint(client)).toEqual(before);
    }
  });

  it('can be run again after it was killed at any step, and be undone from there', async () => {
    const { client } = database;
    const { script } = plan(plain);
    const before = await fingerprint(client);
    for (let steps = 1; steps <= script!.up.length; steps++) {
      await runStatements(client, script!.up.slice(0, steps));
      await runStatements(client, script!.up);
      expect((await added(client, before)).filter((line) => line.includes('valid=t'))).toHaveLength(5);
      await runStatements(client, script!.down);
      await runStatements(client, script!.up.slice(0, steps));
      await runStatements(client, script!.down);
      expect(await fingerprint(client)).toEqual(before);
    }
  });

  it('attaches the indexes that partitions have already, and leaves them alone again when it is undone', async () => {
    const { client } = database;
    await client.query(
      `CREATE INDEX by_hand ON ev_2024 (account_id) WITH (fillfactor=70);
       CREATE INDEX tree ON "Ev 2025" (account_id);`,
    );
    const before = await fingerprint(client);
    const fix = planned(await read());
    expect(fix.up.filter((sql) => sql.startsWith('CREATE'))).toHaveLength(1);
    expect(fix.creates).toEqual(['public.ev_account_id_idx']);
    expect(fix.script!.notes).toEqual([
      'public.tree is there already, and is attached.',
      'public.by_hand is there already, and is attached.',
    ]);
    for (const [up, down] of [
      [fix.up, fix.down],
      [fix.script!.up, fix.script!.down],
    ]) {
      await runStatements(client, up!);
      const attached = (await fingerprint(client)).filter((line) => line.includes('attached=t'));
      expect(attached.filter((line) => line.includes('valid=t'))).toHaveLength(4);
      await runStatements(client, down!);
      expect(await fingerprint(client)).toEqual(before);
    }
  });

  it('goes on with what an earlier migration has left, when it is written anew', async () => {
    const { client } = database;
    const before = await fingerprint(client);
    const { script } = plan(plain);
    // The last step but one makes the whole index valid, and then none is proposed.
    for (let steps = 3; steps < script!.up.length - 1; steps++) {
      await runStatements(client, script!.up.slice(0, steps));
      const anew = planned(await read());
      await runStatements(client, anew.script!.up);
      const lines = await added(client, before);
      expect(lines).toHaveLength(5);
      expect(lines.filter((line) => line.includes('valid=t ready=t'))).toHaveLength(5);
      await runStatements(client, script!.down);
      expect(await fingerprint(client)).toEqual(before);
    }
  });

  it('fails when a partition appeared between planning and running it', async () => {
    const { client } = database;
    await client.query(`CREATE TABLE ev_2026 PARTITION OF ev FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')`);
    await expect(runStatements(client, plan(plain).script!.up)).rejects.toThrow(/ev_account_id_idx is not valid/);
  });

  it('builds around a foreign partition, and the index of the parent is valid', async () => {
    const { client } = database;
    await client.query(FOREIGN);
    const fix = plan(plain, [...local, foreign]);
    expect(fix.script!.notes).toEqual(['public.ev_old is a foreign table, and gets no index.']);
    const before = await fingerprint(client);
    for (const statements of [fix.up, fix.script!.up]) {
      await runStatements(client, statements);
      const lines = await added(client, before);
      expect(lines).toHaveLength(5);
      expect(lines.filter((line) => line.includes('valid=t'))).toHaveLength(5);
      await runStatements(client, fix.script!.down);
      expect(await fingerprint(client)).toEqual(before);
    }
  });
});
