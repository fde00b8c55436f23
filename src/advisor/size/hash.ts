import type { IndexDefinition, Relation } from '../../catalog/model.ts';
import { cellsOfColumn } from './cells.ts';
import { factsOfKey } from './key.ts';
import type { IndexSize, SizeOptions } from './model.ts';
import { PAGE_BYTES } from './page.ts';

/** hash.h: entries of 20 bytes (hash code, row address, line pointer). */
const ENTRY_BYTES = 20;
const DEFAULT_FILL_FACTOR = 75;
const ENTRIES_PER_PAGE = Math.floor((PAGE_BYTES - 24 - 16) / ENTRY_BYTES);
/** Bit-map pages for overflow pages: one for each 32,768 bits. */
const BITS_PER_MAP_PAGE = 32_768;

/** Buckets by _hash_spareindex() of hashpage.c, overflow pages for keys that fill more than their bucket; NULLs are indexed too. */
export function estimateHash(
  relation: Relation,
  definition: IndexDefinition,
  tableRows: number,
  rows: number,
  options: SizeOptions,
): IndexSize {
  const perBucket = Math.max(
    10,
    Math.floor((PAGE_BYTES * (options.fillFactor ?? DEFAULT_FILL_FACTOR)) / 100 / ENTRY_BYTES),
  );
  // The build sizes its buckets for the whole table, a partial index's too.
  const buckets = bucketsFor(Math.max(tableRows, rows) / perBucket);
  const key = definition.keys[0];
  const classes = key ? cellsOfColumn(factsOfKey(relation, key, tableRows, options).values, 0) : [];
  const perBucketRows = rows / buckets;
  const overflow = classes.reduce((sum, { cells, share }) => {
    const inOneBucket = (share * rows) / cells;
    return inOneBucket > ENTRIES_PER_PAGE ? sum + cells * Math.ceil(inOneBucket / ENTRIES_PER_PAGE - 1) : sum;
  }, 0);
  // Even spread: buckets are about Poisson, and those in the upper tail take an overflow page.
  const crowded = buckets * upperTail((ENTRIES_PER_PAGE - perBucketRows) / Math.sqrt(Math.max(1, perBucketRows)));
  const pages =
    1 + buckets + Math.ceil(Math.max(overflow, Math.min(crowded, buckets))) + Math.ceil(buckets / BITS_PER_MAP_PAGE);
  return { sizeBytes: pages * PAGE_BYTES, pages, tuples: Math.round(rows), height: 0 };
}

/** Powers of two up to 512 buckets, then four steps to each doubling. */
function bucketsFor(wanted: number): number {
  if (wanted <= 2) return 2;
  const group = Math.ceil(Math.log2(wanted));
  if (group < 10) return 2 ** group;
  const [below, step] = [2 ** (group - 1), 2 ** (group - 3)];
  return below + Math.ceil((wanted - below) / step) * step;
}

/** P(Z > z) of the normal distribution, by the logistic curve. */
function upperTail(z: number): number {
  return 1 / (1 + Math.exp(1.702 * z));
}
