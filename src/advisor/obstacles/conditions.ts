import type { Column } from '../../catalog/model.ts';
import { constantText, lastString } from '../../sql/ast.ts';
import type { A_Expr, Node } from '../../sql/parser.ts';
import type { Obstacle } from './model.ts';
import { columnsIn, plainColumn, spell, type NamedColumn } from './spell.ts';
import { wrappedObstacle } from './wrapped.ts';

export interface ConditionScope {
  /** The catalog's column, for the alias that the plan gives its relation. */
  readonly columnOf: (column: NamedColumn) => Column | undefined;
  /** Whether pg_trgm is installed. */
  readonly hasTrigrams: boolean;
  /** Whether the statement itself casts a column of this name; where it does not, the server did. */
  readonly castsColumn: (name: string) => boolean;
}

/**
 * What keeps indexes from a condition that a plan checks row by row: the first of its parts that no index can serve as it
 * is written. Conditions on plain columns have none: for these an index was tried.
 */
export function conditionObstacle(condition: Node, scope: ConditionScope): Obstacle | undefined {
  if ('BoolExpr' in condition) {
    const { boolop, args = [] } = condition.BoolExpr;
    if (boolop === 'AND_EXPR') return firstOf(args, (arg) => conditionObstacle(arg, scope));
    if (boolop === 'OR_EXPR') return alternatives(args, scope);
    return args[0] && negation(args[0]);
  }
  if ('A_Expr' in condition) return comparison(condition.A_Expr, scope);
  return wrappedObstacle(condition, scope);
}

function alternatives(arms: readonly Node[], scope: ConditionScope): Obstacle | undefined {
  const columns = arms.map(columnsIn);
  if (columns.some((each) => each.length === 0)) {
    const [kept] = arms.filter((_, position) => columns[position]!.length > 0);
    const name = columnsIn(kept)[0]?.name ?? 'the column';
    return {
      kind: 'optional-parameter',
      message: `a parameter that may be null switches the condition on ${name} off, so that one plan must serve both cases`,
      rewrite: `build the statement without the condition where the parameter is null, and as ${name} = $1 where it is not`,
    };
  }
  const tables = new Set(columns.flatMap((each) => each.map(({ alias }) => alias)));
  const isSplit = tables.size > 1 && columns.some((each) => new Set(each.map(({ alias }) => alias)).size === 1);
  if (isSplit) {
    const names = columns.map((each) => each.map(({ alias, name }) => (alias ? `${alias}.${name}` : name)).join(', '));
    return {
      kind: 'or-across-tables',
      message: `an OR joins conditions on different tables (${names.join('; ')}), so that neither can narrow its table before the join`,
      rewrite: 'write one statement for each side of the OR, and UNION them: each can then use an index of its own',
    };
  }
  return firstOf(arms, (arm) => conditionObstacle(arm, scope));
}

function negation(arg: Node): Obstacle | undefined {
  if (!('A_Expr' in arg) || arg.A_Expr.kind !== 'AEXPR_DISTINCT') return undefined;
  const name = columnsIn(arg.A_Expr.lexpr)[0]?.name;
  if (name === undefined) return undefined;
  return {
    kind: 'not-distinct',
    message: `no index serves IS NOT DISTINCT FROM, as on ${name}`,
    rewrite: `${name} = $1 where the value is known not to be null, else (${name} = $1 OR (${name} IS NULL AND $1 IS NULL))`,
  };
}

const INEQUALITIES = new Set(['<>', '!~~', '!~~*', '!~', '!~*']);
const PATTERNS: Readonly<Record<string, string>> = { '~~': 'LIKE', '~~*': 'ILIKE', '~': '~', '~*': '~*' };

