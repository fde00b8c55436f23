import type { Column, ColumnStatistics } from './model.ts';
import type { ColumnRow } from './queries/columns.ts';
import type { RangeStatisticsRow, StatisticsRow } from './queries/statistics.ts';

/** Looks statistics up by schema, relation (or index), column and whether they include inheritance children. */
export type StatisticsIndex = (
  schema: string,
  relation: string,
  column: string,
  inherited: boolean,
) => ColumnStatistics | null;

/** @param ranges what the rows lack of ranges, of a server before 17 */
export function indexStatistics(
  rows: readonly StatisticsRow[],
  ranges: readonly RangeStatisticsRow[] = [],
): StatisticsIndex {
  const byKey = new Map(rows.map((row) => [key(row.schema, row.relation, row.column, row.inherited), row]));
  for (const range of ranges) {
    const place = key(range.schema, range.relation, range.column, range.inherited);
    const row = byKey.get(place);
    if (row) byKey.set(place, { ...row, ...range });
  }
  return (schema, relation, column, inherited) => {
    const row = byKey.get(key(schema, relation, column, inherited));
    return row ? assembleStatistics(row) : null;
  };
}

/** No identifier holds NUL. */
function key(schema: string, relation: string, column: string, inherited: boolean): string {
  return `${schema}\0${relation}\0${column}\0${inherited}`;
}

function assembleStatistics(row: StatisticsRow): ColumnStatistics {
  return {
    nullFraction: row.null_fraction,
    averageWidth: row.width,
    distinct: row.distinct,
    mostCommonValues: row.common_values,
    mostCommonFrequencies: numbers(row.common_frequencies),
    histogramBounds: row.histogram,
    correlation: row.correlation,
    mostCommonElements: row.common_elements,
    mostCommonElementFrequencies: numbers(row.element_frequencies),
    elementCountHistogram: numbers(row.element_counts),
    ...rangeOf(row),
  };
}

function rangeOf(row: StatisticsRow): Pick<ColumnStatistics, 'range'> {
  if (row.range_bounds === null && row.range_lengths === null) return {};
  return {
    range: {
      lengthHistogram: row.range_lengths,
      emptyFraction: row.empty_fraction,
      boundsHistogram: row.range_bounds,
    },
  };
}

/** `{0.1,2e-05}`: PostgreSQL's float output is JSON's, but for NaN and Infinity, which frequencies never are. */
function numbers(text: string | null): number[] | null {
  return text === null ? null : (JSON.parse(`[${text.slice(1, -1)}]`) as number[]);
}

const STORAGE: Readonly<Record<string, Column['storage']>> = { p: 'plain', e: 'external', x: 'extended', m: 'main' };

export function assembleColumn(
  row: ColumnRow,
  relation: { readonly schema: string; readonly name: string },
  statistics: StatisticsIndex,
): Column {
  const generated = row.generated === 's' || row.generated === 'v';
  return {
    number: row.number,
    name: row.name,
    type: row.type,
    baseType: row.base_type,
    typeLength: row.type_length,
    typeAlignment: row.type_alignment as Column['typeAlignment'],
    storage: STORAGE[row.storage] ?? 'plain',
    notNull: row.not_null,
    default: generated ? null : row.default,
    identity: row.identity === 'a' ? 'always' : row.identity === 'd' ? 'by-default' : null,
    // Virtual columns came with 18.
    generated: generated ? { kind: row.generated === 's' ? 'stored' : 'virtual', expression: row.default ?? '' } : null,
    collation:
      row.collation !== null && row.collation_schema !== null
        ? { schema: row.collation_schema, name: row.collation }
        : null,
    comment: row.comment,
    statisticsTarget: row.statistics_target,
    statistics: statistics(relation.schema, relation.name, row.name, false),
    inheritedStatistics: statistics(relation.schema, relation.name, row.name, true),
  };
}
