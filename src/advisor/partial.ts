import type { Relation } from '../catalog/model.ts';
import { deparse, parseExpression } from '../sql/expression.ts';
import type { Predicate, RelationUse } from '../sql/model.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import { commute } from '../sql/shape/operators.ts';
import type { CandidateContext } from './candidate-context.ts';
import { immutableType } from './immutable.ts';
import { mentions, stripParentheses } from './size/expression-type.ts';
import { predicateSelectivity } from './size/predicate.ts';

/** A condition of a statement that may be the predicate of a partial index. */
export interface PartialPredicate {
  readonly text: string;
  /** What the statement asks that the index then answers by being partial: no key is needed for it. */
  readonly answers: ReadonlySet<Predicate>;
}

/** An index of more of the table than this is hardly smaller than one of all of it, and serves fewer statements. */
const MOST_KEPT = 0.6;
const MOST_PREDICATES = 4;

/**
 * Predicates of partial indexes for one use of a relation: all conditions together that hold for every execution of the statement,
 * and each alone, which other statements may share.
 */
export function partialPredicates(
  relation: Relation,
  use: RelationUse,
  context: CandidateContext,
): readonly PartialPredicate[] {
  const conditions = [...conditionsOf(relation, use, context)]
    .filter(([text]) => predicateSelectivity(relation, text) <= MOST_KEPT)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([text, answers]): PartialPredicate => ({ text, answers: new Set(answers) }));
  if (conditions.length < 2) return conditions;
  const all: PartialPredicate = {
    text: conditions.map(({ text }) => `(${text})`).join(' AND '),
    answers: new Set(conditions.flatMap(({ answers }) => [...answers])),
  };
  return [all, ...conditions].slice(0, MOST_PREDICATES);
}

/** By text, each with the predicates that it answers. */
function conditionsOf(
  relation: Relation,
  use: RelationUse,
  context: CandidateContext,
): ReadonlyMap<string, readonly Predicate[]> {
  const conditions = new Map<string, Predicate[]>();
  const add = (text: string, answered: readonly Predicate[]) =>
    conditions.set(stripParentheses(text), [...(conditions.get(stripParentheses(text)) ?? []), ...answered]);
  for (const predicate of use.predicates) {
    const text = conditionText(predicate, relation, context);
    if (text !== null) add(text, [predicate]);
  }
  // A comparison is true of no NULL; where most are, their rows need not be in the index.
  const compared = [...use.predicates.filter(isStrict), ...use.joins];
  const tested = [...conditions.keys()];
  for (const { column } of compared) {
    const isImplied = column === null || tested.some((text) => mentions(text, column));
    if (!isImplied) add(`${quoteIdentifier(column)} IS NOT NULL`, []);
  }
  return conditions;
}

function conditionText(predicate: Predicate, relation: Relation, context: CandidateContext): string | null {
  const { kind, column, expression, operator, value, text } = predicate;
  switch (kind) {
    case 'null-test':
      return column === null ? null : `${quoteIdentifier(column)} ${operator}`;
    case 'other':
      return expression !== null && comparesColumns(expression, relation, context) ? inOrder(expression) : null;
    default: {
      if (text === undefined || !predicate.constant) return null;
      const isFlag = value.kind === 'literal' && value.type === 'boolean' && column !== null;
      return isFlag || context.recurs(relation, predicate) ? text : null;
    }
  }
}

/** No value that one execution brings is in it, and no index may hold what is not immutable. */
function comparesColumns(expression: string, relation: Relation, context: CandidateContext): boolean {
  return !/['$]|(?<![\w"])\d/.test(expression) && immutableType(expression, relation, context) === 'boolean';
}

/** `b > a` as `a < b`, so that statements share it: the planner takes either for the other (predtest.c). */
function inOrder(expression: string): string {
  const tree = parseExpression(expression);
  if (!tree || !('A_Expr' in tree)) return expression;
  const { lexpr, rexpr, name = [] } = tree.A_Expr;
  const [first] = name;
  const operator = name.length === 1 && first && 'String' in first ? (first.String.sval ?? '') : '';
  const commuted = operator.startsWith('>') ? commute(operator) : undefined;
  if (commuted === undefined || !lexpr || !rexpr) return expression;
  const swapped = { ...tree.A_Expr, name: [{ String: { sval: commuted } }], lexpr: rexpr, rexpr: lexpr };
  return deparse({ A_Expr: swapped }) ?? expression;
}

function isStrict({ kind }: Predicate): boolean {
  return ['equality', 'in', 'range', 'like', 'containment'].includes(kind);
}
