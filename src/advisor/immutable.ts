import type { Relation, UserFunction } from '../catalog/model.ts';
import { parseOne, SqlSyntaxError } from '../sql/parser.ts';
import { classOfType, isUnstored } from './key-types.ts';
import type { TypeClass } from './key-types.ts';

/** A parse tree's node: one field, named for its kind. */
type Tree = Readonly<Record<string, unknown>>;

/** What the server has beside the table. */
export interface ExpressionContext {
  readonly functions: readonly UserFunction[];
  /** Such as 150018; unknown when left out. */
  readonly serverVersionNum?: number;
}

interface Scope extends ExpressionContext {
  readonly relation: Relation;
}

/**
 * The class of an expression's type when an index may have it as a key: PostgreSQL admits only immutable expressions,
 * and what depends on TimeZone or DateStyle is not. Null when that is not certain, so it errs by silence.
 */
export function immutableType(expression: string, relation: Relation, context: ExpressionContext): TypeClass | null {
  let tree: unknown;
  try {
    tree = parseOne(`SELECT ${expression}`).stmt;
  } catch (error) {
    if (error instanceof SqlSyntaxError) return null;
    throw error;
  }
  const select = child(tree as Tree, 'SelectStmt');
  const targets = select?.targetList as readonly Tree[] | undefined;
  const value = child(targets?.[0], 'ResTarget')?.val as Tree | undefined;
  return value && targets?.length === 1 && !select?.fromClause ? typeOf(value, { ...context, relation }) : null;
}

function typeOf(node: Tree, scope: Scope): TypeClass | null {
  const [kind] = Object.keys(node);
  const body = node[kind ?? ''] as Tree;
  switch (kind) {
    case 'A_Const':
      return constantType(body);
    case 'ColumnRef':
      return columnType(body, scope.relation);
    case 'TypeCast':
      return castType(typeOf(body.arg as Tree, scope), namesOf((body.typeName as Tree).names), body.typeName as Tree);
    case 'A_Expr':
      if (body.kind === 'AEXPR_NULLIF') return typeOf(body.rexpr as Tree, scope) && typeOf(body.lexpr as Tree, scope);
      return body.kind === 'AEXPR_OP' ? operatorType(body, scope) : null;
    case 'FuncCall':
      return functionType(body, scope);
    case 'A_Indirection':
      return subscriptType(body, scope);
    case 'CollateClause':
      return typeOf(body.arg as Tree, scope);
    case 'CoalesceExpr':
    case 'MinMaxExpr': // greatest(), least()
      return commonType((body.args as readonly Tree[]).map((arg) => typeOf(arg, scope)));
    case 'CaseExpr':
      return caseType(body, scope);
    case 'NullTest':
      return typeOf(body.arg as Tree, scope) && 'boolean';
    default:
      return null;
  }
}

function caseType({ arg, args, defresult }: Tree, scope: Scope): TypeClass | null {
  const arms = (args as readonly Tree[]).map((arm) => child(arm, 'CaseWhen')!);
  const tested = [arg, ...arms.map(({ expr }) => expr)].filter((one) => one !== undefined);
  if (tested.some((one) => typeOf(one as Tree, scope) === null)) return null;
  const results = [...arms.map(({ result }) => result), defresult].filter((one) => one !== undefined);
  return commonType(results.map((one) => typeOf(one as Tree, scope)));
}

/** `payload['user']['id']`, of PostgreSQL 14 and later, or `tags[1]`. */
function subscriptType({ arg, indirection }: Tree, scope: Scope): TypeClass | null {
  const isPath = (indirection as readonly Tree[]).every((step) => {
    const subscript = child(step, 'A_Indices');
    return subscript && !subscript.is_slice && typeOf(subscript.uidx as Tree, scope);
  });
  if (!isPath) return null;
  if (typeOf(arg as Tree, scope) === 'jsonb') return 'jsonb';
  const reference = child(arg as Tree, 'ColumnRef');
  const column = scope.relation.columns.find(({ name }) => name === namesOf(reference?.fields)[0]);
  return column?.baseType.endsWith('[]') ? classOfType(column.baseType.slice(0, -2)) : null;
}

function constantType(body: Tree): TypeClass {
  if ('ival' in body) return 'integer';
  if ('fval' in body) return 'numeric';
  if ('boolval' in body) return 'boolean';
  return 'literal';
}

