import type { Column } from '../../catalog/model.ts';
import { classOfType } from '../key-types.ts';
import { constantText, lastString } from '../../sql/ast.ts';
import type { FuncCall, Node, TypeCast } from '../../sql/parser.ts';
import type { ConditionScope } from './conditions.ts';
import type { Obstacle } from './model.ts';
import { columnsIn, plainColumn, spell } from './spell.ts';

/** What keeps an index on a column from a side of a comparison that is more than the column. */
export function wrappedObstacle(side: Node, scope: ConditionScope): Obstacle | undefined {
  const [named] = columnsIn(side);
  if (!named || plainColumn(side)) return undefined;
  const column = scope.columnOf(named);
  const { name } = named;
  const text = spell(side);
  if ('TypeCast' in side) return castObstacle(side.TypeCast, name, column, scope);
  if ('FuncCall' in side) return functionObstacle(side.FuncCall, name, text, column);
  if ('CoalesceExpr' in side) {
    return {
      kind: 'null-default',
      message: `an index on ${name} does not hold ${text}`,
      rewrite: `(${name} = $1 OR ${name} IS NULL) where the default is asked for, else ${name} = $1; or make ${name} NOT NULL with that default`,
    };
  }
  if ('A_Expr' in side && ['+', '-', '*', '/', '%'].includes(lastString(side.A_Expr.name))) {
    return {
      kind: 'arithmetic',
      message: `an index on ${name} does not hold ${text}`,
      rewrite: `leave ${name} by itself on one side, and calculate on the other`,
    };
  }
  if ('A_Expr' in side && lastString(side.A_Expr.name) === '||') {
    const names = columnsIn(side).map((each) => each.name);
    return {
      kind: 'function',
      message: `no index on ${names.join(' or ')} holds ${text}`,
      rewrite:
        names.length > 1
          ? `compare each by itself: ${names.map((each, at) => `${each} = $${at + 1}`).join(' AND ')}`
          : `compare ${name} itself`,
    };
  }
  return undefined;
}

const TIMES = /^(date|timestamp|time)\b/;
const WITH_ZONE = 'timestamp with time zone';
/** Relabelled and not converted: an index on the column serves. */
const TEXTS = new Set(['text', 'character varying', 'varchar', 'citext']);

function castObstacle(
  cast: TypeCast,
  name: string,
  column: Column | undefined,
  scope: ConditionScope,
): Obstacle | undefined {
  const target = lastString(cast.typeName?.names);
  const inner = cast.arg;
  if (inner && !plainColumn(inner)) return wrappedObstacle(inner, scope);
  if (!column || (TEXTS.has(column.baseType) && TEXTS.has(target))) return undefined;
  if (TIMES.test(column.baseType) && target === 'date')
    return timePart(`${name}::date`, 'day', name, column.baseType === WITH_ZONE);
  const isWritten = scope.castsColumn(name);
  return {
    kind: 'cast',
    message: isWritten
      ? `an index on ${name} does not hold ${name}::${target}`
      : `${name} is ${column.type} and is compared with a value of another type, for which every row of it is converted to ${target}`,
    rewrite: isWritten
      ? `compare ${name} itself with a value of its type, ${column.type}`
      : `pass the value as ${column.type}, or cast it: ${name} = $1::${column.type}`,
  };
}

const CASE = new Set(['lower', 'upper']);
const PREFIX = new Set(['left', 'substring', 'substr']);
/** Functions behind operators of jsonb: indexes know these alone. */
const JSON_TESTS = [
  ['jsonb_path_exists', '@?'],
  ['jsonb_path_match', '@@'],
  ['jsonb_contains', '@>'],
  ['jsonb_exists', '?'],
] as const;
const TIME_PARTS = new Set(['date', 'date_trunc', 'date_part', 'extract', 'to_char', 'date_bin']);

