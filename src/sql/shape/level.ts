import { constantText, walk } from '../ast.ts';
import type { Node, SelectStmt, SortBy, WindowDef } from '../parser.ts';
import type { RelationUse, SortKey } from '../model.ts';
import { bare } from './facts.ts';
import { functionName } from './functions.ts';
import { originOf, partsOf } from './origin.ts';
import { consumeSubqueries } from './reading.ts';
import {
  markRead,
  OPAQUE,
  type Key,
  type Origin,
  type OutputColumn,
  type Scope,
  type Session,
  type Use,
} from './scope.ts';
import type { Target } from './select.ts';

/** Grouping, distinctness, order and limit of one query level. */
export interface Level {
  /** Nothing of the kind: PostgreSQL pulls such a subquery up into the one around it. */
  readonly isSimple: boolean;
  /** Whether a condition on this output column may be tested before everything that the level does. */
  isPushable(origin: Origin): boolean;
}

/** Reads the clauses after WHERE, and tells each relation of the level what they ask of it. */
export function describeLevel(
  session: Session,
  statement: SelectStmt,
  targets: readonly Target[],
  scope: Scope,
): Level {
  const read = (origin: Origin): Origin => {
    markRead(origin);
    return origin;
  };
  const parts = partsOf([statement.targetList, statement.havingClause, statement.sortClause]);
  const hasSets = hasGroupingSets(statement);
  const groups = groupingNodes(statement.groupClause ?? []).map((node) =>
    read(termOf(session, node, targets, scope, false)),
  );
  const aggregated =
    groups.length > 0 || hasSets || parts.aggregates.length > 0 || statement.havingClause !== undefined;
  const windows = windowsOf(statement, targets);
  const partitions = windows.map((window) =>
    (window.partitionClause ?? []).map((node) => read(originOf(session, node, scope))),
  );
  for (const window of windows) {
    for (const node of window.orderClause ?? [])
      if ('SortBy' in node && node.SortBy.node) read(originOf(session, node.SortBy.node, scope));
  }
  const isDistinct = (statement.distinctClause ?? []).length > 0;
  const distinctOn = (statement.distinctClause ?? []).filter((node) => Object.keys(node).length > 0);
  const distinct =
    distinctOn.length > 0
      ? distinctOn.map((node) => read(termOf(session, node, targets, scope, true)))
      : isDistinct
        ? targets.map((target) => read(target.origin))
        : [];
  const sorts = (statement.sortClause ?? []).flatMap((node) => ('SortBy' in node ? [node.SortBy] : []));
  const order = sorts.map((sort) => ({
    sort,
    origin: sort.node ? read(termOf(session, sort.node, targets, scope, true)) : OPAQUE,
  }));
  consumeSubqueries(session, [statement.sortClause, statement.groupClause], scope);
  const limit = limitOf(statement.limitCount);
  const isLimited = limit !== null || statement.limitOffset !== undefined;

  for (const use of scope.items.flatMap((item) => item.levelUses)) {
    use.aggregated = aggregated;
    use.groupBy = hasSets ? [] : allOf(groups, use);
    use.distinct = allOf(distinct, use);
    use.orderBy = sortKeysOf(order, use);
    use.orderComplete = use.orderBy.length === order.filter(({ origin }) => !origin.isConstant).length;
    use.limit = limit;
    use.aggregates = aggregatesOf(session, parts.aggregates, use, scope);
  }
  return {
    isSimple: !aggregated && windows.length === 0 && !isDistinct && !isLimited && sorts.length === 0,
    isPushable: (origin) =>
      origin.pushable &&
      !isLimited &&
      (!aggregated || (!hasSets && contains(groups, origin))) &&
      partitions.every((keys) => contains(keys, origin)) &&
      (distinctOn.length === 0 || contains(distinct, origin)),
  };
}

export function hasGroupingSets(statement: SelectStmt): boolean {
  return (statement.groupClause ?? []).some((node) => 'GroupingSet' in node);
}

export function pushableColumns(level: Level, targets: readonly Target[]): OutputColumn[] {
  return targets.map(({ name, origin }) => ({ name, origin: { ...origin, pushable: level.isPushable(origin) } }));
}

function contains(origins: readonly Origin[], origin: Origin): boolean {
  const [key] = origin.keys;
  return key !== undefined && origins.some(({ keys }) => keys[0] !== undefined && isSameKey(keys[0], key));
}

function isSameKey(a: Key, b: Key): boolean {
  return a.use === b.use && a.column === b.column && a.expression === b.expression;
}

