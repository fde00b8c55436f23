import { deparse } from './deparse.ts';
import { parseOne, SqlSyntaxError, type Node } from './parser.ts';

export { deparse, type DeparseOptions } from './deparse.ts';
export { impliesPredicate, samePredicate } from './implication.ts';

/** format_type of a column of the relation that an expression is about, where it is known. */
export type ColumnTypes = (column: string) => string | undefined;

/** An expression's tree; undefined for a text that is not exactly one expression. */
export function parseExpression(text: string): Node | undefined {
  try {
    // The line break ends a trailing comment.
    const { stmt } = parseOne(`SELECT (${text}\n)`);
    if (!stmt || !('SelectStmt' in stmt)) return undefined;
    const { targetList = [], ...rest } = stmt.SelectStmt;
    const isPlain = Object.keys(rest).every((field) => field === 'limitOption' || field === 'op');
    const [target] = targetList;
    const value = targetList.length === 1 && target && 'ResTarget' in target ? target.ResTarget.val : undefined;
    // `a, b` in parentheses is a row.
    const isRow = value && 'RowExpr' in value && value.RowExpr.row_format === 'COERCE_IMPLICIT_CAST';
    return isPlain && !isRow ? value : undefined;
  } catch (error) {
    if (error instanceof SqlSyntaxError) return undefined;
    throw error;
  }
}

/**
 * Whether two texts are the same expression, apart from what PostgreSQL adds when it prints one: casts that change
 * nothing, parentheses, qualification, the order within AND, IN and OR. Conservative: when in doubt, they are not.
 */
export function sameExpression(a: string, b: string, columnTypes?: ColumnTypes): boolean {
  if (a === b) return true;
  const canonical = canonicalText(a, columnTypes);
  return canonical !== null && canonical === canonicalText(b, columnTypes);
}

function canonicalText(text: string, columnType: ColumnTypes | undefined): string | null {
  const node = parseExpression(text);
  return node ? deparse(node, { canonical: true, columnType }) : null;
}
