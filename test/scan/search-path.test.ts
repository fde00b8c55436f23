import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Explain from '../../src/commands/explain.ts';
import Verify from '../../src/commands/verify.ts';
import { withSearchPath } from '../../src/scan/search-path.ts';
import type { Verification } from '../../src/verify/model.ts';
import { catalog, column, relation } from '../advisor/make.ts';
import { createDatabase, server18, type TestDatabase } from '../support/database.ts';
import { runCommand } from '../support/run-command.ts';
import { scanJson } from '../support/scan-json.ts';

const table = (schema: string, name: string) => relation(name, [column('id')], { schema });
const apart = catalog([
  table('public', 'country'),
  table('app', 'orders'),
  table('app', 'customer'),
  table('audit', 'customer'),
  table('audit', 'change'),
  table('t1', 'ticket'),
  table('t2', 'ticket'),
]);

async function pathFor(...statements: string[]) {
  const { searchPath, incomplete } = await withSearchPath(apart, statements, null);
  return { searchPath, incomplete: incomplete.slice(apart.incomplete.length) };
}

describe('tables that statements name without a schema', () => {
  test('are looked for in the schema that alone has some of them, which is said', async () => {
    expect(await pathFor('SELECT * FROM customer c JOIN orders o USING (id)', 'SELECT * FROM country')).toEqual({
      searchPath: ['public', 'app'],
      incomplete: [expect.stringMatching(/^tables .* were looked for in app too, .*: --search-path tells where/)],
    });
  });

  test.each([
    'INSERT INTO orders (id) SELECT id FROM country',
    'UPDATE orders SET id = $1 WHERE id = $2',
    'DELETE FROM orders USING country WHERE id = $1',
    'WITH o AS (SELECT * FROM orders) SELECT * FROM o',
    'SELECT 1 WHERE EXISTS (SELECT FROM orders, pg_class, pg_locks)',
    `SELECT ${'id + '.repeat(2000)}1 FROM orders`,
  ])('are found in %s', async (sql) => {
    expect((await pathFor(sql)).searchPath).toEqual(['public', 'app']);
  });

  test('of several such schemas: first in the one that has most of them', async () => {
    const { searchPath } = await pathFor('SELECT * FROM change', 'SELECT * FROM customer, orders');
    expect(searchPath).toEqual(['public', 'app', 'audit']);
  });

  test('are not guessed where several schemas have all of them', async () => {
    expect(await pathFor('SELECT * FROM ticket')).toEqual({
      searchPath: ['public'],
      incomplete: [
        'statements name ticket without a schema, and 2 schemas beyond the search_path of this connection have tables so called (t1 and t2): --search-path tells which is meant',
      ],
    });
  });

  test.each([
    ['most are in no schema: the statements are another database’s', ['SELECT * FROM change, wares, stock']],
    ['they are on the path', ['SELECT * FROM country']],
    ['they have a schema', ['SELECT * FROM app.orders']],
    ['they are no tables', ['WITH orders AS (SELECT 1) SELECT * FROM orders']],
    ['a statement does not parse', ['SELECT FROM WHERE orders']],
  ])('leave the path as it is where %s', async (_, statements) => {
    expect(await pathFor(...statements)).toEqual({ searchPath: ['public'], incomplete: [] });
  });

  test('are where the user says', async () => {
    const told = await withSearchPath(apart, ['SELECT * FROM orders, ticket'], ['t2', 'public']);
    expect(told).toEqual({ ...apart, searchPath: ['t2', 'public'] });
    await expect(withSearchPath(apart, [], ['t2', 'T3'])).rejects.toThrow(
      '--search-path: the database has no schema T3',
    );
  });
});

describe('a database with its tables in a schema that is not on the path', () => {
  let database: TestDatabase;
  let folder: string;
  const sql = 'SELECT * FROM orders WHERE customer_id = 7';
  beforeAll(async () => {
    database = await createDatabase(
      server18,
      `CREATE SCHEMA app;
       CREATE TABLE app.orders (id int PRIMARY KEY, customer_id int NOT NULL, note text NOT NULL);
       INSERT INTO app.orders SELECT i, i % 5000, repeat('n', 90) FROM generate_series(1, 50000) i;`,
    );
    await database.client.query('VACUUM ANALYZE app.orders');
    folder = mkdtempSync(join(tmpdir(), 'idx-advisor-path-'));
    writeFileSync(join(folder, 'workload.sql'), `-- calls: 100\n${sql};`);
  }, 60_000);
  afterAll(async () => {
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is advised on', async () => {
    const report = await scanJson('--db', database.url, '--sql', join(folder, 'workload.sql'));
    expect(report.findings.map(({ fix }) => fix?.creates)).toContainEqual(['app.orders_customer_id_idx']);
    expect(report.incomplete.join('\n')).toContain('were looked for in app too');
  });

  test('is measured', async () => {
    const argv = ['--execute', '--format', 'json', '--db', database.url, '--sql', join(folder, 'workload.sql')];
    const { stdout } = await runCommand(Verify, argv);
    const { queries } = JSON.parse(stdout) as Verification;
    expect(queries).toEqual([expect.objectContaining({ skipped: null, usedIndexes: ['app.orders_customer_id_idx'] })]);
  }, 60_000);

  test('has its queries explained, where the path is given too', async () => {
    for (const path of [[], ['--search-path', 'app, public']]) {
      const { stdout, exitCode } = await runCommand(Explain, [sql, '--db', database.url, ...path]);
      expect(stdout).toContain('orders_customer_id_idx');
      expect(exitCode).toBe(0);
    }
  }, 60_000);
});
