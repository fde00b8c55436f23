import type { Session } from '../connection/model.ts';
import { createIndexSql } from '../sql/ddl.ts';
import { quoteQualified } from '../sql/quote.ts';
import type { VerifiedIndex, VerifyOptions, VerifyTarget } from './model.ts';
import { reasonOf } from './reason.ts';
import { attempt } from './transaction.ts';

export interface BuiltIndex {
  readonly target: VerifyTarget;
  readonly verified: VerifiedIndex;
  /** Names that EXPLAIN may show it by, those of partitions too; empty when it was not built. */
  readonly names: ReadonlySet<string>;
}

/** Builds one target inside the open transaction; what cannot be built is told as a problem, and undone. */
export async function buildIndex(
  session: Session,
  target: VerifyTarget,
  name: string,
  options: VerifyOptions,
): Promise<BuiltIndex> {
  const { definition } = target;
  const common = {
    name: target.name,
    table: quoteQualified(definition.relation),
    estimatedSizeBytes: target.estimatedSizeBytes,
  };
  const built = await attempt(session, async () => {
    const start = performance.now();
    await session.query(createIndexSql(definition, name));
    const buildMs = performance.now() - start;
    // An expression has no statistics until its index was analysed.
    if (definition.keys.some((key) => key.expression !== null)) await session.query(`ANALYZE ${common.table}`);
    return { buildMs, ...(await inspectBuilt(session, definition.relation.schema, name)) };
  });
  if ('error' in built) {
    const problem = reasonOf(built.error, options);
    return { target, names: new Set(), verified: { ...common, buildMs: null, sizeBytes: null, problem } };
  }
  const { buildMs, sizeBytes, names, unusable } = built.value;
  const problem = unusable
    ? 'rows were updated while older transactions were open: the server may use the index only in later transactions'
    : null;
  return { target, names, verified: { ...common, buildMs, sizeBytes, problem } };
}

async function inspectBuilt(session: Session, schema: string, name: string) {
  // indcheckxmin: the table has HOT chains whose members differ in the new key, and the index does not know all of them.
  const rows = await session.query<{ name: string; bytes: number; checkxmin: boolean }>(
    `WITH RECURSIVE parts AS (
       SELECT to_regclass($1)::oid AS oid
       UNION ALL SELECT h.inhrelid FROM pg_inherits h JOIN parts ON parts.oid = h.inhparent
     )
     SELECT c.relname::text AS name, pg_relation_size(c.oid)::float8 AS bytes, i.indcheckxmin AS checkxmin
     FROM parts JOIN pg_class c ON c.oid = parts.oid JOIN pg_index i ON i.indexrelid = parts.oid`,
    [quoteQualified({ schema, name })],
  );
  return {
    sizeBytes: rows.reduce((sum, row) => sum + Number(row.bytes), 0),
    names: new Set(rows.map((row) => row.name)),
    unusable: rows.some((row) => row.checkxmin),
  };
}
