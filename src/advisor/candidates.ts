import type { Column, IndexDefinition, Relation } from '../catalog/model.ts';
import type { RelationUse, StatementShape } from '../sql/model.ts';
import type { CandidateContext } from './candidate-context.ts';
import {
  coveredByPartitions,
  coveringIndex,
  equalityPrefixCovers,
  hasNoMoreRows,
  isUniqueTogether,
  isUsable,
} from './coverage.ts';
import { definitionKey, indexOn, storedColumns } from './definition.ts';
import { averageWidth, isOfUnknownWidth, isUnstored } from './key-types.ts';
import { keyLists } from './key-lists.ts';
import type { KeyList } from './key-lists.ts';
import { otherMethods } from './other-methods.ts';
import { partialPredicates } from './partial.ts';
import type { PartialPredicate } from './partial.ts';
import { rolesOf } from './roles.ts';
import { mentions } from './size/expression-type.ts';

/** Candidates for one use of a relation are priced together, so that their number costs little; past this they are only noise. */
const MAX_CANDIDATES = 40;
/** The same for partial indexes, which come on top of these. */
const MAX_PARTIAL = 32;

/**
 * Indexes worth trying for one use of a relation, the most useful first. They are guesses: only the planner's price
 * decides. None of them is served by an existing index.
 * @param relation the relation of the use as the catalog has it; for a partition the candidates are on the topmost parent.
 */
export function indexCandidates(
  relation: Relation,
  use: RelationUse,
  shape: StatementShape,
  context: CandidateContext,
): readonly IndexDefinition[] {
  const target = context.topmost(relation);
  if (!canBeIndexed(target) || isUniqueLookup(relation, use)) return [];
  const whole = btrees(relation, target, use, shape, context);
  const partial = partialPredicates(relation, use, context).map((predicate) =>
    partialBtrees(relation, target, use, shape, predicate, context),
  );
  const others = otherMethods(relation, use, target, context).map((definition) => ({ definition, fixed: 0 }));
  const leaves = context.leaves(target);
  const isMissing = ({ definition, fixed }: Proposed) =>
    !coveringIndex(target, definition) &&
    !target.indexes.some(
      (index) => isUsable(index) && hasNoMoreRows(index, definition) && equalityPrefixCovers(index, definition, fixed),
    ) &&
    !coveredByPartitions(leaves, definition);
  return [
    ...distinct([...others, ...whole].filter(isMissing)).slice(0, MAX_CANDIDATES),
    ...distinct(inTurn(partial).filter(isMissing)).slice(0, MAX_PARTIAL),
  ];
}

interface Proposed {
  readonly definition: IndexDefinition;
  /** How many of the leading keys the statement fixes by constants. */
  readonly fixed: number;
}

function btrees(
  relation: Relation,
  target: Relation,
  use: RelationUse,
  shape: StatementShape,
  context: CandidateContext,
): readonly Proposed[] {
  const lists = keyLists(rolesOf(relation, use, context), use.limit !== null, relation, context);
  const plain = lists.map((list) => ({ definition: indexOn(target, list.keys), fixed: list.fixed }));
  const covering = lists.flatMap((list) => withIncluded(relation, target, use, shape, list, context));
  return interleave(plain, covering);
}

/** Those of the statement without what the predicate answers; columns that only it reads need not be stored for an index-only scan. */
function partialBtrees(
  relation: Relation,
  target: Relation,
  use: RelationUse,
  shape: StatementShape,
  { text, answers }: PartialPredicate,
  context: CandidateContext,
): readonly Proposed[] {
  const predicates = use.predicates.filter((predicate) => !answers.has(predicate));
  const rest = { ...use, predicates };
  const tested = relation.columns.map(({ name }) => name).filter((name) => mentions(text, name));
  const asked = new Set(askedColumns(rest));
  const narrow = use.columnsRead.filter((column) => asked.has(column) || !tested.includes(column));
  const found = [
    ...btrees(relation, target, { ...rest, columnsRead: narrow }, shape, context),
    ...btrees(relation, target, rest, shape, context),
  ];
  // What asks for nothing else is served by any key.
  const lists = found.length > 0 ? found : btrees(relation, target, use, shape, context);
  return lists.map(({ definition, fixed }) => ({ definition: { ...definition, predicate: text }, fixed }));
}

function askedColumns({ predicates, joins, orderBy, groupBy, distinct: keys }: RelationUse): readonly string[] {
  return [...predicates, ...joins, ...orderBy, ...groupBy, ...keys].flatMap(({ column }) => column ?? []);
}

function distinct(proposed: readonly Proposed[]): readonly IndexDefinition[] {
  return [...new Map(proposed.map(({ definition }) => [definitionKey(definition), definition])).values()];
}

/** The first of each list, then the second of each, and so on. */
function inTurn<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
}

/** Materialized views take indexes as tables do; views and foreign tables take none, and a temporary table is gone tomorrow. */
export function canBeIndexed(relation: Relation): boolean {
  return (
    (relation.kind === 'table' || relation.kind === 'partitioned-table' || relation.kind === 'materialized-view') &&
    relation.persistence !== 'temporary' &&
    relation.extension === null
  );
}

/** At most one row answers already: nothing can be gained but a page or two. */
function isUniqueLookup(relation: Relation, use: RelationUse): boolean {
  const fixed = new Set(use.predicates.filter(({ kind }) => kind === 'equality').map(({ column }) => column));
  return isUniqueTogether(relation, fixed);
}

/** The same keys, with all other columns that the statement reads, where these are few and narrow: an index-only scan. */
function withIncluded(
  relation: Relation,
  target: Relation,
  use: RelationUse,
  shape: StatementShape,
  list: KeyList,
  context: CandidateContext,
): readonly { readonly definition: IndexDefinition; readonly fixed: number }[] {
  // The rows of a target must be visited in the heap to be changed.
  if (use.role === 'target' || shape.kind === 'insert') return [];
  const keys = indexOn(target, list.keys);
  const stored = new Set(storedColumns(keys));
  const include = use.columnsRead.filter((column) => !stored.has(column));
  if (include.length === 0 || include.length > context.maxIncludedColumns) return [];
  const columns = include.map((name) => relation.columns.find((column) => column.name === name));
  const cannotBe = (column: Column) =>
    isUnstored(column) || isOfUnknownWidth(column) || context.updatedOften(target, column.name);
  if (columns.some((column) => !column || cannotBe(column))) return [];
  const bytes = columns.reduce((sum, column) => sum + (column ? averageWidth(column) : 0), 0);
  if (bytes > context.maxIncludedBytes) return [];
  return [{ definition: { ...keys, include }, fixed: list.fixed }];
}

/** Narrow and covering variants in turn, so that a cut-off loses the least useful of both. */
function interleave<T extends { readonly definition: IndexDefinition }>(
  plain: readonly T[],
  covering: readonly T[],
): T[] {
  const byKeys = new Map(covering.map((candidate) => [JSON.stringify(candidate.definition.keys), candidate]));
  return plain.flatMap((candidate) => {
    const wide = byKeys.get(JSON.stringify(candidate.definition.keys));
    return wide ? [candidate, wide] : [candidate];
  });
}
