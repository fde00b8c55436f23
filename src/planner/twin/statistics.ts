import type { PGlite } from '@electric-sql/pglite';
import type { ColumnStatistics, ObjectName, Relation } from '../../catalog/model.ts';
import { quoteLiteral, quoteQualified } from '../../sql/quote.ts';
import type { ComparedColumns } from '../engine.ts';
import { isTableLike } from './ddl-relations.ts';
import { messageOf } from './messages.ts';

/** The statistics of one column (`a`) or of one index expression (`n`, by position), with short names: they travel as JSON. */
export interface StatisticsRow {
  readonly s: string;
  readonly r: string;
  readonly a: string | null;
  readonly n: number | null;
  readonly inh: boolean;
  readonly nf: number;
  readonly aw: number;
  readonly nd: number;
  readonly mcv: string | null;
  readonly mcf: readonly number[] | null;
  readonly hb: string | null;
  readonly co: number | null;
  readonly mce: string | null;
  readonly mcef: readonly number[] | null;
  readonly ech: readonly number[] | null;
  readonly rl: string | null;
  readonly re: number | null;
  readonly rb: string | null;
}

const BATCH = 400;

/** Statistics of every index expression that has any, and of the columns that may be compared. */
export function statisticsRows(
  relations: readonly Relation[],
  compared: ComparedColumns = () => true,
): StatisticsRow[] {
  return relations.filter(isTableLike).flatMap((relation) => {
    const { schema, name } = relation;
    const those = relation.columns.filter((column) => compared(relation, column.name));
    const columns = those.flatMap((column) => [
      ...row({ s: schema, r: name, a: column.name, n: null, inh: false }, column.statistics),
      ...row({ s: schema, r: name, a: column.name, n: null, inh: true }, column.inheritedStatistics),
    ]);
    const expressions = relation.indexes.flatMap((index) =>
      expressionRows({ schema, name: index.name }, index.expressionStatistics),
    );
    return [...columns, ...expressions];
  });
}

/** Those of an index's expression keys, by position. */
export function expressionRows(index: ObjectName, statistics: readonly (ColumnStatistics | null)[]): StatisticsRow[] {
  return statistics.flatMap((one, position) =>
    row({ s: index.schema, r: index.name, a: null, n: position + 1, inh: false }, one),
  );
}

function row(
  where: Pick<StatisticsRow, 's' | 'r' | 'a' | 'n' | 'inh'>,
  statistics: ColumnStatistics | null,
): StatisticsRow[] {
  if (!statistics) return [];
  return [
    {
      ...where,
      nf: statistics.nullFraction,
      aw: statistics.averageWidth,
      nd: statistics.distinct,
      mcv: statistics.mostCommonFrequencies && statistics.mostCommonValues,
      mcf: statistics.mostCommonValues === null ? null : statistics.mostCommonFrequencies,
      hb: statistics.histogramBounds,
      co: statistics.correlation,
      mce: statistics.mostCommonElementFrequencies && statistics.mostCommonElements,
      mcef: statistics.mostCommonElements === null ? null : statistics.mostCommonElementFrequencies,
      ech: statistics.elementCountHistogram,
      // The two are taken together or not at all.
      rl: statistics.range?.emptyFraction == null ? null : statistics.range.lengthHistogram,
      re: statistics.range?.lengthHistogram == null ? null : statistics.range.emptyFraction,
      rb: statistics.range?.boundsHistogram ?? null,
    },
  ];
}

/** Restores statistics in few statements; returns a line for each column whose values could not be taken over. */
export async function restoreStatistics(db: PGlite, rows: readonly StatisticsRow[]): Promise<string[]> {
  const lost: string[] = [];
  for (let start = 0; start < rows.length; start += BATCH)
    lost.push(...(await restoreBatch(db, rows.slice(start, start + BATCH))));
  return lost;
}

