/**
 * Tells of the keys of a map or a set, each time the oldest, for one who removes it then. An iterator of its own each time would pass over
 * the places of all that were removed before.
 */
export function oldestFirst<Key>(keyed: { keys(): Iterator<Key> }): () => Key | undefined {
  let keys = keyed.keys();
  return () => {
    let next = keys.next();
    if (next.done) next = (keys = keyed.keys()).next();
    return next.done ? undefined : next.value;
  };
}
