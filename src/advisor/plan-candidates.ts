import type { PlanNode } from '../planner/engine.ts';
import { nodesOf } from '../planner/plan.ts';
import type { Predicate, RelationUse, StatementShape } from '../sql/model.ts';
import { parseOne, SqlSyntaxError } from '../sql/parser.ts';
import { quoteIdentifier, quoteQualified } from '../sql/quote.ts';
import { shapeOf, type CatalogNames } from '../sql/shape.ts';
import { nameKey } from './relation-tree.ts';

/** Past this many scans (thousands of partitions) the further ones say nothing new. */
const MOST_SCANS = 64;

/**
 * What a plan asks of each base relation it reads: what views, row-level security, inlined functions and implied equalities have
 * turned the statement into. The conditions of EXPLAIN (VERBOSE) name every column by its relation's alias, which is unique
 * in the plan; so they make a statement again, whose shape is read as that of any other. What an InitPlan finds once for all rows is as
 * a parameter; conditions on the results of other subplans, which are no SQL, are left out. `columnsRead` holds those of the conditions alone.
 */
export function usesFromPlan(root: PlanNode, names: CatalogNames): readonly RelationUse[] {
  const nodes = nodesOf(root);
  const scans = nodes.filter(isScan).slice(0, MOST_SCANS);
  if (scans.length === 0) return [];
  const from = scans.map(
    ({ Schema: schema = '', 'Relation Name': name = '', Alias: alias = name }) =>
      `${quoteQualified({ schema, name })} AS ${quoteIdentifier(alias)}`,
  );
  const where = [...new Set(nodes.flatMap(conditionsOf))].filter(isCondition);
  const order = sortKeysOf(nodes);
  const sql = [
    `SELECT FROM ${from.join(', ')}`,
    where.length > 0 ? ` WHERE ${where.join(' AND ')}` : '',
    order.keys.length > 0 ? ` ORDER BY ${order.keys.join(', ')}${order.isLimited ? ' LIMIT $1' : ''}` : '',
  ].join('');
  return shapeOf(sql, names).relations;
}

/** The shape with those of the plan's uses that ask something of a relation which the statement itself does not show. */
export function supplementShape(shape: StatementShape, planned: readonly RelationUse[]): StatementShape {
  const known = new Set(shape.relations.flatMap(asked));
  if (!planned.some((use) => asked(use).some((question) => !known.has(question)))) return shape;
  // All of them: joins refer to each other by position.
  const offset = shape.relations.length;
  const own = new Set(shape.relations.map(({ relation }) => nameKey(relation)));
  const moved = planned.map((use) => ({
    ...use,
    columnsRead: readOf(shape, use),
    readsMore: !own.has(nameKey(use.relation)),
    joins: use.joins.map((join) => ({ ...join, other: join.other + offset })),
  }));
  return { ...shape, relations: [...shape.relations, ...moved] };
}

function isScan(node: PlanNode): boolean {
  return node['Relation Name'] !== undefined && node.Schema !== undefined && node['Node Type'] !== 'ModifyTable';
}

function conditionsOf(node: PlanNode): readonly string[] {
  // A filter above an outer join does not hold for the rows of the scan below.
  const fields = isScan(node) ? ['Index Cond', 'Recheck Cond', 'Filter'] : ['Hash Cond', 'Merge Cond', 'Join Filter'];
  return fields.flatMap((field) => {
    const text = node[field];
    return typeof text === 'string' ? [text.replaceAll(INIT_PLAN, '$$1')] : [];
  });
}

/** As PostgreSQL 17 and later write its result; before, it is `$0` itself. */
const INIT_PLAN = /\(InitPlan \d+\)\.col\d+/g;

function isCondition(text: string): boolean {
  if (/\b(?:SubPlan|InitPlan|AlternativeSubPlan) \d/.test(text)) return false;
  return parses(`SELECT WHERE ${text}`);
}

function sortKeysOf(nodes: readonly PlanNode[]): { readonly keys: readonly string[]; readonly isLimited: boolean } {
  const isSort = (node: PlanNode) => Array.isArray(node['Sort Key']);
  // What InitPlans find stands beside it.
  const limited = nodes.flatMap(({ 'Node Type': type, Plans = [] }) =>
    type === 'Limit' ? (Plans.find(isSort) ?? []) : [],
  )[0];
  const sort = limited ?? nodes.find(isSort);
  const keys = (sort?.['Sort Key'] as readonly string[] | undefined) ?? [];
  return { keys: parses(`SELECT ORDER BY ${keys.join(', ')}`) ? keys : [], isLimited: limited !== undefined };
}

function parses(sql: string): boolean {
  try {
    parseOne(sql);
    return true;
  } catch (error) {
    if (error instanceof SqlSyntaxError) return false;
    throw error;
  }
}

/** Each predicate, OR, join and ordering of a use, so that equal ones are equal texts. */
function asked({ relation, predicates, disjunctions, joins, orderBy }: RelationUse): readonly string[] {
  const name = nameKey(relation);
  const told = (predicate: Predicate) => [predicate.kind, predicate.column, predicate.expression];
  return [
    ...predicates
      .filter(({ kind }) => kind !== 'other' && kind !== 'inequality')
      .map((predicate) => JSON.stringify([name, ...told(predicate)])),
    ...disjunctions.map((arms) => JSON.stringify([name, 'or', arms.map((arm) => arm.map(told))])),
    ...joins.map(({ operator, column, expression }) => JSON.stringify([name, 'join', operator, column, expression])),
    ...orderBy.map((key) => JSON.stringify([name, 'order', key.column, key.expression, key.direction])),
  ];
}

/** What the statement reads of the relation besides its conditions: an index-only scan needs them all. */
function readOf({ relations }: StatementShape, use: RelationUse): readonly string[] {
  const same = relations.filter(({ relation }) => nameKey(relation) === nameKey(use.relation));
  return [...new Set([...same.flatMap(({ columnsRead }) => columnsRead), ...use.columnsRead])];
}
