import type { PGlite } from '@electric-sql/pglite';

/** A pointer: an offset in bytes into the embedded PostgreSQL's memory. */
export type Address = number;

/** The part of Emscripten's module that is used here. PostgreSQL's variables are addresses. */
export interface Machine {
  readonly HEAPU8: Uint8Array;
  /** @param signature v, and for each argument i (integer or pointer) or d (double) */
  addFunction(work: (...args: number[]) => void, signature: string): number;
  readonly _get_relation_info_hook: Address;
  readonly _post_parse_analyze_hook: Address;
  readonly _CurrentMemoryContext: Address;
  readonly _CacheMemoryContext: Address;
  /** Of the relation cache, counted as used until it is closed; 0 where there is none of that oid. */
  _RelationIdGetRelation(oid: number): Address;
  _RelationClose(relation: Address): void;
  /** A copy of its list of oids, made anew in the relation first where that is no longer valid. */
  _RelationGetIndexList(relation: Address): Address;
  _lappend_oid(list: Address, oid: number): Address;
  _list_free(list: Address): void;
}

/** Offsets in bytes of PostgreSQL's List, where pointers have four (pg_list.h); an empty one is 0. */
const LIST = { length: 4, elements: 12 };

export function machineOf(db: PGlite): Machine {
  return (db as unknown as { readonly Module: Machine }).Module;
}

/** Of four bytes. To be asked for anew each time: memory that has grown is another buffer. */
export function wordsOf({ HEAPU8 }: Machine): Int32Array {
  return new Int32Array(HEAPU8.buffer);
}

export function listElements(machine: Machine, list: Address): Int32Array {
  const words = wordsOf(machine);
  if (list === 0) return words.subarray(0, 0);
  const elements = words[(list + LIST.elements) >> 2]! >> 2;
  return words.slice(elements, elements + words[(list + LIST.length) >> 2]!);
}
