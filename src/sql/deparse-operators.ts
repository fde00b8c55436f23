import { constantText, lastString, strings } from './ast.ts';
import { Unspellable, type DeparseOptions, type Spell } from './deparse-options.ts';
import { spellType } from './deparse-types.ts';
import type { A_Expr, Node } from './parser.ts';
import { quoteIdentifier, quoteLiteral } from './quote.ts';

/** jsonb -> 'key': an untyped string on the right is always text. */
const TEXT_KEY_OPERATORS = new Set(['->', '->>']);

export function spellOperator(expression: A_Expr, options: DeparseOptions, spell: Spell): string {
  const inner = (child: Node | undefined) => spell(child, options);
  const { kind, lexpr, rexpr } = expression;
  const names = strings(expression.name);
  const symbol = names.at(-1) ?? '';
  const operator =
    names.length > 1 && names[0] !== 'pg_catalog'
      ? `OPERATOR(${names.slice(0, -1).map(quoteIdentifier).join('.')}.${symbol})`
      : symbol;
  const items = rexpr && 'List' in rexpr ? (rexpr.List.items ?? []).map(inner) : [];
  switch (kind) {
    case 'AEXPR_IN': {
      if (options.canonical) items.sort();
      if (options.canonical && items.length === 1) return `(${inner(lexpr)} ${operator} ${items[0]})`;
      return operator === '='
        ? `(${inner(lexpr)} = ANY (ARRAY[${items.join(', ')}]))`
        : `(${inner(lexpr)} <> ALL (ARRAY[${items.join(', ')}]))`;
    }
    case 'AEXPR_BETWEEN':
    case 'AEXPR_NOT_BETWEEN': {
      const isInside = kind === 'AEXPR_BETWEEN';
      const bounds = [
        `(${inner(lexpr)} ${isInside ? '>=' : '<'} ${items[0]})`,
        `(${inner(lexpr)} ${isInside ? '<=' : '>'} ${items[1]})`,
      ];
      if (options.canonical) bounds.sort();
      return `(${bounds.join(isInside ? ' AND ' : ' OR ')})`;
    }
    case 'AEXPR_OP_ANY':
    case 'AEXPR_OP_ALL': {
      const quantifier = kind === 'AEXPR_OP_ANY' ? 'ANY' : 'ALL';
      return `(${inner(lexpr)} ${operator} ${quantifier} (${spellArray(rexpr, options, spell)}))`;
    }
    case 'AEXPR_DISTINCT':
      return `(${inner(lexpr)} IS DISTINCT FROM ${inner(rexpr)})`;
    case 'AEXPR_NOT_DISTINCT':
      return `(${inner(lexpr)} IS NOT DISTINCT FROM ${inner(rexpr)})`;
    case 'AEXPR_NULLIF':
      return `NULLIF(${inner(lexpr)}, ${inner(rexpr)})`;
    case 'AEXPR_OP':
    case 'AEXPR_LIKE':
    case 'AEXPR_ILIKE':
    case 'AEXPR_SIMILAR': {
      if (!lexpr) return `(${operator} ${inner(rexpr)})`;
      if (options.canonical && lexpr && rexpr) {
        const simplified = spellComparison(lexpr, operator, rexpr, options, spell);
        if (simplified !== null) return simplified;
      }
      const isTextKey =
        !options.canonical && TEXT_KEY_OPERATORS.has(symbol) && rexpr && 'A_Const' in rexpr && rexpr.A_Const.sval;
      return `(${inner(lexpr)} ${operator} ${inner(rexpr)}${isTextKey ? '::text' : ''})`;
    }
    default:
      throw new Unspellable();
  }
}

/** `flag = true` is `flag`; and a constant that a column is compared with has the column's type, written or not. */
function spellComparison(
  lexpr: Node,
  operator: string,
  rexpr: Node,
  options: DeparseOptions,
  spell: Spell,
): string | null {
  if (operator === '=' && 'A_Const' in rexpr && rexpr.A_Const.boolval) {
    const left = spell(lexpr, options);
    return rexpr.A_Const.boolval.boolval ? left : `(NOT ${left})`;
  }
  if (!['=', '<>', '<', '<=', '>', '>='].includes(operator) || !('ColumnRef' in lexpr)) return null;
  const type = options.columnType?.(lastString(lexpr.ColumnRef.fields));
  const isCast = 'TypeCast' in rexpr;
  const cast = isCast && rexpr.TypeCast.typeName ? spellType(rexpr.TypeCast.typeName) : null;
  const constant = isCast ? rexpr.TypeCast.arg : rexpr;
  if (type === undefined || !constant || !('A_Const' in constant)) return null;
  const text = constantText(constant.A_Const);
  if (text === null || (isCast && cast !== type.replace(/\(.*\)/, ''))) return null;
  return `(${spell(lexpr, options)} ${operator} ${quoteLiteral(text)})`;
}

/** varchar = ANY (…) is printed as `((ARRAY['a'::character varying])::text[])`: the outer cast does nothing there. */
function spellArray(node: Node | undefined, options: DeparseOptions, spell: Spell): string {
  if (!options.canonical || !node) return spell(node, options);
  let array = node;
  while ('TypeCast' in array && array.TypeCast.arg && 'A_ArrayExpr' in array.TypeCast.arg) {
    const type = array.TypeCast.typeName ? spellType(array.TypeCast.typeName) : null;
    if (type !== 'text[]' && type !== 'character varying[]') break;
    array = array.TypeCast.arg;
  }
  if (!('A_ArrayExpr' in array)) return spell(array, options);
  return `ARRAY[${(array.A_ArrayExpr.elements ?? [])
    .map((element) => spell(element, options))
    .sort()
    .join(', ')}]`;
}
