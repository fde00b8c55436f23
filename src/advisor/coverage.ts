import type { Index, IndexDefinition, IndexKey, Relation } from '../catalog/model.ts';
import { reverseKey, sameRelation } from './definition.ts';
import { sameExpression } from '../sql/expression.ts';
import { isNarrower } from './predicates.ts';

/** Whether an existing index already does all that the wanted one would, exactly and now. */
export function covers(index: Index, wanted: IndexDefinition): boolean {
  return isUsable(index) && definitionCovers(index, wanted);
}

/**
 * The existing index of a relation that already serves; a smaller one is preferred. One with more rows does not stand for a partial
 * one: that answers its predicate without a look at the heap.
 */
export function coveringIndex(relation: Relation, wanted: IndexDefinition): Index | undefined {
  return relation.indexes
    .filter((index) => covers(index, wanted) && hasNoMoreRows(index, wanted))
    .sort((a, b) => a.keys.length - b.keys.length || a.include.length - b.include.length || compare(a.name, b.name))[0];
}

/**
 * For a partitioned table, whose parent may have no index while every leaf has: true when each of the given leaves has an
 * index that serves.
 */
export function coveredByPartitions(partitions: readonly Relation[], wanted: IndexDefinition): boolean {
  return (
    partitions.length > 0 &&
    partitions.every((leaf) => coveringIndex(leaf, { ...wanted, relation: { schema: leaf.schema, name: leaf.name } }))
  );
}

/** Whether an index holds only rows that the wanted one would hold. */
export function hasNoMoreRows(existing: IndexDefinition, wanted: IndexDefinition): boolean {
  return isNarrower(existing.predicate, wanted.predicate);
}

/** Whether values of the columns are those of one row at most, by an index that exists. */
export function isUniqueTogether({ indexes }: Relation, columns: ReadonlySet<string | null>): boolean {
  return indexes.some(
    (index) =>
      index.unique &&
      index.predicate === null &&
      isUsable(index) &&
      index.keys.every(({ column }) => column !== null && columns.has(column)),
  );
}

/** The planner skips an index that is not valid, and a write one that is not ready; a dying one is no longer live. */
export function isUsable(index: Index): boolean {
  return index.valid && index.ready && index.live;
}

/**
 * Whether one definition serves whatever the other does: reflexive and transitive. The order of keys counts as it is
 * written; which of them the statement fixes by equality is not known here (see equalityPrefixCovers).
 */
export function definitionCovers(existing: IndexDefinition, wanted: IndexDefinition): boolean {
  return (
    sameRelation(existing.relation, wanted.relation) &&
    existing.method === wanted.method &&
    keysCover(existing, wanted) &&
    includeCovered(existing, wanted) &&
    isNarrower(wanted.predicate, existing.predicate) &&
    (!wanted.unique || enforces(existing, wanted))
  );
}

/**
 * Whether a btree serves a statement that fixes the first `equalities` keys of the wanted index by equality, where
 * their order and direction are free, and reads the rest in order.
 */
export function equalityPrefixCovers(existing: IndexDefinition, wanted: IndexDefinition, equalities: number): boolean {
  if (existing.method !== 'btree' || wanted.method !== 'btree' || existing.keys.length < wanted.keys.length)
    return false;
  const head = existing.keys.slice(0, equalities);
  const fixed = wanted.keys.slice(0, equalities).map((key) => head.find((candidate) => sameSubject(candidate, key)));
  if (fixed.some((key) => key === undefined) || new Set(fixed).size !== fixed.length) return false;
  const permuted: IndexDefinition = { ...wanted, keys: [...head, ...wanted.keys.slice(equalities)] };
  if (definitionCovers(existing, permuted)) return true;
  // A backward scan reverses the ordering keys, whatever the fixed ones are written as.
  return definitionCovers(existing, { ...permuted, keys: [...head.map(reverseKey), ...wanted.keys.slice(equalities)] });
}

/** An index that is wanted whatever the planner says. */
export interface WantedIndex {
  readonly index: IndexDefinition;
  /** Whether all of its keys are compared for equality together, so that their order means nothing. */
  readonly isLookup?: boolean;
}

export function coversWanted(existing: IndexDefinition, { index, isLookup = false }: WantedIndex): boolean {
  return isLookup ? equalityPrefixCovers(existing, index, index.keys.length) : definitionCovers(existing, index);
}

function keysCover(existing: IndexDefinition, wanted: IndexDefinition): boolean {
  switch (existing.method) {
    case 'gin':
    case 'brin':
      // Any of their key columns can be searched alone, so order means nothing.
      return wanted.keys.every((key) => existing.keys.some((candidate) => sameSubject(candidate, key)));
    case 'hash':
      return existing.keys.length === wanted.keys.length && isPrefix(existing.keys, wanted.keys, sameSubject);
    case 'btree':
      return isPrefix(existing.keys, wanted.keys, sameForward) || isPrefix(existing.keys, wanted.keys, sameBackward);
    default:
      return isPrefix(existing.keys, wanted.keys, sameForward);
  }
}

function isPrefix(
  keys: readonly IndexKey[],
  wanted: readonly IndexKey[],
  same: (a: IndexKey, b: IndexKey) => boolean,
): boolean {
  return wanted.length <= keys.length && wanted.every((key, position) => same(keys[position]!, key));
}

function includeCovered(existing: IndexDefinition, wanted: IndexDefinition): boolean {
  return wanted.include.every(
    (column) => existing.include.includes(column) || existing.keys.some((key) => key.column === column),
  );
}

/** A wider unique index does not make its prefix unique, and NULLS DISTINCT does not stop a second null. */
function enforces(existing: IndexDefinition, wanted: IndexDefinition): boolean {
  return (
    existing.unique &&
    existing.keys.length === wanted.keys.length &&
    (existing.nullsNotDistinct || !wanted.nullsNotDistinct)
  );
}

function sameForward(a: IndexKey, b: IndexKey): boolean {
  return sameSubject(a, b) && a.direction === b.direction && a.nulls === b.nulls;
}

function sameBackward(a: IndexKey, b: IndexKey): boolean {
  return sameSubject(a, b) && a.direction !== b.direction && a.nulls !== b.nulls;
}

function sameSubject(a: IndexKey, b: IndexKey): boolean {
  return (
    a.column === b.column &&
    sameKey(a.expression, b.expression) &&
    operatorFamily(a.operatorClass) === operatorFamily(b.operatorClass) &&
    a.collation?.schema === b.collation?.schema &&
    a.collation?.name === b.collation?.name
  );
}

/** Null stands for a plain column. */
function sameKey(a: string | null, b: string | null): boolean {
  return a === b || (a !== null && b !== null && sameExpression(a, b));
}

/** varchar_pattern_ops is another name for text_pattern_ops. */
function operatorFamily(operatorClass: string | null): string | null {
  return operatorClass === 'varchar_pattern_ops' ? 'text_pattern_ops' : operatorClass;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
