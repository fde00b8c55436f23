import type { IndexKey, Relation } from '../catalog/model.ts';
import type { KeyExpression, Predicate, RelationUse } from '../sql/model.ts';
import type { CandidateContext } from './candidate-context.ts';
import { columnKey, expressionKey } from './definition.ts';
import { immutableType } from './immutable.ts';
import { classOfType, isBtreeKey } from './key-types.ts';
import type { TypeClass } from './key-types.ts';
import { likePrefix } from './patterns.ts';

/** What a btree's keys can do for one use of a relation. Keys that no btree may have are left out. */
export interface Roles {
  /** Fixed to one value: `=`, IS NULL. The most shared in the workload first. */
  readonly equalities: readonly IndexKey[];
  /** Of these, what IS NULL fixes, by subject: the planner does not see that the keys after it are in order (no equivalence class holds it). */
  readonly nulls: ReadonlySet<string>;
  /** Fixed to several: IN, = ANY. They filter as equalities do, but leave no order behind them. */
  readonly lists: readonly IndexKey[];
  readonly ranges: readonly IndexKey[];
  /** Keys that row comparisons search for together: `(a, b) > ($1, $2)`. */
  readonly rows: readonly (readonly IndexKey[])[];
  /** Equi-join keys, one group for each other relation. */
  readonly joins: readonly (readonly IndexKey[])[];
  /** ORDER BY, without the keys that equalities fix. */
  readonly sort: readonly IndexKey[];
  /** GROUP BY and DISTINCT keys, each without the keys that equalities fix. */
  readonly groups: readonly (readonly IndexKey[])[];
  /** Arguments of min() and max() where the level has no GROUP BY: each is one descent into an index. */
  readonly extremes: readonly IndexKey[];
  /** For each alternative of an OR, its own equalities and ranges. */
  readonly alternatives: readonly { readonly equalities: readonly IndexKey[]; readonly ranges: readonly IndexKey[] }[];
}

export function rolesOf(relation: Relation, use: RelationUse, context: CandidateContext): Roles {
  const toKey = (key: KeyExpression) => keyOf(key, relation, context);
  const filters = filterRoles(use.predicates, relation, context);
  const fixed = new Set(filters.equalities.map(subject));
  const isFree = (key: IndexKey) => !fixed.has(subject(key));

  const joins = new Map<number, IndexKey[]>();
  for (const join of use.joins) {
    const key = join.operator === '=' ? toKey(join) : null;
    if (key && isFree(key)) joins.set(join.other, distinctKeys([...(joins.get(join.other) ?? []), key]));
  }
  const extremes = use.groupBy.length > 0 ? [] : use.aggregates.filter((call) => /^(min|max)$/.test(call.function));

  return {
    ...filters,
    rows: rowKeys(use.predicates, relation, context).filter(([first]) => isFree(first!)),
    joins: [...joins.values()],
    sort: sortKeys(use, relation, context).filter(isFree),
    groups: [use.groupBy, use.distinct].map((keys) => allOrNone(keys.map(toKey)).filter(isFree)),
    extremes: distinctKeys(
      extremes.flatMap((call) =>
        call.columns.length === 1 ? (toKey({ column: call.columns[0]!, expression: null }) ?? []) : [],
      ),
    ),
    alternatives: use.disjunctions.flat().map((alternative) => {
      const { equalities, lists, ranges } = filterRoles(alternative, relation, context);
      return { equalities: distinctKeys([...equalities, ...lists]), ranges };
    }),
  };
}

/** A column or expression, whatever direction and operator class it has. */
export function subject(key: KeyExpression): string {
  return key.column === null ? `(${key.expression})` : key.column;
}

export function distinctKeys(keys: readonly IndexKey[]): IndexKey[] {
  const seen = new Set<string>();
  return keys.filter((key) => !seen.has(subject(key)) && seen.add(subject(key)));
}

function filterRoles(predicates: readonly Predicate[], relation: Relation, context: CandidateContext) {
  const pick = (wanted: (predicate: Predicate) => boolean) =>
    distinctKeys(predicates.filter(wanted).flatMap((predicate) => keyOf(predicate, relation, context) ?? []));
  const isNull = ({ kind, operator }: Predicate) => kind === 'null-test' && operator.toUpperCase() === 'IS NULL';
  const equalities = pick((predicate) => predicate.kind === 'equality' || isNull(predicate));
  const fixed = new Set(equalities.map(subject));
  const lists = pick(({ kind }) => kind === 'in').filter((key) => !fixed.has(subject(key)));
  for (const key of lists) fixed.add(subject(key));
  const ranges = [
    ...pick(({ kind }) => kind === 'range'),
    ...predicates.flatMap((predicate) => likePrefixKey(predicate, relation, context) ?? []),
    ...predicates.flatMap((predicate) => subnetKey(predicate, relation, context) ?? []),
  ];
  const nulls = new Set(pick(isNull).map(subject));
  const byUse = (keys: IndexKey[]) => keys.sort((a, b) => byShare(a, b, nulls, relation, context));
  return {
    equalities: byUse(equalities),
    nulls,
    lists: byUse(lists),
    ranges: distinctKeys(ranges).filter((key) => !fixed.has(subject(key))),
  };
}

