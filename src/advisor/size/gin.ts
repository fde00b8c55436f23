import type { IndexDefinition, Relation } from '../../catalog/model.ts';
import { cellsBehind } from './cells.ts';
import { tokensOfKey } from './gin-tokens.ts';
import type { IndexSize, SizeOptions } from './model.ts';
import { LINE_POINTER_BYTES, PAGE_BYTES, PAGE_HEADER_BYTES } from './page.ts';
import { entrySize } from './posting-list.ts';

/** CREATE INDEX adds entries in order, and a full page is split in the middle: its left half stays as it is. */
const ENTRY_PAGE_FILL = 0.5;
const ENTRY_PAGE_BYTES = PAGE_BYTES - PAGE_HEADER_BYTES - 8;

/** Entries with their compressed posting lists (gindatapage.c, ginentrypage.c), from the tokens that statistics show. */
export function estimateGin(
  relation: Relation,
  definition: IndexDefinition,
  tableRows: number,
  rows: number,
  options: SizeOptions,
): IndexSize {
  if (rows < 1) return { sizeBytes: 2 * PAGE_BYTES, pages: 2, tuples: 0, height: 0 };
  const heapPages = Math.max(1, relation.sizeBytes / PAGE_BYTES, relation.sizeBytes === 0 ? relation.pages : 0);
  // Entries of a multi-column index begin with the key's number.
  const keyNumberBytes = definition.keys.length > 1 ? 2 : 0;
  let [entryBytes, treePages] = [0, 0];
  for (const key of definition.keys) {
    for (const { tokens, frequency, bytes } of tokensOfKey(relation, key, tableRows, options)) {
      const occurrences = tokens * frequency * rows;
      const occurring = tokensAmong(tokens, tokens * frequency * tableRows, occurrences);
      const perToken = occurrences / Math.max(occurring, 1e-9);
      const size = entrySize(bytes + keyNumberBytes, perToken, heapPages);
      entryBytes += occurring * (size.entryBytes + LINE_POINTER_BYTES);
      treePages += occurring * size.treePages;
    }
  }
  const leaves = Math.max(
    1,
    Math.ceil(entryBytes / (ENTRY_PAGE_BYTES * (entryBytes > ENTRY_PAGE_BYTES ? ENTRY_PAGE_FILL : 1))),
  );
  const internal = leaves > 1 ? Math.ceil(leaves / 200) : 0;
  const pages = 1 + leaves + internal + Math.ceil(treePages);
  return { sizeBytes: pages * PAGE_BYTES, pages, tuples: Math.round(rows), height: internal > 0 ? 1 : 0 };
}

/** Of so many tokens that occur in the table, those in a part of the rows: all of them in all rows. */
function tokensAmong(tokens: number, inTable: number, inIndex: number): number {
  if (inIndex >= inTable) return Math.min(tokens, inIndex);
  const cells = cellsBehind(Math.max(1, tokens), inTable);
  return cells * -Math.expm1(-inIndex / cells);
}
