import type { IndexDefinition, Relation } from '../../catalog/model.ts';
import { factsOfKey } from './key.ts';
import type { IndexSize, SizeOptions } from './model.ts';
import { LINE_POINTER_BYTES, PAGE_BYTES, PAGE_HEADER_BYTES, align, maxAlign } from './page.ts';

/** BRIN_DEFAULT_PAGES_PER_RANGE. */
const PAGES_PER_RANGE = 128;
/** REVMAP_PAGE_MAXITEMS: six bytes for each range on a page of the range map. */
const RANGES_PER_MAP_PAGE = 1360;
/** MAXALIGNed BrinTuple header, with the null bits of a few keys. */
const TUPLE_HEADER_BYTES = 8;
/** brin_minmax_multi.c keeps up to 32 values a range, and brin_bloom.c's filter for 1 % false hits takes 9.6 bits a value. */
const MULTI_VALUES = 32;
const BLOOM_BITS_PER_VALUE = 9.585;
/** brin_bloom.c: 10 % of the rows that a range can hold (291 a page). */
const BLOOM_VALUES = 0.1 * 291 * PAGES_PER_RANGE;

/** Map page, and an entry for each range of 128 heap pages that holds the least and the greatest value. */
export function estimateBrin(
  relation: Relation,
  definition: IndexDefinition,
  tableRows: number,
  rows: number,
  options: SizeOptions,
): IndexSize {
  const heapPages = Math.max(relation.sizeBytes / PAGE_BYTES, relation.sizeBytes === 0 ? relation.pages : 0);
  const ranges = Math.max(1, Math.ceil(heapPages / PAGES_PER_RANGE));
  const bytes = definition.keys.reduce((end, key) => {
    const { width } = factsOfKey(relation, key, tableRows, options);
    const mean = width.widths.reduce((sum, one) => sum + one.bytes * one.share, 0);
    return end + summaryBytes(key.operatorClass ?? '', width.packed ? mean : align(mean, width.alignment));
  }, TUPLE_HEADER_BYTES);
  const perPage = Math.max(
    1,
    Math.floor((PAGE_BYTES - PAGE_HEADER_BYTES - 8) / (maxAlign(bytes) + LINE_POINTER_BYTES)),
  );
  const pages = 1 + Math.ceil(ranges / RANGES_PER_MAP_PAGE) + Math.ceil(ranges / perPage);
  return { sizeBytes: pages * PAGE_BYTES, pages, tuples: Math.round(rows), height: 0 };
}

function summaryBytes(operatorClass: string, valueBytes: number): number {
  if (/_bloom_ops$/.test(operatorClass)) return 24 + (BLOOM_VALUES * BLOOM_BITS_PER_VALUE) / 8;
  if (/_minmax_multi_ops$/.test(operatorClass)) return 24 + MULTI_VALUES * valueBytes;
  // Inclusion operator classes keep one value that covers all, and two flags.
  if (/_inclusion_ops$/.test(operatorClass)) return valueBytes + 2;
  return 2 * valueBytes;
}