function columnType(body: Tree, relation: Relation): TypeClass | null {
  const fields = namesOf(body.fields);
  const column = relation.columns.find(({ name }) => name === fields[0]);
  return column && fields.length === 1 && !isUnstored(column) ? classOfType(column.baseType) : null;
}

const NUMBERS: readonly (TypeClass | null)[] = ['integer', 'numeric', 'float'];
const LOCAL_TIMES: readonly (TypeClass | null)[] = ['timestamp', 'date', 'time', 'interval'];
const PLAIN: readonly (TypeClass | null)[] = [...NUMBERS, 'text', 'boolean', 'uuid'];

/** Dates to text depend on DateStyle, text to dates on it and on `now`; all that meets timestamptz on TimeZone. */
function castType(from: TypeClass | null, names: readonly string[], typeName: Tree): TypeClass | null {
  if (from === null) return null;
  const to = 'arrayBounds' in typeName ? 'array' : classOfType(names.at(-1) ?? '');
  if (from === to || from === 'literal') return to;
  if (PLAIN.includes(from) && PLAIN.includes(to)) return to;
  if (from === 'jsonb' && PLAIN.includes(to) && to !== 'uuid') return to;
  if (['timestamp', 'date'].includes(from) && ['timestamp', 'date'].includes(to)) return to;
  return null;
}

const COMPARISONS = new Set(['=', '<>', '<', '<=', '>', '>=']);

function operatorType(body: Tree, scope: Scope): TypeClass | null {
  const operator = namesOf(body.name).at(-1) ?? '';
  const right = typeOf(body.rexpr as Tree, scope);
  const left = body.lexpr ? typeOf(body.lexpr as Tree, scope) : right;
  if (left === null || right === null) return null;
  if (left === 'json' || left === 'jsonb') {
    if (operator === '->>' || operator === '#>>') return 'text';
    return operator === '->' || operator === '#>' ? left : null;
  }
  if (left === 'hstore' && operator === '->') return right === 'text' || right === 'literal' ? 'text' : null;
  if (COMPARISONS.has(operator)) return commonType([left, right]) && 'boolean';
  // text || anynonarray goes through the other type's output function and is only stable.
  if (operator === '||' && left === 'tsvector') return right === 'tsvector' ? 'tsvector' : null;
  if (operator === '||') return commonType([left, right]) === 'text' ? 'text' : null;
  if (!['+', '-', '*', '/', '%'].includes(operator)) return null;
  if (NUMBERS.includes(left) && NUMBERS.includes(right)) return widest(left, right);
  if (left === 'date' && right === 'integer') return 'date';
  if (left === 'timestamp' && right === 'interval') return 'timestamp';
  return null;
}

const TEXT_FUNCTIONS = new Set([
  'lower', 'upper', 'initcap', 'btrim', 'ltrim', 'rtrim', 'left', 'right', 'substr', 'substring', 'replace',
  'translate', 'reverse', 'md5', 'split_part', 'lpad', 'rpad', 'regexp_replace',
]); // prettier-ignore
const LENGTH_FUNCTIONS = new Set(['length', 'char_length', 'character_length', 'octet_length']);
const NUMBER_FUNCTIONS = new Set(['abs', 'ceil', 'ceiling', 'floor', 'round', 'trunc', 'mod', 'sign', 'sqrt']);

/** pg_proc.provolatile of PostgreSQL 12 to 18 by the argument types that matter; then the user's own functions. */
function functionType(body: Tree, scope: Scope): TypeClass | null {
  if (body.over || body.agg_distinct || body.agg_star || body.agg_order || body.agg_filter) return null;
  const names = namesOf(body.funcname);
  const name = names.at(-1) ?? '';
  const args = ((body.args as readonly Tree[] | undefined) ?? []).map((arg) => typeOf(arg, scope));
  if (args.some((arg) => arg === null)) return null;
  if (args.length === 1 && args[0] === 'range') return ofRange(name, body, scope.relation);
  if (names.length === 1 || names[0] === 'pg_catalog') {
    if (name === 'date_trunc' && args.length === 3) return inZone(args, scope);
    const known = builtInType(name, args);
    if (known !== undefined) return known;
  }
  return ownFunctionType(names, scope.functions);
}

/** date_trunc('day', at, 'UTC') is immutable since PostgreSQL 16. */
function inZone([, time, zone]: readonly (TypeClass | null)[], { serverVersionNum = 0 }: Scope): TypeClass | null {
  return serverVersionNum >= 160_000 && time === 'timestamptz' && zone === 'literal' ? 'timestamptz' : null;
}

