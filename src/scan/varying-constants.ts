import { normalize } from '../sql/normalize.ts';
import type { StatementShape } from '../sql/model.ts';

const SELECT = 'SELECT ';
const CONSTANT = /'|(?<![\w$])\d/;

/**
 * A shape with parameters for the constants of expressions that other executions have with other constants: `lower(a || 'x')` where another one
 * asked for `lower(a || 'y')`. An index on it would be of use to this one alone, and tell everyone a value of the log.
 * @param others shapes of further executions of the statement, asked for only where there are such expressions
 */
export function withoutVaryingConstants(
  shape: StatementShape,
  others: () => readonly StatementShape[],
): StatementShape {
  const own = [...expressionsOf(shape.relations)].filter((expression) => CONSTANT.test(expression));
  if (own.length === 0) return shape;
  const seen = others().map(({ relations }) => expressionsOf(relations));
  const varying = new Set(own.filter((expression) => !seen.every((each) => each.has(expression))));
  return varying.size === 0 ? shape : (changed(shape, varying) as StatementShape);
}

function expressionsOf(value: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return found;
  for (const [name, each] of Object.entries(value)) {
    if (name === 'expression' && typeof each === 'string') found.add(each);
    else expressionsOf(each, found);
  }
  return found;
}

/** What it is compared with may be a constant all the same, but a condition on it is none that rows could be chosen by. */
function changed(value: unknown, varying: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((each) => changed(each, varying));
  if (typeof value !== 'object' || value === null) return value;
  const { text, ...rest } = value as Readonly<Record<string, unknown>>;
  const { expression } = rest;
  const isVarying = typeof expression === 'string' && varying.has(expression);
  const fields = Object.entries(isVarying || text === undefined ? rest : { ...rest, text });
  return Object.fromEntries(
    fields.map(([name, each]) => {
      if (isVarying && name === 'expression') return [name, normalize(SELECT + expression).slice(SELECT.length)];
      return [name, isVarying && name === 'constant' ? false : changed(each, varying)];
    }),
  );
}
