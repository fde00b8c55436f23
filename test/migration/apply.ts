import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type pg from 'pg';
import { migrationFiles } from '../../src/migration/files.ts';
import type { Fix } from '../../src/migration/model.ts';
import { writeMigrationFiles } from '../../src/migration/write.ts';
import type { Finding } from '../../src/report/model.ts';
import type { TestDatabase } from '../support/database.ts';

export const hasPsql = (() => {
  try {
    execFileSync('psql', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** Runs what a file holds, one statement at a time, as runners other than psql do; with the session's settings reset after. */
export async function runStatements(client: pg.Client, statements: readonly string[]): Promise<void> {
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.query('RESET ALL');
  }
}

/** Writes the files and runs one with psql, as its header says. */
export async function runWithPsql(database: TestDatabase, fix: Fix, direction: 'up' | 'down'): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'idx-advisor-migration-'));
  try {
    const paths = await writeMigrationFiles(directory, migrationFiles([findingWith(fix)]));
    const path = paths.find((each) => each.endsWith(`.${direction}.sql`))!;
    await promisify(execFile)('psql', ['-X', '-v', 'ON_ERROR_STOP=1', '-f', path, database.url]);
  } finally {
    await rm(directory, { recursive: true });
  }
}

export function findingWith(fix: Fix | null, fields: Partial<Finding> = {}): Finding {
  return {
    rule: 'index/missing-composite',
    severity: 'warning',
    object: { schema: 'public', table: 'invoice', columns: ['state'], name: null },
    message: 'Queries read the whole table.',
    evidence: { queries: [], sizeBytes: null, writeCost: null, notes: [] },
    fix,
    ...fields,
  };
}

/** Every relation, index and constraint outside the system's schemas, as text: equal before and after a migration and its undoing. */
export async function fingerprint(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ line: string }>(`
    SELECT format('%s %s.%s %s', c.relkind, n.nspname, c.relname, CASE WHEN i.indexrelid IS NOT NULL THEN
      format('%s valid=%s ready=%s attached=%s', pg_get_indexdef(c.oid), i.indisvalid, i.indisready, c.relispartition) END) AS line
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_index i ON i.indexrelid = c.oid
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    UNION ALL
    SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
    WHERE conrelid <> 0 AND connamespace = 'public'::regnamespace
    ORDER BY 1`);
  return rows.map(({ line }) => line);
}

/** Valid indexes and constraints that were not there before. */
export async function added(client: pg.Client, before: readonly string[]): Promise<readonly string[]> {
  return (await fingerprint(client)).filter((line) => !before.includes(line));
}