function comparison(expression: A_Expr, scope: ConditionScope): Obstacle | undefined {
  const { kind, lexpr, rexpr } = expression;
  const operator = lastString(expression.name);
  if (kind === 'AEXPR_OP_ANY' && plainColumn(rexpr) && columnsIn(lexpr).length === 0) {
    const { name } = plainColumn(rexpr)!;
    return {
      kind: 'array-any',
      message: `no index serves a search for an element by = ANY (${name})`,
      rewrite: `${name} @> ARRAY[$1], which a GIN index on ${name} serves`,
    };
  }
  if (kind === 'AEXPR_DISTINCT' || INEQUALITIES.has(operator) || kind === 'AEXPR_OP_ALL') {
    const name = columnsIn(lexpr)[0]?.name;
    return name === undefined
      ? undefined
      : {
          kind: 'inequality',
          message: `no index finds rows by what ${name} is not`,
          rewrite: `name the values that are wanted (${name} IN (…)), or, where few rows are left, give a partial index this very condition`,
        };
  }
  const sides = [lexpr, rexpr];
  const left = columnsIn(lexpr);
  const right = columnsIn(rexpr);
  if (operator in PATTERNS && left.length > 0) return pattern(operator, lexpr, rexpr, scope);
  if (sides.every((side) => plainColumn(side)) && left[0]?.alias === right[0]?.alias && left[0] && right[0]) {
    return {
      kind: 'column-to-column',
      message: `no index compares two columns of the same row, ${left[0].name} and ${right[0].name}`,
      rewrite: 'where few rows are left, give a partial index this very condition',
    };
  }
  return firstOf(sides, (side) => side && wrappedObstacle(side, scope));
}

function pattern(
  operator: string,
  subject: Node | undefined,
  text: Node | undefined,
  scope: ConditionScope,
): Obstacle | undefined {
  const literal = literalOf(text);
  const isAnchored = operator === '~' ? /^\^\w/ : operator === '~~' ? /^[^%_]/ : /^(?!)/;
  if (literal !== undefined && isAnchored.test(literal)) return undefined;
  const name = spell(subject);
  const [named] = columnsIn(subject);
  const type = (named && scope.columnOf(named)?.baseType) ?? '';
  // A query over labels, no regular expression.
  if (/(^|\.)ltree$/.test(type)) return undefined;
  const isSuffix = operator === '~~' && literal !== undefined && /^%[^%_]+$/.test(literal);
  const what =
    literal === undefined
      ? `a pattern of ${PATTERNS[operator]} that is not known when it is planned may begin with anything`
      : operator.endsWith('*')
        ? `${PATTERNS[operator]} ignores case, which no B-tree does`
        : `a pattern of ${PATTERNS[operator]} that begins with a wildcard can start at no place of an index on ${name}`;
  if (/(^|\.)citext$/.test(type)) {
    const needed = scope.hasTrigrams ? '' : ' (pg_trgm must be installed)';
    return {
      kind: 'leading-wildcard',
      message: `no index serves ${PATTERNS[operator]} on citext, as ${named!.name} is`,
      rewrite: `${named!.name}::text ILIKE $1, which a GIN index on (${named!.name}::text) gin_trgm_ops serves${needed}`,
    };
  }
  const trigrams = `a GIN index on ${name} gin_trgm_ops${scope.hasTrigrams ? '' : ', for which pg_trgm must be installed (CREATE EXTENSION pg_trgm)'}`;
  return {
    kind: 'leading-wildcard',
    message: what,
    rewrite: isSuffix
      ? `for an end of a text, an index on reverse(${name}) text_pattern_ops, and reverse(${name}) LIKE reverse($1) || '%'; for any part of it, ${trigrams}`
      : `${trigrams}; or full text search (to_tsvector, @@) where words are looked for`,
  };
}

function literalOf(node: Node | undefined): string | undefined {
  if (node && 'TypeCast' in node) return literalOf(node.TypeCast.arg);
  return node && 'A_Const' in node ? (constantText(node.A_Const) ?? undefined) : undefined;
}

function firstOf<T>(items: readonly T[], find: (item: T) => Obstacle | undefined): Obstacle | undefined {
  for (const item of items) {
    const found = find(item);
    if (found) return found;
  }
  return undefined;
}