/** The keys, when every one of them is of this use. */
function allOf(origins: readonly Origin[], use: Use): { column: string | null; expression: string | null }[] {
  const keys = origins
    .filter((origin) => !origin.isConstant)
    .map(({ keys }) => (keys.length === 1 ? keys[0] : undefined));
  return keys.every((key) => key?.use === use) ? keys.flatMap((key) => (key ? [bare(key)] : [])) : [];
}

function sortKeysOf(order: readonly { sort: SortBy; origin: Origin }[], use: Use): SortKey[] {
  const keys: SortKey[] = [];
  for (const { sort, origin } of order) {
    if (origin.isConstant) continue;
    const [key] = origin.keys;
    if (!key || origin.keys.length > 1 || key.use !== use) break;
    const usesGreater = sort.useOp?.some((node) => 'String' in node && node.String.sval === '>') ?? false;
    const direction = sort.sortby_dir === 'SORTBY_DESC' || usesGreater ? 'desc' : 'asc';
    const byDefault = direction === 'desc' ? 'first' : 'last';
    const nulls =
      sort.sortby_nulls === 'SORTBY_NULLS_FIRST'
        ? 'first'
        : sort.sortby_nulls === 'SORTBY_NULLS_LAST'
          ? 'last'
          : byDefault;
    keys.push({ ...bare(key), direction, nulls });
  }
  return keys;
}

/** Aggregates that read this relation, and those that read none (`count(*)`). */
function aggregatesOf(
  session: Session,
  calls: readonly Parameters<typeof functionName>[0][],
  use: Use,
  scope: Scope,
): Use['aggregates'] {
  const aggregates = new Map<string, Use['aggregates'][number]>();
  for (const call of calls) {
    const reads = (call.args ?? []).flatMap((arg) => originOf(session, arg, scope).reads);
    const columns = [...new Set(reads.filter((read) => read.use === use).map((read) => read.column))];
    if (reads.length > 0 && columns.length === 0) continue;
    const aggregate = { function: functionName(call), columns, distinct: call.agg_distinct ?? false };
    aggregates.set(JSON.stringify(aggregate), aggregate);
  }
  return [...aggregates.values()];
}

/** A key of GROUP BY, ORDER BY or DISTINCT ON: a position, an output name, or an expression. */
function termOf(
  session: Session,
  node: Node,
  targets: readonly Target[],
  scope: Scope,
  prefersOutput: boolean,
): Origin {
  if ('A_Const' in node && node.A_Const.ival) return targets[(node.A_Const.ival.ival ?? 0) - 1]?.origin ?? OPAQUE;
  const fields = 'ColumnRef' in node ? (node.ColumnRef.fields ?? []) : [];
  const [field] = fields;
  if (fields.length !== 1 || !field || !('String' in field)) return originOf(session, node, scope);
  const labelled = targets.find((target) => target.label === field.String.sval);
  // ORDER BY prefers an output name, GROUP BY an input column.
  const isInput = scope.items.some((item) => item.columns.some((column) => column.name === field.String.sval));
  return labelled && (prefersOutput || !isInput) ? labelled.origin : originOf(session, node, scope);
}

function groupingNodes(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((node) => {
    if ('GroupingSet' in node) return groupingNodes(node.GroupingSet.content ?? []);
    if ('RowExpr' in node && node.RowExpr.row_format === 'COERCE_IMPLICIT_CAST')
      return groupingNodes(node.RowExpr.args ?? []);
    return [node];
  });
}

function windowsOf(statement: SelectStmt, targets: readonly Target[]): WindowDef[] {
  const named = new Map<string, WindowDef>();
  for (const node of statement.windowClause ?? [])
    if ('WindowDef' in node) named.set(node.WindowDef.name ?? '', node.WindowDef);
  const windows: WindowDef[] = [];
  walk([targets.map((target) => target.node), statement.sortClause], (type, fields) => {
    const over = type === 'FuncCall' ? (fields.over as WindowDef | undefined) : undefined;
    if (over) windows.push(named.get(over.name ?? over.refname ?? '') ?? over);
    return type !== 'SubLink';
  });
  return windows;
}

function limitOf(node: Node | undefined): RelationUse['limit'] {
  if (!node) return null;
  const constant = 'TypeCast' in node && node.TypeCast.arg ? node.TypeCast.arg : node;
  if (!('A_Const' in constant)) return 'parameter';
  const text = constantText(constant.A_Const);
  return text === null ? null : Number(text);
}
