import { constantText, lastString, strings } from './ast.ts';
import { spellOperator } from './deparse-operators.ts';
import { Unspellable, type DeparseOptions } from './deparse-options.ts';
import { spellType } from './deparse-types.ts';
import type { A_Const, BoolExprType, ColumnRef, FuncCall, Node, SQLValueFunction, TypeCast } from './parser.ts';
import { quoteIdentifier, quoteLiteral } from './quote.ts';

/** Roughly pg_get_expr's spelling of an expression, with unqualified columns; null where a node is not known. */
export function deparse(node: Node, options: DeparseOptions = {}): string | null {
  try {
    return spell(node, options);
  } catch (error) {
    // RangeError: an expression nested deeper than the stack has no text worth comparing.
    if (error instanceof Unspellable || error instanceof RangeError) return null;
    throw error;
  }
}

function spell(node: Node | undefined, options: DeparseOptions): string {
  const inner = (child: Node | undefined) => spell(child, options);
  const list = (children: readonly Node[] | undefined) => (children ?? []).map(inner);
  if (!node) throw new Unspellable();
  if ('ColumnRef' in node) return spellColumn(node.ColumnRef, options);
  if ('A_Const' in node) return spellConstant(node.A_Const);
  if ('ParamRef' in node) return `$${node.ParamRef.number ?? 0}`;
  if ('TypeCast' in node) return spellCast(node.TypeCast, options);
  if ('A_Expr' in node) return spellOperator(node.A_Expr, options, spell);
  if ('FuncCall' in node) return spellFunction(node.FuncCall, options);
  if ('SQLValueFunction' in node) return spellValueFunction(node.SQLValueFunction);
  if ('BoolExpr' in node) {
    const { boolop, args } = node.BoolExpr;
    if (boolop === 'NOT_EXPR') return `(NOT ${list(args).join('')})`;
    const parts = list(options.canonical ? flatten(args ?? [], boolop) : args);
    if (options.canonical) parts.sort();
    return `(${parts.join(boolop === 'OR_EXPR' ? ' OR ' : ' AND ')})`;
  }
  if ('NullTest' in node) {
    return `(${inner(node.NullTest.arg)} ${node.NullTest.nulltesttype === 'IS_NOT_NULL' ? 'IS NOT NULL' : 'IS NULL'})`;
  }
  if ('BooleanTest' in node) {
    const test = (node.BooleanTest.booltesttype ?? 'IS_TRUE').replaceAll('_', ' ');
    return `(${inner(node.BooleanTest.arg)} ${test})`;
  }
  if ('CoalesceExpr' in node) return `COALESCE(${list(node.CoalesceExpr.args).join(', ')})`;
  if ('MinMaxExpr' in node) {
    return `${node.MinMaxExpr.op === 'IS_LEAST' ? 'LEAST' : 'GREATEST'}(${list(node.MinMaxExpr.args).join(', ')})`;
  }
  if ('CaseExpr' in node) {
    const { arg, args, defresult } = node.CaseExpr;
    const whens = (args ?? []).map((when) => {
      if (!('CaseWhen' in when)) throw new Unspellable();
      return ` WHEN ${inner(when.CaseWhen.expr)} THEN ${inner(when.CaseWhen.result)}`;
    });
    return `CASE${arg ? ` ${inner(arg)}` : ''}${whens.join('')}${defresult ? ` ELSE ${inner(defresult)}` : ''} END`;
  }
  if ('A_ArrayExpr' in node) return `ARRAY[${list(node.A_ArrayExpr.elements).join(', ')}]`;
  if ('RowExpr' in node) return `ROW(${list(node.RowExpr.args).join(', ')})`;
  if ('CollateClause' in node) {
    const name = strings(node.CollateClause.collname).map(quoteIdentifier).join('.');
    return `(${inner(node.CollateClause.arg)} COLLATE ${name})`;
  }
  if ('A_Indirection' in node) {
    const { arg, indirection } = node.A_Indirection;
    return `(${inner(arg)})${(indirection ?? []).map((step) => spellStep(step, options)).join('')}`;
  }
  throw new Unspellable();
}

function flatten(args: readonly Node[], boolop: BoolExprType | undefined): Node[] {
  return args.flatMap((arg) =>
    'BoolExpr' in arg && arg.BoolExpr.boolop === boolop ? flatten(arg.BoolExpr.args ?? [], boolop) : [arg],
  );
}

