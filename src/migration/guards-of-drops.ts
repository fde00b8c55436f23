import type { ObjectName } from '../catalog/model.ts';
import { quoteQualified } from '../sql/quote.ts';
import { doBlock, raise, regclass, regclassOrNull } from './guards.ts';

/**
 * Fails when something has come to depend on the index since the migration was written, or when the index that does its
 * work has gone. DROP INDEX itself would refuse only what backs a constraint.
 * @param keep the index that does its work, if any
 */
export function requireDroppable(table: ObjectName, index: ObjectName, keep?: string): string {
  const kept = keep === undefined ? null : { schema: table.schema, name: keep };
  const hint = 'Write the migration anew, and run that';
  return doBlock(
    `  IF EXISTS (
    SELECT FROM pg_index i
    WHERE i.indexrelid = ${regclassOrNull(index)}
      AND (i.indrelid <> ${regclass(table)} OR i.indisprimary OR i.indisreplident OR i.indisclustered
        OR EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
        OR EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = i.indexrelid))
  ) THEN
    ${raise(`index ${quoteQualified(index)} is needed by a constraint, the replica identity, CLUSTER or a partitioned index, or belongs to another table`, hint)}
  END IF;${
    kept === null
      ? ''
      : `
  IF NOT EXISTS (
    SELECT FROM pg_index i
    WHERE i.indexrelid = ${regclassOrNull(kept)} AND i.indrelid = ${regclass(table)} AND i.indisvalid AND i.indisready
  ) THEN
    ${raise(`index ${quoteQualified(kept)}, which does the work of ${quoteQualified(index)}, is not there or not valid`, hint)}
  END IF;`
  }`,
  );
}

/** Fails unless the index is there and valid. */
export function requireValid(index: ObjectName): string {
  return doBlock(
    `  IF NOT EXISTS (SELECT FROM pg_index WHERE indexrelid = ${regclassOrNull(index)} AND indisvalid AND indisready) THEN
    ${raise(`index ${quoteQualified(index)} is not valid`, 'Run this file again')}
  END IF;`,
  );
}
