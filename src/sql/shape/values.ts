import { constantText } from '../ast.ts';
import { deparse } from '../deparse.ts';
import { spellType } from '../deparse-types.ts';
import type { PredicateValue } from '../model.ts';
import type { A_Const, Node, TypeCast } from '../parser.ts';

/** What a key is compared with, where that holds no column. */
export function valueOf(node: Node): PredicateValue {
  if ('A_Const' in node) return literal(node.A_Const);
  if ('ParamRef' in node) return { kind: 'parameter', number: node.ParamRef.number ?? 0 };
  if ('TypeCast' in node) return castValue(node.TypeCast);
  if ('A_ArrayExpr' in node) return { kind: 'list', length: node.A_ArrayExpr.elements?.length ?? 0 };
  if ('SubLink' in node) return { kind: 'stable', text: '(SELECT …)' };
  if ('CollateClause' in node && node.CollateClause.arg) return valueOf(node.CollateClause.arg);
  return { kind: 'stable', text: deparse(node) ?? '…' };
}

function literal(constant: A_Const): PredicateValue {
  const text = constantText(constant);
  if (constant.ival) return { kind: 'literal', text, type: 'integer' };
  if (constant.fval) return { kind: 'literal', text, type: 'numeric' };
  if (constant.boolval) return { kind: 'literal', text, type: 'boolean' };
  return { kind: 'literal', text };
}

/** `date 'today'` is not the same tomorrow. */
const MOVING_DATES = /^\s*(now|today|tomorrow|yesterday)\b/i;

function castValue(cast: TypeCast): PredicateValue {
  const type = cast.typeName ? spellType(cast.typeName) : null;
  const inner = cast.arg ? valueOf(cast.arg) : undefined;
  if (inner?.kind === 'parameter' || inner?.kind === 'list') return inner;
  if (inner?.kind !== 'literal' || type === null) {
    return { kind: 'stable', text: deparse({ TypeCast: cast }) ?? '…' };
  }
  if (inner.text !== null && MOVING_DATES.test(inner.text) && /^(date|time)/.test(type)) {
    return { kind: 'stable', text: deparse({ TypeCast: cast }) ?? '…' };
  }
  return { kind: 'literal', text: inner.text, type };
}

/** The elements of `IN (…)` or `ARRAY[…]`, through casts of the whole. */
export function elementsOf(node: Node | undefined): readonly Node[] | undefined {
  if (!node) return undefined;
  if ('List' in node) return node.List.items ?? [];
  if ('A_ArrayExpr' in node) return node.A_ArrayExpr.elements ?? [];
  if ('TypeCast' in node) return elementsOf(node.TypeCast.arg);
  return undefined;
}

/** The literals' texts, when all elements are literals. */
export function literalTexts(elements: readonly Node[]): (string | null)[] | undefined {
  const texts: (string | null)[] = [];
  for (const element of elements) {
    const value = valueOf(element);
    if (value.kind !== 'literal') return undefined;
    texts.push(value.text);
  }
  return texts;
}
