/** Layout of a PostgreSQL page and of an index tuple: bufpage.h, itup.h, nbtree.h; the same from version 13 to 18. */

export const PAGE_BYTES = 8192;
/** SizeOfPageHeaderData. */
export const PAGE_HEADER_BYTES = 24;
/** ItemIdData: every tuple on a page has one. */
export const LINE_POINTER_BYTES = 4;
/** IndexTupleData: the row's address and the tuple's length. */
export const INDEX_TUPLE_HEADER_BYTES = 8;
/** The header of a tuple with a NULL in it: MAXALIGN(IndexTupleData + IndexAttributeBitMapData). */
export const INDEX_TUPLE_HEADER_WITH_NULLS_BYTES = 16;
/** ItemPointerData, the address of one row. */
export const ROW_ADDRESS_BYTES = 6;

/** MAXALIGN: PostgreSQL on 64-bit machines aligns tuples to 8 bytes. */
export function maxAlign(bytes: number): number {
  return align(bytes, 8);
}

export function align(bytes: number, to: number): number {
  return Math.ceil(bytes / to) * to;
}
