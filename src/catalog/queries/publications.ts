export interface PublicationRow {
  [column: string]: unknown;
  name: string;
  all_tables: boolean;
  updates: boolean;
  deletes: boolean;
  via_root: boolean;
  /** Oids of the tables that it names. */
  tables: number[] | null;
  /** Names of the schemas that it names. */
  schemas: string[] | null;
}

export function publicationsQuery(version: number): string {
  // publish_via_partition_root came with 13, FOR TABLES IN SCHEMA with 15.
  const viaRoot = version >= 130_000 ? 'p.pubviaroot' : 'false';
  const schemas =
    version >= 150_000
      ? `(SELECT json_agg(n.nspname) FROM pg_publication_namespace s JOIN pg_namespace n ON n.oid = s.pnnspid WHERE s.pnpubid = p.oid)`
      : 'NULL::json';
  return `
SELECT p.pubname::text AS name, p.puballtables AS all_tables, p.pubupdate AS updates, p.pubdelete AS deletes,
       ${viaRoot} AS via_root,
       (SELECT json_agg(r.prrelid::int8) FROM pg_publication_rel r WHERE r.prpubid = p.oid) AS tables,
       ${schemas} AS schemas
  FROM pg_publication p
 ORDER BY p.pubname`;
}
