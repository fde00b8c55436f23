import type { Column, Relation } from '../../../catalog/model.ts';
import { constantText, lastString, walk } from '../../../sql/ast.ts';
import { parseExpression } from '../../../sql/expression.ts';
import type { Node } from '../../../sql/parser.ts';

/** Functions whose result is as long as an argument says: a statement of a log may ask for a gigabyte. */
const PADDING = new Set(['repeat', 'lpad', 'rpad']);
const LONGEST_PADDING = 1000;

export interface Inputs {
  readonly columns: readonly Column[];
  /** Names of the functions called, without schemas. */
  readonly functions: readonly string[];
}

/** What an expression reads and calls, by its text; null where it cannot be evaluated on values of single columns. */
export function inputsOf(expression: string, relation: Relation): Inputs | null {
  const tree = parseExpression(expression);
  if (!tree) return null;
  const names = new Set<string>();
  const functions = new Set<string>();
  let isEvaluable = true;
  walk(tree, (type, fields) => {
    if (type === 'ColumnRef') names.add(lastString(fields.fields as readonly Node[]));
    if (type === 'FuncCall') functions.add(lastString(fields.funcname as readonly Node[]));
    // The whole row, as in f(t.*).
    if (type === 'A_Star' || (type === 'FuncCall' && padsFar(fields))) isEvaluable = false;
    return true;
  });
  const columns = relation.columns.filter(({ name }) => names.has(name));
  if (!isEvaluable || columns.length === 0 || columns.length < names.size) return null;
  return { columns, functions: [...functions] };
}

function padsFar({ funcname, args = [] }: { readonly funcname?: unknown; readonly args?: unknown }): boolean {
  if (!PADDING.has(lastString(funcname as readonly Node[]))) return false;
  const length = (args as readonly Node[])[1];
  const constant = length && 'A_Const' in length ? Number(constantText(length.A_Const)) : NaN;
  return !(constant <= LONGEST_PADDING);
}
