import type { PGlite } from '@electric-sql/pglite';
import type { Catalog, Sequence } from '../../catalog/model.ts';
import { quoteQualified } from '../../sql/quote.ts';

/**
 * The sequence that an error message misses. Sequences are made only when a statement names one (a schema has one a table,
 * and plans are the same without).
 */
export function missingSequence(catalog: Catalog, message: string): Sequence | undefined {
  const missing = /^relation "(.+)" does not exist$/.exec(message)?.[1];
  if (missing === undefined) return undefined;
  return catalog.sequences.find(
    ({ schema, name }) => missing === `${schema}.${name}` || (missing === name && catalog.searchPath.includes(schema)),
  );
}

export async function createSequence(db: PGlite, sequence: Sequence): Promise<void> {
  await db.exec(`CREATE SEQUENCE IF NOT EXISTS ${quoteQualified(sequence)}`);
}
