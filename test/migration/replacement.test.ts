/** An index that is widened: the new one is built first, and the old one dropped then; undone in the opposite order. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { introspect } from '../../src/catalog/introspect.ts';
import { connect } from '../../src/connection/connect.ts';
import type { Fix } from '../../src/migration/model.ts';
import { createNamer } from '../../src/migration/names.ts';
import { planFix } from '../../src/migration/plan.ts';
import { createDatabase, servers, type TestDatabase } from '../support/database.ts';
import { fingerprint, hasPsql, runStatements, runWithPsql } from './apply.ts';
import { indexOn } from './catalog.ts';

const OLD = 'Old "one"';

describe.each(servers)('widening an index on PostgreSQL $major', (server) => {
  let database: TestDatabase;
  let fix: Fix;
  beforeEach(async () => {
    database = await createDatabase(
      server,
      `CREATE TABLE invoice (id int PRIMARY KEY, state text, email text);
       INSERT INTO invoice SELECT n, 'open', 'A' || n FROM generate_series(1, 100) n;
       CREATE INDEX "${OLD.replaceAll('"', '""')}" ON invoice (state);`,
    );
    const session = await connect({ url: database.url, environment: {} });
    const catalog = await introspect(session);
    await session.close();
    const index = indexOn('invoice', ['state', 'email']);
    fix = planFix({ kind: 'create-index', index, name: null, replaces: [OLD] }, catalog, createNamer(catalog));
  });
  afterEach(() => database.drop());

  const names = async () =>
    (
      await database.client.query<{ name: string }>(
        "SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indrelid = 'invoice'::regclass AND indisvalid ORDER BY 1",
      )
    ).rows.map(({ name }) => name);

  it('builds the new one before the old one goes', () => {
    for (const statements of [fix.up, fix.script!.up]) {
      const at = (pattern: RegExp) => statements.findIndex((sql) => pattern.test(sql));
      expect(at(/^CREATE INDEX/)).toBeGreaterThanOrEqual(0);
      expect(at(/^DROP INDEX CONCURRENTLY.*Old/)).toBeGreaterThan(at(/^CREATE INDEX/));
    }
    expect(fix.script!.recipe).toBe('widen index');
  });

  const runners: Readonly<Record<string, (direction: 'up' | 'down') => Promise<void>>> = {
    'as reports show it': (direction) => runStatements(database.client, fix[direction]),
    'with its guards': (direction) => runStatements(database.client, fix.script![direction]),
    ...(hasPsql ? { 'as files by psql': (direction) => runWithPsql(database, fix, direction) } : {}),
  };
  it.each(Object.keys(runners))('is done and undone, %s', async (how) => {
    const before = await fingerprint(database.client);
    await runners[how]!('up');
    expect(await names()).toEqual(['invoice_pkey', 'invoice_state_email_idx']);
    if (how !== 'as reports show it') await runners[how]!('up');
    await runners[how]!('down');
    expect(await fingerprint(database.client)).toEqual(before);
  });

  it('keeps the old one where the new one could not be built', async () => {
    const withoutBuild = fix.script!.up.filter((sql) => !/^CREATE INDEX/.test(sql));
    const upToDrop = withoutBuild.filter((sql) => !/index .* is missing/i.test(sql));
    await expect(runStatements(database.client, upToDrop)).rejects.toThrow();
    expect(await names()).toContain('"Old ""one"""');
  });
});
