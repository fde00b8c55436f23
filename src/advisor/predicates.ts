import { deparse, parseExpression, samePredicate } from '../sql/expression.ts';
import type { Node } from '../sql/parser.ts';

/**
 * Whether every row of an index with the predicate `narrow` is a row of one with `wide`; null is a full index. Only
 * conditions that both have are recognised, not those that follow by arithmetic.
 */
export function isNarrower(narrow: string | null, wide: string | null): boolean {
  if (wide === null || narrow === wide) return true;
  if (narrow === null) return false;
  if (samePredicate(narrow, wide)) return true;
  const known = conditions(narrow);
  return conditions(wide).every((condition) => known.some((other) => samePredicate(other, condition)));
}

function conditions(predicate: string): readonly string[] {
  const tree = parseExpression(predicate);
  return tree === undefined ? [predicate] : conjuncts(tree).map((node) => deparse(node) ?? predicate);
}

function conjuncts(node: Node): readonly Node[] {
  return 'BoolExpr' in node && node.BoolExpr.boolop === 'AND_EXPR'
    ? (node.BoolExpr.args ?? []).flatMap(conjuncts)
    : [node];
}