const RANGE_ELEMENTS: Readonly<Record<string, TypeClass>> = {
  int4: 'integer', int8: 'integer', num: 'numeric', ts: 'timestamp', tstz: 'timestamptz', date: 'date',
}; // prettier-ignore

/** A bound of a column of one of PostgreSQL's own range and multirange types, or whether it is empty. */
function ofRange(name: string, body: Tree, { columns }: Relation): TypeClass | null {
  if (['isempty', 'lower_inf', 'upper_inf', 'lower_inc', 'upper_inc'].includes(name)) return 'boolean';
  if (name !== 'lower' && name !== 'upper') return null;
  const reference = child((body.args as readonly Tree[])[0], 'ColumnRef');
  const column = columns.find((one) => one.name === namesOf(reference?.fields)[0]);
  const [, element = ''] = /^(int4|int8|num|ts|tstz|date)(?:multi)?range$/.exec(column?.baseType ?? '') ?? [];
  return RANGE_ELEMENTS[element] ?? null;
}

function builtInType(name: string, args: readonly (TypeClass | null)[]): TypeClass | null | undefined {
  const [first, second] = args;
  const bound = RANGE_ELEMENTS[/^(int4|int8|num|ts|tstz|date)range$/.exec(name)?.[1] ?? ''];
  // A bound of another type is cast, a date to timestamptz by TimeZone.
  if (bound) return [first, second].every((one) => one === bound) ? 'range' : null;
  const isText = first === 'text' || first === 'literal';
  if (TEXT_FUNCTIONS.has(name)) return isText ? 'text' : null;
  if (LENGTH_FUNCTIONS.has(name)) return isText ? 'integer' : null;
  if (NUMBER_FUNCTIONS.has(name)) return NUMBERS.includes(first ?? null) ? first! : null;
  switch (name) {
    case 'date_trunc': // a date is cast to timestamptz
      return second === 'timestamp' && args.length === 2 ? 'timestamp' : null;
    case 'date_part':
      return LOCAL_TIMES.includes(second ?? null) ? 'float' : null;
    case 'extract':
      return LOCAL_TIMES.includes(second ?? null) ? 'numeric' : null;
    case 'timezone': // AT TIME ZONE
      return first !== 'literal'
        ? null
        : second === 'timestamptz'
          ? 'timestamp'
          : second === 'timestamp'
            ? 'timestamptz'
            : null;
    case 'date':
      return first === 'timestamp' ? 'date' : null;
    case 'to_tsvector': // without a configuration it follows default_text_search_config
      return args.length === 2 && (first === 'regconfig' || first === 'literal') ? 'tsvector' : null;
    case 'setweight':
    case 'strip':
      return first === 'tsvector' ? 'tsvector' : null;
    case 'jsonb_extract_path_text':
      return first === 'jsonb' ? 'text' : null;
    case 'jsonb_array_length':
    case 'cardinality':
    case 'array_length':
      return 'integer';
    default:
      return undefined;
  }
}

function ownFunctionType(names: readonly string[], functions: readonly UserFunction[]): TypeClass | null {
  const named = functions.filter(
    ({ schema, name }) => name === names.at(-1) && (names.length === 1 || schema === names.at(-2)),
  );
  const immutable = named.length > 0 && named.every(({ volatility }) => volatility === 'immutable');
  return immutable ? classOfType(named[0]!.returns) : null;
}

function commonType(types: readonly (TypeClass | null)[]): TypeClass | null {
  const known: readonly (TypeClass | null)[] = [...new Set(types.filter((type) => type !== 'literal'))];
  if (known.length < 2) return known.length === 0 ? 'literal' : (known[0] ?? null);
  const numbers: readonly TypeClass[] = known.filter(isNumber);
  return numbers.length === known.length ? numbers.reduce<TypeClass>(widest, 'integer') : null;
}

function isNumber(type: TypeClass | null): type is TypeClass {
  return NUMBERS.includes(type);
}

function widest(a: TypeClass, b: TypeClass): TypeClass {
  return NUMBERS.indexOf(a) >= NUMBERS.indexOf(b) ? a : b;
}

function child(node: Tree | undefined, name: string): Tree | undefined {
  return node?.[name] as Tree | undefined;
}

function namesOf(nodes: unknown): readonly string[] {
  return ((nodes as readonly { readonly String?: { readonly sval?: string } }[] | undefined) ?? []).flatMap(
    (node) => node.String?.sval ?? [],
  );
}
