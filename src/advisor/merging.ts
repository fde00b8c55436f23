import type { IndexDefinition } from '../catalog/model.ts';
import { definitionKey, sameRelation, storedColumns } from './definition.ts';
import { distinctKeys, subject } from './roles.ts';

/**
 * The indexes that might serve what both do: the keys of one and then of the other, and included what either includes.
 * After Chaudhuri and Narasayya, "Index merging" (ICDE 1999).
 */
export function unionsOf(a: IndexDefinition, b: IndexDefinition, maxKeys: number): readonly IndexDefinition[] {
  if (!canMerge(a, b)) return [];
  const unions = [union(a, b), union(b, a)].filter(({ keys }) => keys.length <= maxKeys);
  return [...new Map(unions.map((definition) => [definitionKey(definition), definition])).values()];
}

function canMerge(a: IndexDefinition, b: IndexDefinition): boolean {
  return (
    sameRelation(a.relation, b.relation) &&
    a.method === 'btree' &&
    b.method === 'btree' &&
    a.predicate === b.predicate &&
    !a.unique &&
    !b.unique
  );
}

function union(first: IndexDefinition, second: IndexDefinition): IndexDefinition {
  const keys = distinctKeys([...first.keys, ...second.keys]);
  const included = [...first.include, ...second.include].filter((column) => !keys.some((key) => key.column === column));
  return { ...first, keys, include: [...new Set(included)].sort() };
}

/** Whether the index holds all that both others hold, in whatever order. */
export function holdsBoth(candidate: IndexDefinition, a: IndexDefinition, b: IndexDefinition): boolean {
  const stored = new Set([...candidate.keys.map(subject), ...candidate.include]);
  return (
    canMerge(a, b) &&
    candidate.method === 'btree' &&
    candidate.predicate === a.predicate &&
    sameRelation(candidate.relation, a.relation) &&
    [...a.keys.map(subject), ...b.keys.map(subject), ...storedColumns(a), ...storedColumns(b)].every((column) =>
      stored.has(column),
    )
  );
}
