import { factsOf } from './conditions.ts';
import { declareCtes } from './ctes.ts';
import { applyFacts } from './facts.ts';
import { fromItem, openItem, relationItem } from './from.ts';
import { expandStar } from './lookup.ts';
import { originOf, outputName } from './origin.ts';
import { consume } from './reading.ts';
import {
  markRead,
  newScope,
  OPAQUE,
  type Environment,
  type FromItem,
  type Output,
  type OutputColumn,
  type Scope,
  type Session,
  type Use,
} from './scope.ts';
import { shapeSelect } from './select.ts';
import type { RowWrite } from '../model.ts';
import type { DeleteStmt, InsertStmt, MergeStmt, Node, RangeVar, ReturningClause, UpdateStmt } from '../parser.ts';

/** Shapes INSERT, UPDATE, DELETE and MERGE; the output is RETURNING's. */
export function shapeModification(
  session: Session,
  node: Node | undefined,
  parent: Scope | null,
  outer: Environment | null,
): Output {
  const firstUse = session.uses.length;
  const fields = node ? (Object.values(node)[0] as InsertStmt | UpdateStmt | DeleteStmt | MergeStmt) : {};
  const environment = declareCtes(session, fields.withClause, fields, parent, outer);
  const scope = newScope(parent, environment, 'subplan');
  if (node && 'InsertStmt' in node) insert(session, node.InsertStmt, scope);
  if (node && 'UpdateStmt' in node) update(session, node.UpdateStmt, scope);
  if (node && 'DeleteStmt' in node) remove(session, node.DeleteStmt, scope);
  if (node && 'MergeStmt' in node) merge(session, node.MergeStmt, scope);
  return {
    columns: returning(session, fields.returningClause, scope),
    isOpen: false,
    uses: session.uses.slice(firstUse),
    levelUses: [],
    correlated: scope.correlated,
    outerUses: scope.outerUses,
  };
}

function targetItem(
  session: Session,
  range: RangeVar | undefined,
  scope: Scope,
  ...writes: readonly RowWrite[]
): FromItem {
  const item = relationItem(session, range ?? {}, scope.environment, 'target');
  // Written through a simple view, the table below is the target.
  const [only, ...others] = item.levelUses;
  if (only && others.length === 0) only.role = 'target';
  for (const use of item.uses) if (use.role === 'target') for (const one of writes) use.rowWrites.add(one);
  return item;
}

function insert(session: Session, statement: InsertStmt, scope: Scope): void {
  const target = targetItem(session, statement.relation, scope, 'insert');
  const { selectStmt } = statement;
  let width = 0;
  if (selectStmt && 'SelectStmt' in selectStmt) {
    const source = shapeSelect(session, selectStmt.SelectStmt, scope, scope.environment, 'subplan');
    source.columns.forEach((column) => markRead(column.origin));
    width = source.columns.length;
  }
  const named = targetNames(statement.cols);
  write(target, named.length > 0 ? named : target.columns.slice(0, width).map((column) => column.name));
  scope.items.push(target);
  const conflict = statement.onConflictClause;
  if (!conflict) return;
  // The proposed row: its values are no rows of the table.
  const excluded = target.columns.map(({ name }) => ({ name, origin: OPAQUE }));
  const inside: Scope = {
    ...scope,
    items: [
      target,
      {
        ...openItem('excluded', []),
        sources: [{ alias: 'excluded', schema: null, columns: excluded, isOpen: true }],
        columns: [],
        isOpen: false,
      },
    ],
  };
  assign(session, conflict.targetList, target, inside);
  // WHERE is tested on the one row that conflicts, which the arbiter index has found: only what it reads matters.
  if (conflict.whereClause) consume(session, conflict.whereClause, inside);
}

function update(session: Session, statement: UpdateStmt, scope: Scope): void {
  const target = targetItem(session, statement.relation, scope, 'update');
  scope.items.push(target);
  for (const node of statement.fromClause ?? []) scope.items.push(fromItem(session, node, scope));
  if (statement.whereClause) applyFacts(factsOf(session, statement.whereClause, scope));
  assign(session, statement.targetList, target, scope);
}

