import { PAGE_BYTES, align } from './page.ts';

/** GinPostingList: the first row's address and the list's length, before the differences. */
const SEGMENT_HEADER_BYTES = 8;
/** GinPostingListSegmentTargetSize. */
const SEGMENT_BYTES = 256;
/** GinMaxItemSize: a longer entry's rows move to a tree of their own. */
const MAX_ENTRY_BYTES = 2704;
/** GinDataPageMaxDataSize. */
const DATA_PAGE_BYTES = PAGE_BYTES - 24 - 8 - 8;

/**
 * Mean bytes of one more row in a posting list (ginpostinglist.c): the distance to the row before, as page × 2048 + line
 * pointer, in bytes of seven bits. The rows of a key are taken to lie at random in the heap.
 */
export function bytesPerRow(rows: number, heapPages: number): number {
  const perPage = rows / Math.max(1, heapPages);
  const hit = -Math.expm1(-perPage);
  // Of a key in no row, as in a column of nothing but NULLs, no two are on one page.
  const samePage = perPage > 0 ? Math.max(0, 1 - hit / perPage) : 0;
  const beyond = (pages: number) => (1 - hit) ** pages;
  return samePage + (1 - samePage) * (2 + beyond(7) + beyond(1023) + beyond(131_071));
}

/** What one key takes: bytes in the tree of entries (without line pointer), and pages of its own posting tree. */
export function entrySize(
  keyBytes: number,
  rows: number,
  heapPages: number,
): { readonly entryBytes: number; readonly treePages: number } {
  const list = SEGMENT_HEADER_BYTES + Math.max(0, rows - 1) * bytesPerRow(rows, heapPages);
  const inline = align(8 + keyBytes, 2) + align(list, 2);
  if (inline <= MAX_ENTRY_BYTES) return { entryBytes: align(inline, 8), treePages: 0 };
  const bytes = list * (1 + SEGMENT_HEADER_BYTES / SEGMENT_BYTES);
  const leaves = Math.ceil(bytes / DATA_PAGE_BYTES);
  return { entryBytes: align(8 + keyBytes, 8), treePages: leaves === 1 ? 1 : leaves + Math.ceil(leaves / 800) };
}
