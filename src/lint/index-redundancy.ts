import type { Catalog, Index, IndexDefinition, IndexKey, ObjectName, Relation } from '../catalog/model.ts';
import { groupBy } from './group-by.ts';
import { ownRelations, partitionTree } from './indexed-relations.ts';

export type RedundancyKind = 'duplicate' | 'constraint' | 'prefix' | 'unique';

/** An index whose work another index of the same table does as well. */
export interface Redundancy {
  readonly kind: RedundancyKind;
  readonly relation: Relation;
  readonly index: Index;
  readonly by: Index;
  /** Why it cannot simply be dropped: what else stands on it. Null where nothing does. */
  readonly heldBy: string | null;
  /** The topmost parent, for a partition's own indexes. */
  readonly topmost: Relation;
}

const known = new WeakMap<Catalog, readonly Redundancy[]>();

/** All redundancies of a catalog; each index is in one at most. Computed once for a catalog, as several rules ask. */
export function redundancies(catalog: Catalog): readonly Redundancy[] {
  const found = known.get(catalog);
  if (found) return found;
  const targets = referencedIndexes(catalog);
  const { topmost } = partitionTree(catalog);
  const all = ownRelations(catalog).flatMap((relation) => {
    const isTarget = (index: Index) => targets.has(keyOf(relation, index.name));
    return redundanciesOf(relation, isTarget).map((each) => ({ ...each, relation, topmost: topmost(relation) }));
  });
  known.set(catalog, all);
  return all;
}

/** The existing indexes of a table whose work a new one would do as well, and on which nothing else stands. */
export function madeRedundant(catalog: Catalog, added: IndexDefinition): readonly Index[] {
  const { schema, name: table } = added.relation;
  const relation = catalog.relations.find((one) => one.name === table && one.schema === schema);
  if (!relation || relation.indexes.length === 0) return [];
  const targets = referencedIndexes(catalog);
  const isHeld = (index: Index) => holderOf(index, relation, ({ name }) => targets.has(keyOf(relation, name))) !== null;
  // Of the same definition and invalid, it is what a build has left: the migration takes its place, under its name.
  const isLeftover = (index: Index) => !index.valid && signature(index) === signature(added);
  return relation.indexes.filter(
    (index) => index.partitionOf === null && !isLeftover(index) && !isHeld(index) && startsWith(added, index),
  );
}

type Found = Omit<Redundancy, 'relation' | 'topmost'>;

function redundanciesOf(relation: Relation, isTarget: (index: Index) => boolean): readonly Found[] {
  // What is being built or is broken neither does another's work, nor is judged (index/invalid says the latter).
  const indexes = relation.indexes.filter((index) => index.valid && index.ready && index.live && !index.inBuild);
  if (indexes.length < 2) return [];
  const compare = (a: Index, b: Index) =>
    rank(b, isTarget) - rank(a, isTarget) || a.oid - b.oid || order(a.name, b.name);
  const judged = new Map<Index, Found>();
  const add = (kind: RedundancyKind, index: Index, by: Index) =>
    judged.set(index, { kind, index, by, heldBy: holderOf(index, relation, isTarget) });
  // An attached index belongs to the parent's, which is judged in its place.
  const candidates = indexes.filter((index) => index.partitionOf === null);

  const twins = groupBy(indexes, signature);
  for (const index of candidates) {
    const by = (twins.get(signature(index)) ?? [])
      .filter((other) => other !== index && replaces(other, index))
      .sort(compare)
      .find((other) => !replaces(index, other) || compare(other, index) < 0 || other.partitionOf !== null);
    if (by) add(by.constraint !== null && index.constraint === null ? 'constraint' : 'duplicate', index, by);
  }
  for (const index of candidates) {
    if (judged.has(index)) continue;
    const [by] = indexes
      .filter((other) => other !== index && !judged.has(other) && startsWith(other, index))
      .filter((other) => !startsWith(index, other) || compare(other, index) < 0)
      .sort((a, b) => b.keys.length - a.keys.length || compare(a, b));
    if (by) add('prefix', index, by);
  }
  for (const index of candidates) {
    if (judged.has(index) || index.primary || index.replicaIdentity || isTarget(index)) continue;
    const [by] = indexes
      .filter((other) => other !== index && !judged.has(other) && impliesUniqueness(other, index, relation))
      .filter((other) => !impliesUniqueness(index, other, relation) || compare(other, index) < 0)
      .sort((a, b) => a.keys.length - b.keys.length || compare(a, b));
    if (by) add('unique', index, by);
  }
  return [...judged.values()];
}

