import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadParser } from '../../src/sql/parser.ts';
import { splitStatements } from '../../src/sql/split.ts';
import { hasPsql, runStatements } from '../migration/apply.ts';
import type { TestDatabase } from '../support/database.ts';

/** Applies a folder of migrations as its user would: up in the order of their names, down in the reverse. */
export async function applyFolder(database: TestDatabase, folder: string, direction: 'up' | 'down'): Promise<void> {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(`.${direction}.sql`))
    .sort();
  if (direction === 'down') files.reverse();
  if (files.length === 0) throw new Error(`${folder} holds nothing to apply`);
  await loadParser();
  for (const file of files) {
    const path = join(folder, file);
    if (hasPsql) {
      await promisify(execFile)('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', path, database.url]);
    } else await runStatements(database.client, splitStatements(readFileSync(path, 'utf8')));
  }
}
