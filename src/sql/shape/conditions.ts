import { lastString } from '../ast.ts';
import type { PredicateKind, PredicateValue } from '../model.ts';
import type { A_Expr, Node, SubLink } from '../parser.ts';
import { compare, listFacts, originFacts, otherFacts, predicate, textOf } from './comparisons.ts';
import { disjunctionFacts } from './disjunction.ts';
import { predicateFacts, type Fact } from './facts.ts';
import { kindOf, negate } from './operators.ts';
import { consume } from './reading.ts';
import { markRead, type Scope, type Session } from './scope.ts';
import { shapeSubquery } from './select.ts';

/**
 * What a condition says, and reads. Its AND is flattened; a BETWEEN gives two ranges.
 * @param isFilter false inside OR and NOT, where a subquery is a test and no semi join.
 */
export function factsOf(session: Session, node: Node, scope: Scope, isFilter = true): Fact[] {
  if ('BoolExpr' in node) {
    const { boolop, args = [] } = node.BoolExpr;
    if (boolop === 'AND_EXPR') return args.flatMap((arg) => factsOf(session, arg, scope, isFilter));
    if (boolop === 'OR_EXPR') {
      const arms = args.map((arg) => factsOf(session, arg, scope, false));
      return disjunctionFacts(arms, () => textOf(session, node, scope));
    }
    const [arg] = args;
    return arg ? negatedFacts(session, arg, scope) : [];
  }
  if ('SubLink' in node) return subqueryFacts(session, node.SubLink, scope, isFilter);
  if ('A_Expr' in node) return comparisonFacts(session, node.A_Expr, scope);
  if ('NullTest' in node && node.NullTest.arg) {
    const operator = node.NullTest.nulltesttype === 'IS_NOT_NULL' ? 'IS NOT NULL' : 'IS NULL';
    return unaryFacts(session, node, node.NullTest.arg, scope, 'null-test', operator, { kind: 'none' });
  }
  if ('BooleanTest' in node && node.BooleanTest.arg) {
    const test = node.BooleanTest.booltesttype;
    const { arg } = node.BooleanTest;
    if (test === 'IS_TRUE') return booleanFacts(session, node, arg, scope, 'true');
    if (test === 'IS_FALSE') return booleanFacts(session, node, arg, scope, 'false');
    if (test === 'IS_UNKNOWN') return unaryFacts(session, node, arg, scope, 'null-test', 'IS NULL', { kind: 'none' });
    return otherFacts(session, node, scope);
  }
  if ('ColumnRef' in node) return booleanFacts(session, node, node, scope, 'true');
  return otherFacts(session, node, scope);
}

function negatedFacts(session: Session, arg: Node, scope: Scope): Fact[] {
  if ('ColumnRef' in arg)
    return booleanFacts(session, { BoolExpr: { boolop: 'NOT_EXPR', args: [arg] } }, arg, scope, 'false');
  if ('NullTest' in arg) {
    const nulltesttype = arg.NullTest.nulltesttype === 'IS_NOT_NULL' ? 'IS_NULL' : 'IS_NOT_NULL';
    return factsOf(session, { NullTest: { ...arg.NullTest, nulltesttype } }, scope);
  }
  if ('A_Expr' in arg) {
    const { kind, name } = arg.A_Expr;
    const opposite = negate(lastString(name));
    const isSimple = kind === 'AEXPR_OP' || kind === 'AEXPR_IN' || kind === 'AEXPR_LIKE' || kind === 'AEXPR_ILIKE';
    if (isSimple && opposite !== undefined) {
      return factsOf(session, { A_Expr: { ...arg.A_Expr, name: [{ String: { sval: opposite } }] } }, scope, false);
    }
  }
  if ('SubLink' in arg) return subqueryFacts(session, arg.SubLink, scope, false);
  if ('BoolExpr' in arg && arg.BoolExpr.boolop === 'NOT_EXPR' && arg.BoolExpr.args?.[0]) {
    return factsOf(session, arg.BoolExpr.args[0], scope, false);
  }
  return otherFacts(session, { BoolExpr: { boolop: 'NOT_EXPR', args: [arg] } }, scope);
}

/** EXISTS says what its own WHERE says; `x IN (SELECT y …)` joins x and y. */
function subqueryFacts(session: Session, link: SubLink, scope: Scope, isFilter: boolean): Fact[] {
  const output = link.subselect && shapeSubquery(session, link.subselect, scope, isFilter ? 'semi' : 'subplan');
  if (!output || link.subLinkType === 'EXISTS_SUBLINK') return [];
  output.columns.forEach((column) => markRead(column.origin));
  const tested =
    link.testexpr && 'RowExpr' in link.testexpr
      ? (link.testexpr.RowExpr.args ?? [])
      : link.testexpr
        ? [link.testexpr]
        : [];
  const operator = link.operName ? lastString(link.operName) : '=';
  const origins = tested.map((node) => consume(session, node, scope).origin);
  if (!isFilter || link.subLinkType !== 'ANY_SUBLINK') return [];
  return origins.flatMap((origin, position) => {
    const other = output.columns[position]?.origin;
    return other ? originFacts(origin, operator, other) : [];
  });
}

