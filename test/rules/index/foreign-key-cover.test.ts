import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import questionable from '../../../rules/index/questionable-fk-index.ts';
import unindexed from '../../../rules/index/unindexed-foreign-key.ts';
import { introspect } from '../../../src/catalog/introspect.ts';
import type { Catalog } from '../../../src/catalog/model.ts';
import { connect } from '../../../src/connection/connect.ts';
import { readOnly } from '../../../src/connection/read-only.ts';
import { buildContext } from '../../../src/lint/context.ts';
import { runRules } from '../../../src/lint/run.ts';
import { createDatabase, servers, type TestDatabase } from '../../support/database.ts';
import { CASES, type Verdict } from './foreign-key-cases.ts';

describe.each(servers)('on PostgreSQL $major', (server) => {
  const cases = Object.entries(CASES).filter(([, { from = 0 }]) => server.major >= from);
  let database: TestDatabase;
  let catalog: Catalog;
  const verdicts = new Map<string, Verdict>();

  beforeAll(async () => {
    const ddl = cases.map(([, { columns, sql = '' }], number) =>
      `${columns === undefined ? '' : `CREATE TABLE % (id bigint, ${columns});`} ${sql};`.replaceAll(
        '%',
        `case_${number}`,
      ),
    );
    database = await createDatabase(
      server,
      `CREATE EXTENSION btree_gist; CREATE EXTENSION btree_gin; CREATE SCHEMA other;
       CREATE TABLE parent (id bigint PRIMARY KEY);
       CREATE UNLOGGED TABLE unlogged (id bigint PRIMARY KEY);
       CREATE TABLE pair (a bigint, b bigint, PRIMARY KEY (a, b));
       CREATE TABLE parts (id bigint PRIMARY KEY) PARTITION BY RANGE (id);
       CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
       CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (10) TO (20);
       CREATE TABLE named (name text PRIMARY KEY);
       CREATE TABLE named_c (name text COLLATE "C" PRIMARY KEY);
       ${server.major >= 18 ? 'CREATE TABLE temporal (id bigint, valid int4range, PRIMARY KEY (id, valid WITHOUT OVERLAPS));' : ''}
       ${ddl.join('\n')}`,
    );
    const session = await connect({ url: database.url, environment: {} });
    try {
      catalog = await readOnly(session, introspect);
    } finally {
      await session.close();
    }
    const context = buildContext({ catalog, queries: [], indexCandidates: () => [], coveringIndex: () => undefined });
    const { proposals, failures } = runRules([unindexed, questionable], context);
    expect(failures).toEqual([]);
    for (const { rule, proposal } of proposals) {
      const { table } = proposal.object;
      // One finding for a table at most: each has one foreign key.
      expect(verdicts.get(table)).toBeUndefined();
      verdicts.set(table, rule === unindexed.id ? 'unindexed' : 'questionable');
    }
  });
  afterAll(() => database.drop());

  test.each(cases.map(([name, { is }], number) => [name, is, `case_${number}`] as const))('%s: %s', (_, is, table) => {
    expect(verdicts.get(table) ?? 'served').toBe(is);
  });

  test('the planner finds the rows by an index where we say that it can, and by none where it cannot', async () => {
    const { client } = database;
    await client.query('SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan');
    for (const [number, [name, { is, columns }]] of cases.entries()) {
      const relation = catalog.relations.find((each) => each.name === `case_${number}`);
      const key = relation?.constraints.find(({ kind }) => kind === 'foreign-key');
      if (!relation || !key?.enforced || key.period || /parti|extension/.test(name)) continue;
      const where = key.columns.map((column, position) => `"${column.replaceAll('"', '""')}" = $${position + 1}`);
      const types = columns?.includes('fk text') ? 'text' : Array.from(key.columns, () => 'bigint').join(', ');
      const values = Array.from(key.columns, () => "'1'").join(', ');
      await client.query(
        `PREPARE q${number} (${types}) AS SELECT 1 FROM ONLY "case_${number}" x WHERE ${where.join(' AND ')} FOR KEY SHARE OF x`,
      );
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN EXECUTE q${number} (${values})`);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      const conditions = [...plan.matchAll(/Index Cond: (.*)/g)].map(([, text]) => text).join(' ');
      const found = key.columns.filter((column) => conditions.includes(column.replaceAll('"', '""'))).length;
      // Not leading, an index may still be read from end to end; since 18 it may be skipped through.
      if (is === 'served') expect([name, found, plan]).toEqual([name, key.columns.length, plan]);
      if (is === 'questionable') expect([name, found > 0]).toEqual([name, true]);
      if (is === 'unindexed' && !name.includes('after a third') && !/does not lead|expression first/.test(name)) {
        expect([name, found, plan]).toEqual([name, 0, plan]);
      }
    }
  });
});