async function restoreBatch(db: PGlite, rows: readonly StatisticsRow[]): Promise<string[]> {
  try {
    const [result] = await db.exec(restoreStatement(rows));
    return (result!.rows as { target: string; restored: boolean }[])
      .filter(({ restored }) => !restored)
      .map(({ target }) => `the statistics of ${target} could be restored only in part`);
  } catch (error) {
    const [only] = rows;
    if (rows.length === 1) return [`the statistics of ${nameOf(only!)} could not be restored: ${messageOf(error)}`];
    const middle = Math.ceil(rows.length / 2);
    return [...(await restoreBatch(db, rows.slice(0, middle))), ...(await restoreBatch(db, rows.slice(middle)))];
  }
}

/** Columns of one request: a longer text takes more memory and no less time. */
const WIDTHS_BATCH = 4000;
const SLOTS = [1, 2, 3, 4, 5];

/**
 * Of the columns that are not compared: how wide they are, how many are null and how many distinct, without how their values are spread. Far
 * quicker than the server's function for statistics, which checks and casts all that ANALYZE may know.
 */
export async function restoreWidths(
  db: PGlite,
  relations: readonly Relation[],
  compared: ComparedColumns,
): Promise<void> {
  const slots = SLOTS.flatMap((slot) => [`stakind${slot}`, `staop${slot}`, `stacoll${slot}`]);
  const insert = async (tables: readonly string[], values: readonly string[]) => {
    if (values.length === 0) return;
    await db.exec(`
      INSERT INTO pg_catalog.pg_statistic
        (starelid, staattnum, stainherit, stanullfrac, stawidth, stadistinct, ${slots.join(', ')})
      SELECT a.attrelid, a.attnum, v.inherited, v.null_fraction, v.width, v.distinct_values, ${slots.map(() => '0').join(', ')}
      FROM (VALUES ${values.join(', ')}) AS v (number, name, inherited, null_fraction, width, distinct_values)
      JOIN (VALUES ${tables.join(', ')}) AS t (number, oid) USING (number)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attname = v.name::name`);
  };
  let [tables, values]: [string[], string[]] = [[], []];
  for (const [number, relation] of relations.filter(isTableLike).entries()) {
    tables.push(`(${number}, ${quoteLiteral(quoteQualified(relation))}::regclass)`);
    for (const { name, statistics, inheritedStatistics } of relation.columns) {
      if (compared(relation, name)) continue;
      for (const [inherited, one] of [
        [false, statistics],
        [true, inheritedStatistics],
      ] as const) {
        if (one)
          values.push(
            `(${number}, ${quoteLiteral(name)}, ${inherited}, ${one.nullFraction}::real, ${one.averageWidth}, ${one.distinct}::real)`,
          );
      }
    }
    if (values.length < WIDTHS_BATCH) continue;
    await insert(tables, values);
    [tables, values] = [[], []];
  }
  await insert(tables, values);
}

function nameOf({ s, r, a, n }: StatisticsRow): string {
  return `${s}.${r} ${a ?? `expression ${n}`}`;
}

function restoreStatement(rows: readonly StatisticsRow[]): string {
  return `
    SELECT s || '.' || r || ' ' || coalesce(a, 'expression ' || n) AS target,
           pg_restore_attribute_stats(
             'version', 180000, 'schemaname', s, 'relname', r, 'attname', a, 'attnum', n, 'inherited', inh,
             'null_frac', nf, 'avg_width', aw, 'n_distinct', nd, 'correlation', co,
             'most_common_vals', mcv, 'most_common_freqs', mcf, 'histogram_bounds', hb,
             'most_common_elems', mce, 'most_common_elem_freqs', mcef, 'elem_count_histogram', ech,
             'range_length_histogram', rl, 'range_empty_frac', re, 'range_bounds_histogram', rb) AS restored
    FROM jsonb_to_recordset(${quoteLiteral(JSON.stringify(rows))}) AS stats
         (s text, r text, a text, n smallint, inh boolean, nf real, aw integer, nd real, mcv text, mcf real[], hb text,
          co real, mce text, mcef real[], ech real[], rl text, re real, rb text)`;
}