function functionObstacle(
  call: FuncCall,
  name: string,
  text: string,
  column: Column | undefined,
): Obstacle | undefined {
  const called = lastString(call.funcname);
  if (column && TIMES.test(column.baseType) && TIME_PARTS.has(called)) {
    const isOfSession = column.baseType === WITH_ZONE && !(called === 'date_trunc' && call.args?.length === 3);
    return timePart(text, unitOf(called, call), name, isOfSession);
  }
  if (CASE.has(called) && (!column || classOfType(column.baseType) === 'text')) {
    return {
      kind: 'function',
      message: `an index on ${name} does not hold ${text}`,
      rewrite: `an index on ${text}; or make ${name} citext, which compares without case by itself`,
    };
  }
  if (called === 'to_tsvector') {
    const isNamed = (call.args ?? []).length > 1;
    return {
      kind: 'function',
      message: isNamed
        ? `an index on ${name} does not hold ${text}`
        : `no index can hold ${text}, which depends on default_text_search_config`,
      rewrite: isNamed
        ? `a GIN index on ${text}`
        : `name the configuration, to_tsvector('english', ${name}), in the statement as in a GIN index on it`,
    };
  }
  const [, operator] = JSON_TESTS.find(([test]) => test === called) ?? [];
  if (operator !== undefined) {
    return {
      kind: 'function',
      message: `an index on ${name} does not serve ${text}`,
      rewrite: `${name} ${operator} $1, which a GIN index on ${name} serves`,
    };
  }
  if (called === 'starts_with') {
    return {
      kind: 'function',
      message: `an index on ${name} does not serve ${text}`,
      rewrite: `${name} LIKE $1 || '%', the value escaped, with an index on ${name} text_pattern_ops`,
    };
  }
  if (called === 'similarity' || called === 'word_similarity') {
    const operator = called === 'similarity' ? '%' : '%>';
    return {
      kind: 'function',
      message: `an index on ${name} does not serve ${text}`,
      rewrite: `${name} ${operator} $1, with pg_trgm.${called}_threshold set, which a GIN index on ${name} gin_trgm_ops serves`,
    };
  }
  if (PREFIX.has(called)) {
    return {
      kind: 'function',
      message: `an index on ${name} does not hold ${text}`,
      rewrite: `for a beginning, ${name} LIKE $1 || '%' with an index on ${name} text_pattern_ops`,
    };
  }
  return {
    kind: 'function',
    message: `an index on ${name} does not hold ${text}`,
    rewrite: `compare ${name} itself; or, if ${called} is IMMUTABLE, create an index on ${text}`,
  };
}

/** What `date_trunc('month', …)`, `extract(year …)` and their like cut to. */
function unitOf(called: string, call: FuncCall): string | null {
  if (called === 'date') return 'day';
  const [first] = call.args ?? [];
  const constant = first && 'TypeCast' in first ? first.TypeCast.arg : first;
  const unit = constant && 'A_Const' in constant ? constantText(constant.A_Const) : null;
  return called !== 'to_char' && unit !== null && /^(hour|day|week|month|quarter|year)$/i.test(unit)
    ? unit.toLowerCase()
    : null;
}

/** @param isOfSession whether it depends on TimeZone */
function timePart(text: string, unit: string | null, name: string, isOfSession: boolean): Obstacle {
  const isWhole = unit !== null && !text.toLowerCase().startsWith('extract') && !text.startsWith('date_part');
  const step = unit === 'quarter' ? '3 months' : `1 ${unit ?? 'day'}`;
  return {
    kind: 'time-part',
    message: isOfSession
      ? `no index can hold ${text}, which depends on the session's time zone`
      : `an index on ${name} does not hold ${text}`,
    rewrite: isWhole
      ? `${name} >= $1 AND ${name} < $1 + interval '${step}', which an index on ${name} serves`
      : `compare ${name} itself with the beginning and the end of the time that is meant: ${name} >= $1 AND ${name} < $2`,
  };
}
