import type { Relation } from '../catalog/model.ts';
import { storageOption } from './stored-tables.ts';

const PAGE_BYTES = 8192;
const PAGE_HEADER_BYTES = 24;
const ITEM_POINTER_BYTES = 4;
const TUPLE_HEADER_BYTES = 23;
const ALIGNMENT = 8;

/**
 * Pages that a table of these rows needs when nothing is wasted, by the widths in pg_stats: the estimate of ioguix's
 * pgsql-bloat-estimation (heap). Null where a column has no statistics or is of type `name`, whose width pg_stats tells
 * wrong, or where the table was never analysed.
 */
export function neededPages(relation: Relation): number | null {
  const { columns, tuples } = relation;
  if (tuples < 0 || columns.some(({ statistics, baseType }) => statistics === null || baseType === 'name')) return null;
  const hasNulls = columns.some(({ statistics }) => statistics!.nullFraction > 0);
  const header = TUPLE_HEADER_BYTES + (hasNulls ? Math.ceil(columns.length / 8) : 0);
  const data = columns.reduce(
    (sum, { statistics }) => sum + (1 - statistics!.nullFraction) * statistics!.averageWidth,
    0,
  );
  const row = ITEM_POINTER_BYTES + aligned(header) + aligned(data);
  const fillFactor = Number(storageOption(relation.options, 'fillfactor') ?? 100);
  return Math.ceil((tuples * row * 100) / ((PAGE_BYTES - PAGE_HEADER_BYTES) * fillFactor));
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
