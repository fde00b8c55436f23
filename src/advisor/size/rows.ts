import type { Relation } from '../../catalog/model.ts';
import { LINE_POINTER_BYTES, PAGE_BYTES, PAGE_HEADER_BYTES, maxAlign } from './page.ts';

/** HEAP_DEFAULT tuple header, MAXALIGNed. */
const HEAP_TUPLE_HEADER_BYTES = 24;

/**
 * Rows of a table now, as the planner reckons them (plancat.c, estimate_rel_size): the rows per page of the last ANALYZE
 * times the pages of now; and without one, as many rows of the average width as fit.
 */
export function currentRows(relation: Relation): number {
  const pagesNow = relation.sizeBytes / PAGE_BYTES;
  if (relation.tuples >= 0 && (relation.pages === 0 || pagesNow === 0)) return relation.tuples;
  if (relation.tuples >= 0) return Math.round((relation.tuples / relation.pages) * pagesNow);
  const width = relation.columns.reduce(
    (sum, column) => sum + (column.statistics?.averageWidth ?? (column.typeLength > 0 ? column.typeLength : 32)),
    0,
  );
  const bytes = maxAlign(width) + HEAP_TUPLE_HEADER_BYTES + LINE_POINTER_BYTES;
  return Math.round(((PAGE_BYTES - PAGE_HEADER_BYTES) / bytes) * pagesNow);
}
