import type { IndexDefinition } from '../catalog/model.ts';
import { definitionKey, sameRelation, storedColumns } from './definition.ts';
import { distinctKeys, subject } from './roles.ts';

/** An index may have 32 columns; past these it is a second copy of the table. */
const MAX_INCLUDED_COLUMNS = 12;

/**
 * The indexes that might serve what both do: the keys of one and then of the other, and included what either includes.
 * After Chaudhuri and Narasayya, "Index merging" (ICDE 1999).
 */
export function unionsOf(a: IndexDefinition, b: IndexDefinition, maxKeys: number): readonly IndexDefinition[] {
  if (!canMerge(a, b)) return [];
  const unions = [union(a, b), union(b, a)].filter(({ keys }) => keys.length <= maxKeys);
  return [...new Map(unions.map((definition) => [definitionKey(definition), definition])).values()];
}

/**
 * Indexes that could stand for both at a storage that pays under a budget: the keys of one, and all else of both included. Only for those
 * that start with the same key, so that what either finds by it the union finds too.
 */
export function wideningsOf(a: IndexDefinition, b: IndexDefinition): readonly IndexDefinition[] {
  if (!canMerge(a, b) || JSON.stringify(a.keys[0]) !== JSON.stringify(b.keys[0])) return [];
  // An expression cannot be included.
  if ([...a.keys, ...b.keys].some(({ column }, position) => column === null && position > 0)) return [];
  const widened = [widen(a, b), widen(b, a)].filter(({ include }) => include.length <= MAX_INCLUDED_COLUMNS);
  const known = new Set([definitionKey(a), definitionKey(b)]);
  return [...new Map(widened.map((definition) => [definitionKey(definition), definition]))]
    .filter(([key]) => !known.has(key))
    .map(([, definition]) => definition);
}

/** Whether plans that use the narrow index could use the wide one in its stead: the same first key, and all that is stored. */
export function standsFor(wide: IndexDefinition, narrow: IndexDefinition): boolean {
  return JSON.stringify(wide.keys[0]) === JSON.stringify(narrow.keys[0]) && holdsBoth(wide, narrow, narrow);
}

/** Indexes that could take the place of both: the second itself, where it can, and the widenings. */
export function standInsFor(a: IndexDefinition, b: IndexDefinition): readonly IndexDefinition[] {
  return [...(standsFor(b, a) ? [b] : []), ...wideningsOf(a, b)];
}

function widen(keyed: IndexDefinition, other: IndexDefinition): IndexDefinition {
  const own = new Set(storedColumns(keyed));
  const include = [...keyed.include, ...storedColumns(other).filter((column) => !own.has(column))];
  return { ...keyed, include: [...new Set(include)].sort() };
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
