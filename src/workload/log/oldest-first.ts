/** As many are looked up at a time: an iterator passes over the places of all that were removed before, and V8 keeps all of those for one that is held. */
const BATCH = 100;

/**
 * Tells of the keys of a map, each time the oldest, for one who removes it then. Other keys may be removed meanwhile, and come again with another
 * value.
 */
export function oldestFirst<Key>(keyed: ReadonlyMap<Key, unknown>): () => Key | undefined {
  /** The newest of them first. */
  let batch: (readonly [Key, unknown])[] = [];
  /** Not those that were removed since, nor what came in their place. */
  const isThere = ([key, value]: readonly [Key, unknown]) => keyed.has(key) && keyed.get(key) === value;
  return () => {
    for (;;) {
      while (batch.length > 0) {
        const entry = batch.pop()!;
        if (isThere(entry)) return entry[0];
      }
      batch = firstOf(keyed.entries(), BATCH).reverse();
      if (batch.length === 0) return undefined;
    }
  };
}

function firstOf<Each>(entries: Iterator<Each>, count: number): Each[] {
  const found: Each[] = [];
  for (let next = entries.next(); !next.done && found.length < count; next = entries.next()) found.push(next.value);
  return found;
}