function comparisonFacts(session: Session, expression: A_Expr, scope: Scope): Fact[] {
  const { kind, lexpr, rexpr } = expression;
  const node: Node = { A_Expr: expression };
  if (!lexpr || !rexpr) return otherFacts(session, node, scope);
  const operator = lastString(expression.name);
  const items = 'List' in rexpr ? (rexpr.List.items ?? []) : [];
  switch (kind) {
    case 'AEXPR_OP':
    case 'AEXPR_LIKE':
    case 'AEXPR_ILIKE':
      if ('RowExpr' in lexpr && 'RowExpr' in rexpr) {
        return rowFacts(session, lexpr.RowExpr.args ?? [], operator, rexpr.RowExpr.args ?? [], scope);
      }
      return compare(session, lexpr, operator, rexpr, scope, node);
    case 'AEXPR_SIMILAR':
      return compare(session, lexpr, operator, similarPattern(rexpr), scope, node);
    case 'AEXPR_NOT_DISTINCT':
      return compare(session, lexpr, 'IS NOT DISTINCT FROM', rexpr, scope, node);
    case 'AEXPR_DISTINCT':
      return compare(session, lexpr, 'IS DISTINCT FROM', rexpr, scope, node);
    case 'AEXPR_BETWEEN': {
      const [low, high] = items;
      if (!low || !high) return [];
      const bound = (symbol: string, value: Node): Node => ({
        A_Expr: { kind: 'AEXPR_OP', name: [{ String: { sval: symbol } }], lexpr, rexpr: value },
      });
      return [...factsOf(session, bound('>=', low), scope), ...factsOf(session, bound('<=', high), scope)];
    }
    case 'AEXPR_IN':
      if ('RowExpr' in lexpr) return rowInFacts(session, lexpr.RowExpr.args ?? [], operator, items, scope);
      if (items.length === 1 && items[0]) return compare(session, lexpr, operator, items[0], scope, node);
      return listFacts(session, node, lexpr, operator, rexpr, scope);
    case 'AEXPR_OP_ANY':
      return operator === '=' || kindOf(operator) === 'like'
        ? listFacts(session, node, lexpr, operator, rexpr, scope)
        : otherFacts(session, node, scope);
    case 'AEXPR_OP_ALL':
      return operator === '<>' ? listFacts(session, node, lexpr, '<>', rexpr, scope) : otherFacts(session, node, scope);
    case 'AEXPR_BETWEEN_SYM': {
      const [one, other] = items;
      if (!one || !other) return [];
      const between = (low: Node, high: Node): Node => ({
        A_Expr: { ...expression, kind: 'AEXPR_BETWEEN', rexpr: { List: { items: [low, high] } } },
      });
      return factsOf(
        session,
        { BoolExpr: { boolop: 'OR_EXPR', args: [between(one, other), between(other, one)] } },
        scope,
      );
    }
    // NOT BETWEEN: what is outside of a range.
    default:
      return otherFacts(session, node, scope);
  }
}

/** The pattern inside `similar_to_escape(pattern)`. */
function similarPattern(node: Node): Node {
  return 'FuncCall' in node ? (node.FuncCall.args?.[0] ?? node) : node;
}

/** `(a, b) = (1, 2)` is two equalities; `(a, b) > (1, 2)` implies `a >= 1`, and is one search of a B-tree over both. */
function rowFacts(
  session: Session,
  left: readonly Node[],
  operator: string,
  right: readonly Node[],
  scope: Scope,
): Fact[] {
  const facts = left.map((node, position) => {
    const other = right[position];
    const symbol = operator === '<' || operator === '>' ? `${operator}=` : operator;
    const whole: Node = {
      A_Expr: {
        kind: 'AEXPR_OP',
        name: [{ String: { sval: symbol } }],
        lexpr: node,
        ...(other ? { rexpr: other } : {}),
      },
    };
    return other ? compare(session, node, symbol, other, scope, whole) : [];
  });
  if (operator === '=') return facts.flat();
  const [first = [], ...later] = facts;
  return kindOf(operator) === 'range' ? first.map((fact) => followedBy(fact, later)) : [];
}

/** The first key of a row comparison with those after it, as far as they are of the same relation and compared with constants. */
function followedBy(first: Fact, later: readonly (readonly Fact[])[]): Fact {
  if (first.kind !== 'predicate') return first;
  const following = later.map((facts) => facts.find((fact) => fact.kind === 'predicate' && fact.use === first.use));
  const end = following.findIndex((fact) => fact?.kind !== 'predicate');
  const keys = (end < 0 ? following : following.slice(0, end)).flatMap((fact) =>
    fact?.kind === 'predicate' ? { column: fact.predicate.column, expression: fact.predicate.expression } : [],
  );
  return keys.length === 0 ? first : { ...first, predicate: { ...first.predicate, thenBy: keys } };
}

function rowInFacts(
  session: Session,
  left: readonly Node[],
  operator: string,
  rows: readonly Node[],
  scope: Scope,
): Fact[] {
  const arms = rows.map((row) => rowFacts(session, left, '=', 'RowExpr' in row ? (row.RowExpr.args ?? []) : [], scope));
  return operator === '=' ? disjunctionFacts(arms, () => null) : [];
}

function booleanFacts(session: Session, node: Node, arg: Node, scope: Scope, text: string): Fact[] {
  if (!('ColumnRef' in arg)) return otherFacts(session, node, scope);
  return unaryFacts(session, node, arg, scope, 'equality', '=', { kind: 'literal', text, type: 'boolean' });
}

function unaryFacts(
  session: Session,
  node: Node,
  arg: Node,
  scope: Scope,
  kind: PredicateKind,
  operator: string,
  value: PredicateValue,
): Fact[] {
  const { origin } = consume(session, arg, scope);
  return predicateFacts(origin, (key) => predicate(key, kind, operator, value, textOf(session, node, scope, key)));
}
