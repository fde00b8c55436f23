import { isUserSchema } from './scope.ts';

export interface ExtendedStatisticsRow {
  [column: string]: unknown;
  relation: number;
  schema: string;
  name: string;
  kinds: string[];
  columns: number[];
  definition: string;
  /** `{"1, 2": 50, "1, -1": 9}`: attnums (negative: expressions) to the number of different combinations. */
  distinct: string | null;
}

/** $1: oids (of tables) to leave out. Kind 'e' (expressions) came with 14. */
export const EXTENDED_STATISTICS = `
SELECT s.stxrelid::int8 AS relation, sn.nspname::text AS schema, s.stxname::text AS name,
       array_to_json(s.stxkind::text[]) AS kinds, array_to_json(s.stxkeys::int2[]) AS columns,
       pg_get_statisticsobjdef(s.oid) AS definition,
       (SELECT max(v.n_distinct::text) FROM pg_stats_ext v
         WHERE 'd' = ANY (s.stxkind) AND v.statistics_schemaname = sn.nspname AND v.statistics_name = s.stxname) AS distinct
  FROM pg_statistic_ext s
  JOIN pg_namespace sn ON sn.oid = s.stxnamespace
  JOIN pg_class c ON c.oid = s.stxrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE ${isUserSchema('n.nspname')} AND c.relpersistence <> 't' AND c.oid <> ALL ($1::oid[])
 ORDER BY s.stxrelid, sn.nspname, s.stxname`;
