import { PAGE_BYTES } from './files.ts';

const PAGE_HEADER_BYTES = 24;
const OPAQUE_BYTES = 16;
const SPECIAL = PAGE_BYTES - OPAQUE_BYTES;
const PIVOT_BYTES = 8;
const META = { root: 32, level: 36, fastRoot: 40, fastLevel: 44 };
const FLAG = { leaf: 1, root: 2 };
/** t_info: the item's size and INDEX_ALT_TID_MASK, which marks a pivot tuple. */
const PIVOT_INFO = PIVOT_BYTES | 0x2000;
const LP_NORMAL = 1;
/** BTREE_NONLEAF_FILLFACTOR. */
const INNER_FILL = 0.7;

/**
 * The first pages of an empty B-tree of the given height (0: the root is a leaf): the metapage that CREATE INDEX wrote, with
 * root and level set, then one page a level down to an empty leaf. The planner charges every descent by the height, which
 * it reads from the metapage (`_bt_getrootheight`); and it walks down to the ends of an index to learn a column's least
 * and greatest value (`get_actual_variable_range`), so that the way down must be there, and must end in nothing.
 * @param height -1 where the planner is to charge nothing for a descent, as it does where the height is not known: the root then
 * says that it lies on that level (an unsigned number in the file, a signed one to the planner), which no descent minds.
 */
export function emptyBtree(metapage: Uint8Array, height: number): Uint8Array {
  const levels = height < 0 ? [height, 0] : Array.from({ length: height + 1 }, (_, above) => height - above);
  const pages = new Uint8Array((levels.length + 1) * PAGE_BYTES);
  pages.set(metapage.subarray(0, PAGE_BYTES));
  const meta = new DataView(pages.buffer, 0, PAGE_BYTES);
  for (const [offset, value] of [
    [META.root, 1],
    [META.level, height],
    [META.fastRoot, 1],
    [META.fastLevel, height],
  ] as const)
    meta.setUint32(offset, value, true);
  levels.forEach((level, above) => {
    const block = above + 1;
    writePage(new DataView(pages.buffer, block * PAGE_BYTES, PAGE_BYTES), level, block === 1, block + 1);
  });
  return pages;
}

function writePage(page: DataView, level: number, isRoot: boolean, child: number): void {
  const items = level === 0 ? 0 : 1;
  const upper = SPECIAL - items * PIVOT_BYTES;
  page.setUint16(12, PAGE_HEADER_BYTES + items * 4, true); // pd_lower
  page.setUint16(14, upper, true); // pd_upper
  page.setUint16(16, SPECIAL, true); // pd_special
  page.setUint16(18, PAGE_BYTES | 4, true); // pd_pagesize_version
  if (items === 1) {
    page.setUint32(PAGE_HEADER_BYTES, upper | (LP_NORMAL << 15) | (PIVOT_BYTES << 17), true);
    page.setUint16(upper, child >>> 16, true);
    page.setUint16(upper + 2, child & 0xffff, true);
    page.setUint16(upper + 6, PIVOT_INFO, true);
  }
  page.setUint32(SPECIAL + 8, level, true);
  page.setUint16(SPECIAL + 12, (level === 0 ? FLAG.leaf : 0) | (isRoot ? FLAG.root : 0), true);
}

/**
 * Levels above the leaves. An inner page holds one pivot tuple (header 8 bytes, key, line pointer 4 bytes) for each child and
 * is built 70 % full.
 * @param keyBytes average width of the key columns together.
 */
export function estimateBtreeHeight(pages: number, keyBytes: number): number {
  const pivot = 8 + Math.ceil(keyBytes / 8) * 8 + 4;
  const fanout = Math.max(2, Math.floor(((SPECIAL - PAGE_HEADER_BYTES) * INNER_FILL) / pivot));
  let height = 0;
  for (let level = Math.max(1, pages - 1); level > 1; level = Math.ceil(level / fanout)) height++;
  return height;
}
