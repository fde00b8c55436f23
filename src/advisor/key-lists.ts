import type { IndexKey, Relation } from '../catalog/model.ts';
import type { CandidateContext } from './candidate-context.ts';
import { isUniqueTogether } from './coverage.ts';
import { reverseKey } from './definition.ts';
import { distinctKeys, distinctValues, neverLeads, subject } from './roles.ts';
import type { Roles } from './roles.ts';

/** The keys of a possible btree, in order. */
export interface KeyList {
  readonly keys: readonly IndexKey[];
  /** How many of the leading keys the statement fixes by constants, so that their order is free. */
  readonly fixed: number;
}

/** More orders of the same equality keys than this only cost planning time: others come from statements that share some of them. */
const MAX_HEADS = 4;
const MAX_RANGES = 3;
const MAX_JOINS = 4;

/** Orders of keys worth trying, the most useful first: equalities, then one range or the ordering, then what can be checked in the index. */
export function keyLists(
  roles: Roles,
  hasLimit: boolean,
  relation: Relation,
  { maxIndexColumns: maxColumns, isBudgeted }: Pick<CandidateContext, 'maxIndexColumns' | 'isBudgeted'>,
): readonly KeyList[] {
  const lists: KeyList[] = [];
  const propose = (fixed: readonly IndexKey[], ...rest: (readonly IndexKey[])[]) => {
    const head = distinctKeys(fixed);
    const keys = distinctKeys([...head, ...rest.flat()]).slice(0, maxColumns);
    if (keys.length > 0) lists.push({ keys, fixed: Math.min(head.length, keys.length) });
  };
  const ranges = roles.ranges.slice(0, MAX_RANGES);
  const sort = forward(roles.sort);
  const isLast = (key: IndexKey) => neverLeads(key, roles.nulls, relation);
  const asked = distinctKeys([...roles.equalities, ...roles.lists]);
  const filters = [...asked.filter((key) => !isLast(key)), ...asked.filter(isLast)];
  const groups = roles.groups.filter((keys) => keys.length > 0);
  const joins = joinGroups(roles);
  const constants = keepingOrder(roles.equalities, roles);

  if (hasLimit && sort.length > 0) {
    propose(constants, sort);
    // Lists and ranges behind the ordering are checked in the index, before the heap is read.
    propose(constants, sort, filters, ranges);
  }
  const heads = orders(filters, relation).filter(([first]) => !first || first === filters[0] || !isLast(first));
  for (const head of heads) {
    for (const range of ranges) propose(head, [range]);
    for (const row of roles.rows.slice(0, MAX_RANGES)) propose(head, row);
    const ordered = keepingOrder(head, roles);
    if (sort.length > 0) propose(ordered, sort);
    for (const group of groups) propose(ordered, group);
    for (const extreme of roles.extremes) propose(ordered, [extreme]);
    propose(head);
  }
  if (ranges.length > 1) propose(filters, ranges);
  if (sort.length > 0) propose(constants, sort, filters);
  for (const group of groups) {
    propose(constants, group, filters, ranges);
    propose([], group, filters, ranges);
    // Behind a range there is no order left, and no expression is read from an index alone: PostgreSQL asks for its columns.
    const columns = group.filter(({ column }) => column !== null);
    for (const range of ranges) propose(filters, [range], columns);
  }
  const leading = filters.filter((key) => !isLast(key));
  for (const join of joins) {
    // Behind the columns of a unique index a key finds nothing more: there is the one row already. Within a budget it may stand for another index.
    const isUnique = !isBudgeted && isUniqueTogether(relation, new Set(join.map(({ column }) => column)));
    const behind = isUnique ? [] : filters;
    propose([], join, behind);
    propose([], leading, join, behind);
    propose([], join);
    for (const range of ranges) {
      if (!isUnique) propose([], join, filters, [range]);
      propose([], leading, [range], join, filters);
    }
    if (sort.length > 0) propose([], join, sort);
    for (const group of groups) propose([], join, group);
  }
  // One key each: the planner may combine them as bitmaps, and other statements share them.
  if (filters.length > 1) {
    for (const key of filters.filter((key) => key === filters[0] || !isLast(key))) {
      for (const range of ranges) propose([key], [range]);
      propose([key]);
    }
  }
  if (filters.length > 0) for (const range of ranges) propose([], [range]);
  for (const { equalities, ranges: own } of roles.alternatives) {
    propose(equalities, own.slice(0, 1));
    propose([...roles.equalities, ...equalities], own.slice(0, 1));
  }
  return distinctLists(lists);
}

/** Without null tests, after which no order is known. */
function keepingOrder(keys: readonly IndexKey[], { nulls }: Roles): readonly IndexKey[] {
  return keys.filter((key) => !nulls.has(subject(key)));
}

/** By use in the workload, by number of values, and, for two or three keys, the other orders. */
function orders(keys: readonly IndexKey[], relation: Relation): readonly (readonly IndexKey[])[] {
  if (keys.length === 0) return [[]];
  const selective = [...keys].sort((a, b) => distinctValues(b, relation) - distinctValues(a, relation));
  const others = keys.length > 3 ? [] : keys.map((key) => [key, ...keys.filter((other) => other !== key)]);
  return [
    ...new Map([keys, selective, ...others].map((order) => [order.map(subject).join('\0'), order])).values(),
  ].slice(0, MAX_HEADS);
}

function joinGroups(roles: Roles): readonly (readonly IndexKey[])[] {
  const all = distinctKeys(roles.joins.flat());
  const groups = [...roles.joins, ...(roles.joins.length > 1 ? [all] : [])];
  return [...new Map(groups.map((keys) => [keys.map(subject).join('\0'), keys])).values()].slice(0, MAX_JOINS);
}

/** Forward when the first key descends: a backward scan reads the same order, and so more statements share it. */
function forward(sort: readonly IndexKey[]): readonly IndexKey[] {
  return sort[0]?.direction === 'desc' ? sort.map(reverseKey) : sort;
}

function distinctLists(lists: readonly KeyList[]): readonly KeyList[] {
  const seen = new Set<string>();
  return lists.filter(({ keys }) => !seen.has(JSON.stringify(keys)) && seen.add(JSON.stringify(keys)));
}
