import type { IndexDefinition } from '../../catalog/model.ts';

/** HypoPG has no other access methods (but bloom). */
const METHODS: ReadonlySet<string> = new Set(['btree', 'hash', 'brin']);

/** Whether HypoPG cannot make the index, or makes it at the risk of the server (partial ones) or without statistics (expressions). */
export function isBeyondHypopg({ method, keys, predicate }: IndexDefinition): boolean {
  return predicate !== null || !METHODS.has(method) || keys.some(({ expression }) => expression !== null);
}