/** What stays of two equal ones: the greater. */
function rank(index: Index, isTarget: (index: Index) => boolean): number {
  return [
    index.unique,
    isTarget(index),
    index.clustered,
    index.replicaIdentity,
    index.constraint !== null,
    index.primary,
  ]
    .map((holds, position) => (holds ? 2 ** position : 0))
    .reduce((sum, value) => sum + value, 0);
}

/** Equal for two indexes that hold the same entries in the same order; uniqueness apart. */
function signature(index: IndexDefinition): string {
  return JSON.stringify([index.method, index.keys.map(keyText), [...index.include].sort(), index.predicate]);
}

function keyText(key: IndexKey): string {
  return JSON.stringify([
    key.column,
    key.expression,
    key.operatorClass,
    key.collation && [key.collation.schema, key.collation.name],
    key.direction,
    key.nulls,
  ]);
}

/** Of two indexes of one signature: whether the one enforces all that the other does. */
function replaces(other: Index, index: Index): boolean {
  if (index.exclusion) return false;
  if (!index.unique) return true;
  return other.unique && other.nullsNotDistinct === index.nullsNotDistinct && other.immediate === index.immediate;
}

/** Whether a longer B-tree finds all that the index finds, in the same order. */
function startsWith(other: IndexDefinition, index: Index): boolean {
  if (index.unique || index.exclusion || index.method !== 'btree' || other.method !== 'btree') return false;
  if (other.predicate !== index.predicate || other.keys.length < index.keys.length) return false;
  const columns = new Set([...other.keys.map(({ column }) => column), ...other.include]);
  if (!index.include.every((column) => columns.has(column))) return false;
  const head = other.keys.slice(0, index.keys.length);
  const isSame = (keys: readonly IndexKey[]) =>
    keys.every((key, position) => keyText(key) === keyText(head[position]!));
  // A single column is read backward just as well; of several, the planner would have to want all of them backward.
  return isSame(index.keys) || (index.keys.length === 1 && isSame(index.keys.map(reverse)));
}

function reverse(key: IndexKey): IndexKey {
  return {
    ...key,
    direction: key.direction === 'asc' ? 'desc' : 'asc',
    nulls: key.nulls === 'first' ? 'last' : 'first',
  };
}

/** Whether rows that are unique by the one's columns must be unique by the other's. */
function impliesUniqueness(narrow: Index, wide: Index, relation: Relation): boolean {
  if (!narrow.unique || !wide.unique || narrow.method !== 'btree' || wide.method !== 'btree') return false;
  if (narrow.predicate !== null && narrow.predicate !== wide.predicate) return false;
  if (!narrow.immediate && wide.immediate) return false;
  // Where nulls are equal, even they tell rows apart; of the same columns it only treats nulls otherwise, which is meant.
  const hasNoTwin = narrow.nullsNotDistinct && wide.keys.length > narrow.keys.length;
  return narrow.keys.every((key) => {
    const same = wide.keys.find(({ column }) => column !== null && column === key.column);
    return (
      same !== undefined &&
      same.operatorClass === key.operatorClass &&
      JSON.stringify(same.collation) === JSON.stringify(key.collation) &&
      (hasNoTwin || relation.columns.some(({ name, notNull }) => notNull && name === key.column))
    );
  });
}

function holderOf(index: Index, relation: Relation, isTarget: (index: Index) => boolean): string | null {
  if (index.constraint !== null) return `constraint ${index.constraint} is made of it`;
  if (index.replicaIdentity) return `it is the replica identity of ${relation.name}`;
  if (index.clustered) return `${relation.name} is clustered on it`;
  if (isTarget(index)) return 'a foreign key refers to its columns by it';
  return null;
}

function referencedIndexes(catalog: Catalog): ReadonlySet<string> {
  const targets = new Set<string>();
  for (const { constraints } of catalog.relations) {
    for (const { references, index } of constraints) {
      if (references && index !== null) targets.add(keyOf(references.relation, index));
    }
  }
  return targets;
}

function keyOf({ schema, name }: ObjectName, index: string): string {
  return JSON.stringify([schema, name, index]);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