function rowKeys(
  predicates: readonly Predicate[],
  relation: Relation,
  context: CandidateContext,
): readonly (readonly IndexKey[])[] {
  return predicates.flatMap(({ kind, column, expression, thenBy = [] }) => {
    const keys = [{ column, expression }, ...thenBy].map((key) => keyOf(key, relation, context));
    const end = keys.indexOf(null);
    const sortable = distinctKeys((end < 0 ? keys : keys.slice(0, end)).filter((key) => key !== null));
    return kind === 'range' && sortable.length > 1 ? [sortable] : [];
  });
}

/** What most calls compare for equality leads, so that statements share prefixes; then what leaves fewest rows. Null tests that most rows pass come last. */
function byShare(
  a: IndexKey,
  b: IndexKey,
  nulls: ReadonlySet<string>,
  relation: Relation,
  context: CandidateContext,
): number {
  const partsOf = (key: IndexKey) =>
    nulls.has(subject(key)) ? 1 / nullFraction(key, relation) : distinctValues(key, relation);
  const isLast = (key: IndexKey) => Number(neverLeads(key, nulls, relation));
  return (
    isLast(a) - isLast(b) ||
    context.equalityCalls(relation, b.column ?? b.expression ?? '') -
      context.equalityCalls(relation, a.column ?? a.expression ?? '') ||
    partsOf(b) - partsOf(a) ||
    (subject(a) < subject(b) ? -1 : 1)
  );
}

/** Of a null test that more of the rows pass it is known already that it finds nothing by itself. */
const MANY_NULLS = 0.2;

/**
 * Whether a key stands behind the others: a null test that most rows pass, as `deleted_at IS NULL`, and a boolean. It narrows little down; behind the other keys these serve
 * also who does not ask for it, such as a foreign key, and the planner takes how the first key's values lie in the table (its correlation) for where all rows
 * lie that are found, which is nearly always close together for two values.
 */
export function neverLeads(key: IndexKey, nulls: ReadonlySet<string>, relation: Relation): boolean {
  const column = relation.columns.find(({ name }) => name === key.column);
  return column?.baseType === 'boolean' || (nulls.has(subject(key)) && nullFraction(key, relation) > MANY_NULLS);
}

function nullFraction(key: IndexKey, relation: Relation): number {
  const column = relation.columns.find(({ name }) => name === key.column);
  return (column?.statistics ?? column?.inheritedStatistics)?.nullFraction ?? 1;
}

/** As of the last ANALYZE; 0 where unknown. */
export function distinctValues(key: IndexKey, relation: Relation): number {
  const column = relation.columns.find(({ name }) => name === key.column);
  const distinct = (column?.statistics ?? column?.inheritedStatistics)?.distinct ?? 0;
  return distinct >= 0 ? distinct : -distinct * Math.max(relation.tuples, 1);
}

/** Classes of expressions that no btree is tried on. */
const UNSORTED: ReadonlySet<TypeClass> = new Set([
  'json', 'jsonb', 'array', 'tsvector', 'range', 'geometric', 'network', 'hstore', 'ltree', 'other', 'literal',
]); // prettier-ignore

export function keyOf(key: KeyExpression, relation: Relation, context: CandidateContext): IndexKey | null {
  if (key.column !== null) {
    const column = relation.columns.find(({ name }) => name === key.column);
    return column && isBtreeKey(column) ? columnKey(column.name) : null;
  }
  const type = key.expression && immutableType(key.expression, relation, context);
  // A part of a document is mostly a scalar, of which B-trees are as of the text that ->> gives.
  const isSortable = type && (type === 'jsonb' || !UNSORTED.has(type));
  return isSortable ? expressionKey(key.expression) : null;
}

/** Forward when the first key descends by default: a backward scan reads the same order, and so more statements share it. */
function sortKeys(use: RelationUse, relation: Relation, context: CandidateContext): readonly IndexKey[] {
  const keys: IndexKey[] = [];
  for (const sort of use.orderBy) {
    const key = keyOf(sort, relation, context);
    if (!key) break;
    keys.push({ ...key, direction: sort.direction, nulls: sort.nulls });
  }
  return distinctKeys(keys);
}

function likePrefixKey(predicate: Predicate, relation: Relation, context: CandidateContext): IndexKey | null {
  if (predicate.kind !== 'like' || likePrefix(predicate) === 'none') return null;
  const key = keyOf(predicate, relation, context);
  const column = relation.columns.find(({ name }) => name === predicate.column);
  if (!key || (column && !/^(text|character varying|character)/.test(column.baseType))) return null;
  if (column && context.sortsByByte(column)) return key;
  return {
    ...key,
    operatorClass:
      column?.baseType.startsWith('character(') || column?.baseType === 'character'
        ? 'bpchar_pattern_ops'
        : 'text_pattern_ops',
  };
}

/** Addresses of a given network: the planner makes a range of it (network_subset_support), where the network is known. */
function subnetKey(predicate: Predicate, relation: Relation, context: CandidateContext): IndexKey | null {
  if (!['<<', '<<='].includes(predicate.operator) || predicate.value.kind === 'parameter') return null;
  const column = relation.columns.find(({ name }) => name === predicate.column);
  return column && classOfType(column.baseType) === 'network' ? keyOf(predicate, relation, context) : null;
}

function allOrNone(keys: readonly (IndexKey | null)[]): IndexKey[] {
  return keys.includes(null) ? [] : distinctKeys(keys.filter((key) => key !== null));
}
