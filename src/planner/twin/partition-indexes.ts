import type { Catalog } from '../../catalog/model.ts';
import { keyOf } from './selection.ts';

/** The named indexes with those of the partitions, however deep, that they are made of. */
export function withPartitionIndexes({ relations }: Catalog, names: readonly string[]): readonly string[] {
  const found = new Set(names);
  const children = (parents: readonly string[]): string[] =>
    relations.flatMap(({ schema, indexes }) =>
      indexes
        .filter(({ partitionOf }) => partitionOf && parents.includes(keyOf(partitionOf)))
        .map(({ name }) => keyOf({ schema, name })),
    );
  for (let level = [...names]; level.length > 0;) {
    level = children(level).filter((name) => !found.has(name));
    level.forEach((name) => found.add(name));
  }
  return [...found];
}
