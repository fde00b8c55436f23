import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Row } from '../../src/connection/model.ts';
import { introspect } from '../../src/catalog/introspect.ts';
import type { Catalog } from '../../src/catalog/model.ts';
import { INT8, parseBigint } from '../../src/connection/value-parsers.ts';

/** Shared by all test files, and by later runs: initdb takes seconds. */
export const cacheDirectory = join(tmpdir(), 'idx-advisor-test-twin');

/** As a session of ours parses values: sizes and counts are numbers. */
const types = {
  getTypeParser: ((oid: number, format?: 'text') => {
    if (oid === INT8) return parseBigint;
    return pg.types.getTypeParser(oid, format) as (text: string) => unknown;
  }) as typeof pg.types.getTypeParser,
};

export async function catalogOf(client: pg.Client): Promise<Catalog> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    return await introspect({
      query: async <R extends Row>(sql: string, parameters: readonly unknown[] = []) =>
        (await client.query<R>({ text: sql, values: [...parameters], types })).rows,
      close: () => Promise.resolve(),
    });
  } finally {
    await client.query('ROLLBACK');
  }
}
