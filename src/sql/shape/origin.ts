import { lastString, walk } from '../ast.ts';
import { deparse } from '../deparse.ts';
import { spellType } from '../deparse-types.ts';
import type { ColumnRef, FuncCall, Node, SubLink } from '../parser.ts';
import { quoteIdentifier } from '../quote.ts';
import { isAggregate } from './functions.ts';
import { lookup } from './lookup.ts';
import { OPAQUE, type Key, type Origin, type Scope, type Session } from './scope.ts';

export interface Parts {
  readonly references: readonly ColumnRef[];
  readonly subqueries: readonly SubLink[];
  readonly aggregates: readonly FuncCall[];
  readonly hasWindow: boolean;
}

/** What an expression is made of; subqueries are not entered, apart from what they are compared with. */
export function partsOf(node: unknown): Parts {
  const references: ColumnRef[] = [];
  const subqueries: SubLink[] = [];
  const aggregates: FuncCall[] = [];
  let hasWindow = false;
  const visit = (root: unknown): void =>
    walk(root, (type, fields) => {
      if (type === 'ColumnRef') references.push(fields);
      if (type === 'FuncCall') {
        if (isAggregate(fields)) aggregates.push(fields);
        if ((fields as FuncCall).over) hasWindow = true;
      }
      if (type !== 'SubLink') return true;
      subqueries.push(fields);
      if ((fields as SubLink).testexpr) visit({ testexpr: (fields as SubLink).testexpr });
      return false;
    });
  visit({ node });
  return { references, subqueries, aggregates, hasWindow };
}

/** What an expression comes from; reads nothing and enters no subquery. */
export function originOf(session: Session, node: Node, scope: Scope): Origin {
  const bare = withoutNoOpCasts(session, node, scope);
  if ('ColumnRef' in bare) return lookup(session, bare.ColumnRef, scope);
  const parts = partsOf(bare);
  const origins = new Map(parts.references.map((reference) => [reference, lookup(session, reference, scope)]));
  const all = [...origins.values()];
  const reads = all.flatMap((origin) => origin.reads);
  const isConstant = all.length === 0 && parts.subqueries.length === 0;
  if (parts.subqueries.length > 0 || parts.aggregates.length > 0 || parts.hasWindow || all.length === 0) {
    return { ...OPAQUE, reads, isConstant: isConstant && parts.aggregates.length === 0 && !parts.hasWindow };
  }
  return {
    keys: expressionKeys(bare, origins),
    pushable: all.every((origin) => origin.pushable),
    nullable: all.some((origin) => origin.nullable),
    reads,
    isConstant: false,
  };
}

/** One expression for each arm of a UNION below, where all its columns are of one use. */
function expressionKeys(node: Node, origins: ReadonlyMap<ColumnRef, Origin>): Key[] {
  const arms = Math.max(...[...origins.values()].map((origin) => origin.keys.length));
  const keys: Key[] = [];
  for (let arm = 0; arm < arms; arm++) {
    const uses = new Set([...origins.values()].map((origin) => keyOfArm(origin, arm)?.use));
    const [use] = uses;
    if (uses.size !== 1 || !use) continue;
    const expression = deparse(node, {
      column: (reference) => {
        const key = origins.get(reference) && keyOfArm(origins.get(reference) ?? OPAQUE, arm);
        return key ? keyText(key) : null;
      },
    });
    if (expression !== null) keys.push({ use, column: null, expression });
  }
  return keys;
}

function keyOfArm(origin: Origin, arm: number): Key | undefined {
  return origin.keys[origin.keys.length === 1 ? 0 : arm];
}

export function keyText(key: Key): string {
  return key.column === null ? (key.expression ?? '') : quoteIdentifier(key.column);
}

/** Casts that the planner drops: varchar and text share their bytes, and a type is cast to itself for nothing. */
function withoutNoOpCasts(session: Session, node: Node, scope: Scope): Node {
  let bare = node;
  while ('TypeCast' in bare && bare.TypeCast.arg && bare.TypeCast.typeName) {
    const target = spellType(bare.TypeCast.typeName);
    const inner = withoutNoOpCasts(session, bare.TypeCast.arg, scope);
    if (!('ColumnRef' in inner) || target === null) return bare;
    const { keys } = lookup(session, inner.ColumnRef, scope);
    const isNoOp = keys.length > 0 && keys.every((key) => isRelabelled(key, target));
    if (!isNoOp) return bare;
    bare = inner;
  }
  return bare;
}

function isRelabelled(key: Key, target: string): boolean {
  const column = key.column === null ? undefined : key.use.relation.column(key.column);
  if (!column) return false;
  const isText = (type: string) => type === 'text' || type === 'character varying';
  return isSame(column.type, target) || isSame(column.baseType, target) || (isText(column.baseType) && isText(target));
}

/** The catalog names types of extensions with their schema, and plans those on the search path without. */
function isSame(type: string, target: string): boolean {
  return type === target || (!target.includes('.') && type.endsWith(`.${target}`));
}

/** The name that PostgreSQL gives an unnamed output column. */
export function outputName(node: Node | undefined): string {
  if (!node) return '?column?';
  if ('ColumnRef' in node) return lastString(node.ColumnRef.fields);
  if ('FuncCall' in node) return lastString(node.FuncCall.funcname);
  if ('A_Indirection' in node) return lastString(node.A_Indirection.indirection) || outputName(node.A_Indirection.arg);
  if ('CollateClause' in node) return outputName(node.CollateClause.arg);
  if ('CoalesceExpr' in node) return 'coalesce';
  if ('CaseExpr' in node) return 'case';
  if ('TypeCast' in node) {
    const inner = outputName(node.TypeCast.arg);
    return inner === '?column?' ? lastString(node.TypeCast.typeName?.names) : inner;
  }
  return '?column?';
}
