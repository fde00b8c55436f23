import { deparse } from '../deparse.ts';
import type { Predicate, PredicateKind, PredicateValue } from '../model.ts';
import type { Node } from '../parser.ts';
import { hasVolatileFunction } from './functions.ts';
import { joinFacts, predicateFacts, type Fact } from './facts.ts';
import { lookup } from './lookup.ts';
import { commute, kindOf } from './operators.ts';
import { keyText, originOf } from './origin.ts';
import { consume } from './reading.ts';
import type { Key, Origin, Scope, Session, Use } from './scope.ts';
import { elementsOf, literalTexts, valueOf } from './values.ts';

export function compare(
  session: Session,
  lexpr: Node,
  operator: string,
  rexpr: Node,
  scope: Scope,
  whole: Node,
): Fact[] {
  const left = consume(session, lexpr, scope);
  const right = consume(session, rexpr, scope);
  if (right.isConstant) return constantFacts(session, left.origin, operator, rexpr, scope, whole);
  const commuted = commute(operator);
  if (left.isConstant && commuted !== undefined) {
    return constantFacts(session, right.origin, commuted, lexpr, scope, whole);
  }
  const isWithinOne = left.origin.keys[0] && left.origin.keys[0].use === right.origin.keys[0]?.use;
  if (isWithinOne) return otherKeyFacts(session, whole, scope);
  // `score = (SELECT max(score) … WHERE … = outer.id)` compares a row with what follows from the row itself.
  const isOwn = (one: Origin, subqueries: ReadonlySet<Use>) => one.keys.some((key) => subqueries.has(key.use));
  if (isOwn(left.origin, right.outerUses) || isOwn(right.origin, left.outerUses)) return [];
  return originFacts(left.origin, operator, right.origin);
}

function constantFacts(
  session: Session,
  origin: Origin,
  operator: string,
  value: Node,
  scope: Scope,
  whole: Node,
): Fact[] {
  // A value that changes from row to row can only be tested row by row.
  if (hasVolatileFunction(value)) return [];
  const described = valueOf(value);
  const constant = described.kind === 'literal';
  return predicateFacts(origin, (key) => {
    const kind =
      operator === 'IS NOT DISTINCT FROM'
        ? 'equality'
        : operator === 'IS DISTINCT FROM'
          ? 'inequality'
          : kindOf(operator);
    return predicate(key, kind, operator, described, constant ? textOf(session, whole, scope, key) : null);
  });
}

/** Two sides that both vary: a join, or for one side alone a comparison with something per row. */
export function originFacts(left: Origin, operator: string, right: Origin): Fact[] {
  if (left.keys.length > 0 && right.keys.length > 0) return joinFacts(left, operator, right);
  const commuted = commute(operator);
  if (right.keys.length > 0) return commuted === undefined ? [] : varyingFacts(right, commuted, left);
  return varyingFacts(left, operator, right);
}

function varyingFacts(origin: Origin, operator: string, other: Origin): Fact[] {
  const kind = kindOf(operator);
  if (kind === 'inequality') return [];
  const own = new Set(origin.keys.map((key) => key.use));
  if (other.reads.some((read) => own.has(read.use))) return [];
  return predicateFacts(origin, (key) => predicate(key, kind, operator, { kind: 'none' }, null));
}

export function listFacts(
  session: Session,
  node: Node,
  lexpr: Node,
  operator: string,
  rexpr: Node,
  scope: Scope,
): Fact[] {
  const { origin } = consume(session, lexpr, scope);
  const list = consume(session, rexpr, scope);
  if (!list.isConstant) {
    // `$1 = ANY (tags)` is no look-up by a key; `id = ANY (of something else)` is.
    const isArrayKey = list.origin.keys.length > 0;
    return isArrayKey ? otherKeyFacts(session, node, scope) : varyingFacts(origin, operator, list.origin);
  }
  const elements = elementsOf(rexpr);
  const values = elements ? literalTexts(elements) : undefined;
  const value: PredicateValue = elements ? { kind: 'list', length: elements.length } : valueOf(rexpr);
  const isConstant = values !== undefined || value.kind === 'literal';
  const kind: PredicateKind = operator === '=' ? 'in' : kindOf(operator);
  return predicateFacts(origin, (key) => ({
    ...predicate(key, kind, operator, value, isConstant ? textOf(session, node, scope, key) : null),
    ...(values ? { values } : {}),
  }));
}

/** A condition over one relation that no known operator describes: the whole of it is the key. */
export function otherFacts(session: Session, node: Node, scope: Scope): Fact[] {
  consume(session, node, scope);
  return otherKeyFacts(session, node, scope);
}

function otherKeyFacts(session: Session, node: Node, scope: Scope): Fact[] {
  return predicateFacts(originOf(session, node, scope), (key) => ({
    ...predicate(key, 'other', '', { kind: 'none' }, null),
  }));
}

export function predicate(
  key: Key,
  kind: PredicateKind,
  operator: string,
  value: PredicateValue,
  text: string | null,
): Predicate {
  const { column, expression } = key;
  return { column, expression, kind, operator, value, constant: text !== null, ...(text !== null ? { text } : {}) };
}

/** The condition's text over one relation's own columns; null where a column is not one of them. */
export function textOf(session: Session, node: Node, scope: Scope, of?: Key): string | null {
  return deparse(node, {
    column: (reference) => {
      const { keys } = lookup(session, reference, scope);
      const key = of ? keys.find((candidate) => candidate.use === of.use) : keys.length === 1 ? keys[0] : undefined;
      return key ? keyText(key) : null;
    },
  });
}
