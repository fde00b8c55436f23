import { nullBit } from './cells.ts';
import type { KeyFacts } from './key.ts';
import {
  INDEX_TUPLE_HEADER_BYTES,
  INDEX_TUPLE_HEADER_WITH_NULLS_BYTES,
  LINE_POINTER_BYTES,
  align,
  maxAlign,
} from './page.ts';

/** Sizes of index tuples, MAXALIGNed, without their line pointers; shares add up to 1. */
export type TupleBytes = readonly { readonly bytes: number; readonly share: number }[];

/** btree's longest tuple: BTMaxItemSize is a third of a page. */
const MAX_TUPLE_BYTES = 2704;
/** Longer packed values get a four-byte header, and are aligned. */
const MAX_SHORT_BYTES = 127;

/**
 * The sizes of an index tuple over fields whose widths have nothing to do with each other (heap_compute_data_size).
 * @param nulls bit i: field i is NULL, and takes no room.
 */
export function tupleBytes(fields: readonly KeyFacts[], nulls: number): TupleBytes {
  const header = nulls === 0 ? INDEX_TUPLE_HEADER_BYTES : INDEX_TUPLE_HEADER_WITH_NULLS_BYTES;
  let ends = new Map([[header, 1]]);
  fields.forEach(({ width }, position) => {
    if (nulls & nullBit(position)) return;
    const next = new Map<number, number>();
    for (const [end, endShare] of ends) {
      for (const { bytes, share } of width.widths) {
        const isPacked = width.packed && bytes <= MAX_SHORT_BYTES;
        const to = (isPacked ? end : align(end, width.alignment)) + bytes;
        next.set(to, (next.get(to) ?? 0) + endShare * share);
      }
    }
    ends = next;
  });
  const sizes = new Map<number, number>();
  for (const [end, share] of ends) {
    const bytes = Math.min(maxAlign(end), MAX_TUPLE_BYTES - LINE_POINTER_BYTES);
    sizes.set(bytes, (sizes.get(bytes) ?? 0) + share);
  }
  return [...sizes].map(([bytes, share]) => ({ bytes, share }));
}
