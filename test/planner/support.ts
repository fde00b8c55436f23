import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import type { Row } from '../../src/connection/model.ts';
import { introspect } from '../../src/catalog/introspect.ts';
import type { Catalog } from '../../src/catalog/model.ts';

/** Shared by all test files, and by later runs: initdb takes seconds. */
export const cacheDirectory = join(tmpdir(), 'idx-advisor-test-twin');

export async function catalogOf(client: pg.Client): Promise<Catalog> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    return await introspect({
      query: async <R extends Row>(sql: string, parameters: readonly unknown[] = []) =>
        (await client.query<R>(sql, [...parameters])).rows,
      close: () => Promise.resolve(),
    });
  } finally {
    await client.query('ROLLBACK');
  }
}