function spellStep(step: Node, options: DeparseOptions): string {
  if ('String' in step) return `.${quoteIdentifier(step.String.sval ?? '')}`;
  if (!('A_Indices' in step)) throw new Unspellable();
  const { is_slice: isSlice, lidx, uidx } = step.A_Indices;
  const bound = (node: Node | undefined) => (node ? spell(node, options) : '');
  return isSlice ? `[${bound(lidx)}:${bound(uidx)}]` : `[${bound(uidx)}]`;
}

function spellColumn(reference: ColumnRef, options: DeparseOptions): string {
  if (options.column) {
    const text = options.column(reference);
    if (text === null) throw new Unspellable();
    return text;
  }
  const last = reference.fields?.at(-1);
  if (!last || !('String' in last)) throw new Unspellable();
  return quoteIdentifier(last.String.sval ?? '');
}

function spellConstant(constant: A_Const): string {
  const text = constantText(constant);
  if (text === null) return 'NULL';
  if (constant.sval) return quoteLiteral(text);
  if (constant.bsval) return `${text.slice(0, 1).toUpperCase()}'${text.slice(1)}'`;
  return text;
}

/** Casts between these change no bytes: an expression over varchar is printed with them though nobody wrote them. */
const TEXT_TYPES = new Set(['text', 'character varying']);

function spellCast(cast: TypeCast, options: DeparseOptions): string {
  const type = cast.typeName ? spellType(cast.typeName) : null;
  if (type === null || !cast.arg) throw new Unspellable();
  if (options.canonical && isNoCast(cast.arg, type, options)) return spell(cast.arg, options);
  const isPlainLiteral = 'A_Const' in cast.arg && cast.arg.A_Const.sval !== undefined;
  const arg = spell(cast.arg, options);
  return isPlainLiteral ? `${arg}::${type}` : `(${arg})::${type}`;
}

function isNoCast(arg: Node, type: string, options: DeparseOptions): boolean {
  if (!TEXT_TYPES.has(type)) return false;
  if ('A_Const' in arg) return arg.A_Const.sval !== undefined;
  const column = 'ColumnRef' in arg ? lastString(arg.ColumnRef.fields) : undefined;
  const columnType = column === undefined ? undefined : options.columnType?.(column);
  return columnType !== undefined && TEXT_TYPES.has(columnType.replace(/\(.*\)$/, ''));
}

/** These take text alone for a string argument, so that a cast of a column to text adds nothing. */
const TEXT_FUNCTIONS = new Set(
  'lower upper initcap btrim ltrim rtrim substr substring left right replace md5 reverse translate split_part'.split(
    ' ',
  ),
);
const STRING_TYPE = /^(text|character varying|character|citext)\b/;

function spellFunction(call: FuncCall, options: DeparseOptions): string {
  const isPlain = !call.over && !call.agg_filter && !call.agg_order && !call.agg_within_group && !call.func_variadic;
  if (!isPlain) throw new Unspellable();
  const names = strings(call.funcname);
  if (names[0] === 'pg_catalog') names.shift();
  const name = names.map(quoteIdentifier).join('.');
  const isTextFunction = options.canonical === true && names.length === 1 && TEXT_FUNCTIONS.has(names[0] ?? '');
  const args = (call.args ?? []).map((arg) => spell(isTextFunction ? withoutTextCast(arg, options) : arg, options));
  if (call.agg_star) return `${name}(*)`;
  if (!options.canonical && names[0] === 'extract' && args.length === 2) {
    const field = (args[0] ?? '').replaceAll("'", '');
    return `EXTRACT(${field} FROM ${args[1]})`;
  }
  if (!options.canonical && names[0] === 'timezone' && call.funcformat === 'COERCE_SQL_SYNTAX' && args.length === 2) {
    return `(${args[1]} AT TIME ZONE ${args[0]})`;
  }
  return `${name}(${call.agg_distinct ? 'DISTINCT ' : ''}${args.join(', ')})`;
}

function withoutTextCast(arg: Node, options: DeparseOptions): Node {
  if (!('TypeCast' in arg) || !arg.TypeCast.arg || !arg.TypeCast.typeName) return arg;
  const inner = arg.TypeCast.arg;
  if (spellType(arg.TypeCast.typeName) !== 'text' || !('ColumnRef' in inner)) return arg;
  const type = options.columnType?.(lastString(inner.ColumnRef.fields));
  return type === undefined || STRING_TYPE.test(type) ? inner : arg;
}

function spellValueFunction(call: SQLValueFunction): string {
  const name = (call.op ?? 'SVFOP_CURRENT_DATE').replace('SVFOP_', '');
  return name.endsWith('_N') ? `${name.slice(0, -2)}(${call.typmod ?? 0})` : name;
}

export type { DeparseOptions } from './deparse-options.ts';