function remove(session: Session, statement: DeleteStmt, scope: Scope): void {
  scope.items.push(targetItem(session, statement.relation, scope, 'delete'));
  for (const node of statement.usingClause ?? []) scope.items.push(fromItem(session, node, scope));
  if (statement.whereClause) applyFacts(factsOf(session, statement.whereClause, scope));
}

const MERGE_WRITES: Readonly<Record<string, RowWrite>> = {
  CMD_INSERT: 'insert',
  CMD_UPDATE: 'update',
  CMD_DELETE: 'delete',
};

/** With WHEN NOT MATCHED it is an outer join, which keeps the rows of the side that may go unmatched. */
function merge(session: Session, statement: MergeStmt, scope: Scope): void {
  const clauses = (statement.mergeWhenClauses ?? []).flatMap((node) =>
    'MergeWhenClause' in node ? [node.MergeWhenClause] : [],
  );
  const target = targetItem(
    session,
    statement.relation,
    scope,
    ...clauses.flatMap(({ commandType = '' }) => MERGE_WRITES[commandType] ?? []),
  );
  scope.items.push(target);
  const source = statement.sourceRelation ? fromItem(session, statement.sourceRelation, scope) : openItem('', []);
  scope.items.push(source);
  const preserved = new Set<Use>();
  if (clauses.some((clause) => clause.matchKind === 'MERGE_WHEN_NOT_MATCHED_BY_TARGET'))
    source.uses.forEach((use) => preserved.add(use));
  if (clauses.some((clause) => clause.matchKind === 'MERGE_WHEN_NOT_MATCHED_BY_SOURCE'))
    target.uses.forEach((use) => preserved.add(use));
  if (statement.joinCondition) applyFacts(factsOf(session, statement.joinCondition, scope), { preserved });
  for (const clause of clauses) {
    if (clause.condition) consume(session, clause.condition, scope);
    if (clause.commandType === 'CMD_INSERT') {
      const named = targetNames(clause.targetList);
      write(
        target,
        named.length > 0 ? named : target.columns.slice(0, clause.values?.length ?? 0).map((column) => column.name),
      );
      for (const value of clause.values ?? []) consume(session, value, scope);
    } else assign(session, clause.targetList, target, scope);
  }
}

/** SET's left sides are written, its right sides read. */
function assign(session: Session, targets: readonly Node[] | undefined, target: FromItem, scope: Scope): void {
  write(target, targetNames(targets));
  for (const node of targets ?? []) {
    const value = 'ResTarget' in node ? node.ResTarget.val : undefined;
    // `SET (a, b) = (…)` repeats its one source for each column.
    if (value && 'MultiAssignRef' in value) {
      if (value.MultiAssignRef.colno === 1 && value.MultiAssignRef.source)
        consume(session, value.MultiAssignRef.source, scope);
    } else if (value) consume(session, value, scope);
  }
}

function targetNames(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).flatMap((node) =>
    'ResTarget' in node && node.ResTarget.name !== undefined ? [node.ResTarget.name] : [],
  );
}

function write(target: FromItem, names: readonly string[]): void {
  for (const name of names) {
    const keys = target.columns.find((column) => column.name === name)?.origin.keys ?? [];
    for (const { use, column } of keys) if (column !== null && use.role === 'target') use.writes.add(column);
  }
}

function returning(session: Session, clause: ReturningClause | undefined, scope: Scope): OutputColumn[] {
  // OLD and NEW (PostgreSQL 18) are rows of the target.
  const [target] = scope.items;
  const source = target?.sources[0];
  const aliases = source ? ['old', 'new'].map((alias) => ({ ...source, alias })) : [];
  const inside: Scope = { ...scope, items: [...scope.items, { ...openItem('', []), sources: aliases, isOpen: false }] };
  return (clause?.exprs ?? []).flatMap((node): OutputColumn[] => {
    const value = 'ResTarget' in node ? node.ResTarget.val : undefined;
    if (!value || !('ResTarget' in node)) return [];
    const starred = 'ColumnRef' in value ? expandStar(value.ColumnRef, inside) : undefined;
    if (starred) {
      starred.forEach((column) => markRead(column.origin));
      return starred.map(({ name, origin }) => ({ name, origin: { ...origin, pushable: false } }));
    }
    consume(session, value, inside);
    const origin = { ...originOf(session, value, inside), pushable: false };
    return [{ name: node.ResTarget.name ?? outputName(value), origin }];
  });
}
