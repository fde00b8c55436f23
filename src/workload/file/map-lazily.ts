/** What `map` of a list makes, each time that an item is asked for. */
export function mapLazily<From, To>(items: Iterable<From>, map: (item: From) => To): Iterable<To> {
  return {
    *[Symbol.iterator]() {
      for (const item of items) yield map(item);
    },
  };
}
