import { partsOf } from './shape/origin.ts';
import { lastString } from './ast.ts';
import { deparse } from './deparse.ts';
import { parseExpression, sameExpression, type ColumnTypes } from './expression.ts';
import { areDistinct, compareLiterals } from './literals.ts';
import type { KeyExpression, Predicate } from './model.ts';
import type { Node } from './parser.ts';
import { describeCondition } from './shape/condition-text.ts';

/**
 * Whether a partial index's predicate follows from what a statement asks of the relation, so that the planner may use
 * the index (predicate_implied_by in PostgreSQL's predtest.c, of which this is a part). Conservative: an OR, a
 * parameter or a function that is not spelled the same implies nothing but that its column is not null.
 */
export function impliesPredicate(
  known: readonly Predicate[],
  indexPredicate: string,
  columnTypes?: ColumnTypes,
): boolean {
  const node = parseExpression(indexPredicate);
  return node !== undefined && conjuncts(node).every((conjunct) => impliesOne(known, conjunct, columnTypes));
}

/** Whether two predicates hold for the same rows, as far as can be told. */
export function samePredicate(a: string, b: string, columnTypes?: ColumnTypes): boolean {
  if (sameExpression(a, b, columnTypes)) return true;
  const [left, right] = [describeAll(a, columnTypes), describeAll(b, columnTypes)];
  return (
    left !== undefined &&
    right !== undefined &&
    impliesPredicate(left, b, columnTypes) &&
    impliesPredicate(right, a, columnTypes)
  );
}

function describeAll(text: string, columnTypes: ColumnTypes | undefined): Predicate[] | undefined {
  const node = parseExpression(text);
  if (!node) return undefined;
  const parts = conjuncts(node).map((conjunct) => describe(conjunct, columnTypes));
  return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part ?? []);
}

function conjuncts(node: Node): Node[] {
  return 'BoolExpr' in node && node.BoolExpr.boolop === 'AND_EXPR'
    ? (node.BoolExpr.args ?? []).flatMap(conjuncts)
    : [node];
}

function impliesOne(known: readonly Predicate[], conjunct: Node, columnTypes: ColumnTypes | undefined): boolean {
  const text = deparse(conjunct);
  if (text !== null && known.some((one) => one.text !== undefined && sameExpression(one.text, text, columnTypes)))
    return true;
  const wanted = describe(conjunct, columnTypes);
  return wanted?.every((one) => known.some((candidate) => implies(candidate, one, columnTypes))) ?? false;
}

/** The predicates that together say exactly what the conjunct says; undefined where they would say less. */
function describe(conjunct: Node, columnTypes: ColumnTypes | undefined): Predicate[] | undefined {
  const isWeakened =
    ('A_Expr' in conjunct && conjunct.A_Expr.lexpr && 'RowExpr' in conjunct.A_Expr.lexpr) ||
    ('BoolExpr' in conjunct &&
      conjunct.BoolExpr.boolop === 'OR_EXPR' &&
      !(conjunct.BoolExpr.args ?? []).every((arg) => 'A_Expr' in arg));
  if (isWeakened) return undefined;
  const columns = partsOf(conjunct).references.map((reference) => lastString(reference.fields));
  const { predicates, disjunctions } = describeCondition(conjunct, columns, columnTypes);
  return predicates.length > 0 && disjunctions.length === 0 ? [...predicates] : undefined;
}

function implies(known: Predicate, wanted: Predicate, columnTypes: ColumnTypes | undefined): boolean {
  if (!isSameKey(known, wanted, columnTypes) || isBooleanTest(known) || isBooleanTest(wanted)) return false;
  if (wanted.kind === 'null-test') {
    return wanted.operator === known.operator || (wanted.operator === 'IS NOT NULL' && isStrict(known));
  }
  if (wanted.kind === 'other') return known.kind === 'other';
  const wantedValues = valuesOf(wanted);
  const knownValues = valuesOf(known);
  if (!wantedValues || !knownValues) return false;
  const type = wanted.value.kind === 'literal' ? wanted.value.type : undefined;
  const satisfies = (value: string): boolean => {
    if (wanted.kind === 'range') {
      const order = compareLiterals(value, wantedValues[0] ?? '', type);
      return order !== undefined && isOrdered(order, wanted.operator);
    }
    if (wanted.kind === 'equality' || wanted.kind === 'in') {
      return wantedValues.some((other) => other === value || compareLiterals(value, other, type) === 0);
    }
    // Different texts may be equal values (5 and 5.0, citext).
    if (wanted.kind === 'inequality' && wanted.operator === '<>') {
      return wantedValues.every((other) => areDistinct(value, other, type));
    }
    return false;
  };
  if (known.kind === 'equality' || known.kind === 'in') return known.operator === '=' && knownValues.every(satisfies);
  if (known.kind === 'range' && wanted.kind === 'range') return impliesRange(known, wanted, type);
  return known.kind === wanted.kind && known.operator === wanted.operator && knownValues.join() === wantedValues.join();
}

function impliesRange(known: Predicate, wanted: Predicate, type: string | undefined): boolean {
  if (known.operator[0] !== wanted.operator[0]) return false;
  const order = compareLiterals(valuesOf(known)?.[0] ?? '', valuesOf(wanted)?.[0] ?? '', type);
  if (order === undefined) return false;
  if (order === 0) return known.operator === wanted.operator || wanted.operator.endsWith('=');
  return isOrdered(order, wanted.operator);
}

function isOrdered(order: number, operator: string): boolean {
  if (order === 0) return operator.endsWith('=');
  return operator.startsWith('<') ? order < 0 : order > 0;
}

/**
 * No comparison but `IS NOT DISTINCT FROM` is true of NULL; of unknown functions nothing is known. PostgreSQL turns
 * `b = false` into `NOT b`, from which its prover does not conclude that b is not null.
 */
function isStrict({ kind, operator, value }: Predicate): boolean {
  const isNegation = value.kind === 'literal' && value.type === 'boolean' && value.text === 'false';
  return kind !== 'null-test' && kind !== 'other' && !operator.startsWith('IS ') && !isNegation;
}

/** `b IS TRUE` serves as an equality, but the prover takes it only for itself. */
function isBooleanTest({ text }: Predicate): boolean {
  return text !== undefined && / IS (TRUE|FALSE)\)$/.test(text);
}

function valuesOf({ value, values }: Predicate): readonly string[] | undefined {
  const texts = value.kind === 'literal' ? [value.text] : values;
  return texts?.every((text) => text !== null) ? texts : undefined;
}

function isSameKey(a: KeyExpression, b: KeyExpression, columnTypes: ColumnTypes | undefined): boolean {
  if (a.column !== null || b.column !== null) return a.column === b.column;
  return sameExpression(a.expression ?? '', b.expression ?? '', columnTypes);
}
