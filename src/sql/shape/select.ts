import type { Node, SelectStmt } from '../parser.ts';
import { applyFacts } from './facts.ts';
import { factsOf } from './conditions.ts';
import { declareCtes } from './ctes.ts';
import { fromItem } from './from.ts';
import { describeLevel, hasGroupingSets, pushableColumns } from './level.ts';
import { expandStar } from './lookup.ts';
import { originOf, outputName, partsOf } from './origin.ts';
import { consume, consumeSubqueries } from './reading.ts';
import {
  markRead,
  newScope,
  OPAQUE,
  type Boundary,
  type Environment,
  type Origin,
  type Output,
  type OutputColumn,
  type Scope,
  type Session,
} from './scope.ts';

/** An entry of the target list, or each column that its star stands for. */
export interface Target extends OutputColumn {
  readonly node: Node | undefined;
  /** Named by AS, or a column's own name: what GROUP BY and ORDER BY may call it. */
  readonly label: string;
}

/** A subquery inside an expression. */
export function shapeSubquery(session: Session, node: Node, scope: Scope, boundary: Boundary): Output | undefined {
  return 'SelectStmt' in node ? shapeSelect(session, node.SelectStmt, scope, scope.environment, boundary) : undefined;
}

/** Shapes a SELECT, VALUES or set operation; its output's columns are read only when someone reads them. */
export function shapeSelect(
  session: Session,
  statement: SelectStmt,
  parent: Scope | null,
  outer: Environment | null,
  boundary: Boundary,
): Output {
  const firstUse = session.uses.length;
  const environment = declareCtes(session, statement.withClause, statement, parent, outer);
  const scope = newScope(parent, environment, boundary);
  if (statement.op && statement.op !== 'SETOP_NONE') return shapeSetOperation(session, statement, scope, firstUse);
  if (statement.valuesLists) return shapeValues(session, statement.valuesLists, scope);

  for (const node of statement.fromClause ?? []) scope.items.push(fromItem(session, node, scope));
  if (statement.whereClause) applyFacts(factsOf(session, statement.whereClause, scope));
  const targets = (statement.targetList ?? []).flatMap((node) => targetsOf(session, node, scope));
  for (const target of targets) if (target.node) consumeSubqueries(session, target.node, scope);
  consumeSubqueries(session, statement.limitCount, scope);
  consumeSubqueries(session, statement.limitOffset, scope);
  if (statement.havingClause) {
    const facts = factsOf(session, statement.havingClause, scope);
    // A grouping set's row has NULL for the keys that it leaves out: no condition on those filters the input.
    if (!hasGroupingSets(statement)) applyFacts(facts);
  }
  const level = describeLevel(session, statement, targets, scope);
  return {
    columns: pushableColumns(level, targets),
    isOpen: hasRowStar(statement) || (scope.items.some((item) => item.isOpen) && hasStar(statement)),
    uses: session.uses.slice(firstUse),
    levelUses: level.isSimple ? scope.items.flatMap((item) => item.levelUses) : [],
    correlated: scope.correlated,
    outerUses: scope.outerUses,
  };
}

function hasStar(statement: SelectStmt): boolean {
  return partsOf(statement.targetList).references.some((reference) =>
    reference.fields?.some((field) => 'A_Star' in field),
  );
}

/** `(f(x)).*` */
function hasRowStar({ targetList = [] }: SelectStmt): boolean {
  return targetList.some((node) => {
    const value = 'ResTarget' in node ? node.ResTarget.val : undefined;
    const steps = value && 'A_Indirection' in value ? (value.A_Indirection.indirection ?? []) : [];
    return steps.some((step) => 'A_Star' in step);
  });
}

function targetsOf(session: Session, node: Node, scope: Scope): Target[] {
  const target = 'ResTarget' in node ? node.ResTarget : {};
  const { val } = target;
  if (!val) return [];
  const starred = 'ColumnRef' in val ? expandStar(val.ColumnRef, scope) : undefined;
  // Not spread: a table may have 1,600 columns, and many statements read all of them.
  if (starred) return starred.map(({ name, origin }) => ({ name, origin, node: undefined, label: name }));
  const name = target.name ?? outputName(val);
  return [{ name, label: name, node: val, origin: originOf(session, val, scope) }];
}

/** Conditions on a set operation's output go down into every arm, so a column has an origin in each. */
function shapeSetOperation(session: Session, statement: SelectStmt, scope: Scope, firstUse: number): Output {
  const arms = [statement.larg, statement.rarg].flatMap((arm) =>
    arm ? [shapeSelect(session, arm, scope.parent, scope.environment, scope.boundary)] : [],
  );
  const isLimited = statement.limitCount !== undefined || statement.limitOffset !== undefined;
  const isUnionAll = statement.op === 'SETOP_UNION' && statement.all === true;
  // Duplicates are found by comparing whole rows.
  if (!isUnionAll) for (const arm of arms) arm.columns.forEach((column) => markRead(column.origin));
  for (const sort of statement.sortClause ?? []) consumeSubqueries(session, sort, scope);
  const [first, ...others] = arms;
  const columns = (first?.columns ?? []).map(({ name, origin }, position) => {
    const origins = [origin, ...others.map((arm) => arm.columns[position]?.origin ?? OPAQUE)];
    return { name, origin: { ...mergeOrigins(origins), ...(isLimited ? { pushable: false } : {}) } };
  });
  return {
    columns,
    isOpen: arms.some((arm) => arm.isOpen),
    uses: session.uses.slice(firstUse),
    levelUses: [],
    correlated: arms.some((arm) => arm.correlated),
    outerUses: new Set(arms.flatMap((arm) => [...arm.outerUses])),
  };
}

function mergeOrigins(origins: readonly Origin[]): Origin {
  const isKnown = origins.every((origin) => origin.keys.length > 0 || origin.isConstant);
  return {
    keys: isKnown ? origins.flatMap((origin) => origin.keys) : [],
    pushable: origins.every((origin) => origin.pushable || origin.isConstant),
    nullable: origins.some((origin) => origin.nullable),
    reads: origins.flatMap((origin) => origin.reads),
    isConstant: false,
  };
}

function shapeValues(session: Session, lists: readonly Node[], scope: Scope): Output {
  const firstUse = session.uses.length;
  let width = 0;
  for (const list of lists) {
    const items = 'List' in list ? (list.List.items ?? []) : [];
    width = Math.max(width, items.length);
    for (const item of items) consume(session, item, scope);
  }
  const columns = Array.from({ length: width }, (_, position) => ({ name: `column${position + 1}`, origin: OPAQUE }));
  return {
    columns,
    isOpen: false,
    uses: session.uses.slice(firstUse),
    levelUses: [],
    correlated: scope.correlated,
    outerUses: scope.outerUses,
  };
}
