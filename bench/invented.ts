import type { Catalog, ColumnStatistics } from '../src/catalog/model.ts';
import { aCatalog, aTable, type ColumnSpec } from '../test/support/catalog-builder.ts';
import { keyed } from './keyed.ts';

/**
 * By table: rows, primary key, and columns as `name/distinct values` (-1 for all of them), with `t` behind it for text, `n` for numeric, `d` for
 * timestamps of 15 years; then `*` for a share of nulls of 4 %, or `*0.6` for another one.
 */
export type InventedTables = Readonly<Record<string, readonly [rows: number, primaryKey: string, columns: string]>>;

/** A catalog of tables that are analysed and vacuumed; primary keys and no other index. */
export function inventedCatalog(tables: InventedTables, planning: Readonly<Record<string, string>>): Catalog {
  const relations = Object.entries(tables).map(([name, [rows, primaryKey, spec]]) => {
    const columns = spec.split(' ').map((text): [string, ColumnSpec] => columnOf(text, rows, primaryKey.split(',')));
    const bytes = columns.reduce((sum, [, { statistics }]) => sum + (statistics?.averageWidth ?? 4), 28);
    const pages = Math.max(1, Math.ceil((rows * bytes) / 8000));
    const table = aTable(name, {
      rows,
      columns: Object.fromEntries(columns),
      primaryKey: primaryKey.split(','),
      with: { pages, allVisiblePages: pages, sizeBytes: pages * 8192, totalBytes: pages * 8192 },
    });
    const keyPages = Math.ceil(rows / 330) + 1;
    const sizes = { pages: keyPages, tuples: rows, sizeBytes: keyPages * 8192 };
    return { ...table, indexes: table.indexes.map((index) => ({ ...index, ...sizes })) };
  });
  const settings: Catalog['settings'] = Object.fromEntries(
    Object.entries(planning).map(([name, value]) => [name, { value, unit: null, source: 'configuration file' }]),
  );
  return { ...keyed(aCatalog(...relations)), settings };
}

const TYPES: Readonly<Record<string, { readonly type: string; readonly bytes: number }>> = {
  '': { type: 'integer', bytes: 4 },
  t: { type: 'text', bytes: 12 },
  n: { type: 'numeric', bytes: 6 },
  d: { type: 'timestamp', bytes: 8 },
};
const USUAL_NULLS = 0.04;

function columnOf(text: string, rows: number, primaryKey: readonly string[]): [string, ColumnSpec] {
  const [, name = '', count = '', kind = '', star = '', share = ''] =
    /^(\w+)\/(-?\d+)([tnd]?)(\*?)([\d.]*)$/.exec(text) ?? [];
  const nulls = star === '' ? 0 : share === '' ? USUAL_NULLS : Number(share);
  const distinct = Number(count) < 0 ? -1 : Math.min(Number(count), rows);
  // Facts stand in the order of their first key, dimensions in that of their number, and what has a time in that of it.
  const isOrdered = (name === primaryKey[0] && primaryKey.length === 1) || name === 'created_at';
  return [
    name,
    {
      type: TYPES[kind]!.type,
      notNull: primaryKey.includes(name),
      statistics: statistics(kind, distinct, rows, nulls, isOrdered ? 1 : 0.05),
    },
  ];
}

/** The value at a place of the order, 0 to 1, of so many distinct ones. */
function valueAt(kind: string, values: number, share: number): string {
  const number = 1 + Math.floor(share * Math.max(0, values - 1));
  if (kind === 't') return `v${String(number).padStart(7, '0')}`;
  return kind === 'd' ? new Date(Date.UTC(2010, 0, 1 + 5475 * share)).toISOString().slice(0, 10) : String(number);
}

function statistics(
  kind: string,
  distinct: number,
  rows: number,
  nullFraction: number,
  correlation: number,
): ColumnStatistics {
  const values = distinct < 0 ? rows : distinct;
  const few = values <= 100 && values > 0 && distinct > 0;
  const common = few
    ? [...new Set(Array.from({ length: values }, (_, at) => valueAt(kind, values, at / Math.max(1, values - 1))))]
    : [];
  const bounds = [...new Set(Array.from({ length: 101 }, (_, at) => valueAt(kind, values, at / 100)))];
  return {
    nullFraction, distinct, correlation,
    averageWidth: TYPES[kind]!.bytes,
    mostCommonValues: few ? `{${common.join(',')}}` : null,
    mostCommonFrequencies: few ? common.map(() => (1 - nullFraction) / common.length) : null,
    histogramBounds: few || bounds.length < 2 ? null : `{${bounds.join(',')}}`,
    mostCommonElements: null, mostCommonElementFrequencies: null, elementCountHistogram: null,
  }; // prettier-ignore
}
