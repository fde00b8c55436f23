import { parseOne, SqlSyntaxError, type Node } from '../sql/parser.ts';
import { UnplannableError } from './engine.ts';

const PLANNABLE = new Set(['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']);

export interface CheckedStatement {
  /** Whether values are missing (`$n`), so that the plan must be a generic one. */
  readonly generic: boolean;
  readonly relations: readonly { readonly schema: string | null; readonly name: string }[];
}

/**
 * Accepts exactly one SELECT, VALUES, INSERT, UPDATE, DELETE or MERGE that creates nothing.
 * @throws UnplannableError
 */
export function checkStatement(sql: string): CheckedStatement {
  try {
    return check(sql);
  } catch (error) {
    if (error instanceof SqlSyntaxError) throw new UnplannableError(error.message, { cause: error });
    // The parser's and our own recursion: a text of thousands of levels.
    if (error instanceof RangeError) throw new UnplannableError('the statement is nested too deeply', { cause: error });
    throw error;
  }
}

function check(sql: string): CheckedStatement {
  const statement = parseStatement(sql);
  const kind = Object.keys(statement)[0] ?? '';
  if (!PLANNABLE.has(kind)) throw new UnplannableError(`${kind.replace(/Stmt$/, '')} statements have no plan`);
  const found = { generic: false, relations: [] as { schema: string | null; name: string }[] };
  walk(statement, (type, node) => {
    if (type === 'intoClause') throw new UnplannableError('SELECT INTO creates a table');
    if (type === 'ParamRef') found.generic = true;
    if (type === 'RangeVar' || type === 'relation') {
      const { schemaname, relname } = node as { schemaname?: string; relname?: string };
      if (relname !== undefined) found.relations.push({ schema: schemaname ?? null, name: relname });
    }
  });
  return found;
}

function parseStatement(sql: string): Node {
  const { stmt } = parseOne(sql);
  if (!stmt) throw new UnplannableError('there is no statement');
  return stmt;
}

function walk(tree: unknown, visit: (type: string, node: unknown) => void): void {
  if (typeof tree !== 'object' || tree === null) return;
  for (const [field, value] of Object.entries(tree)) {
    if (typeof value === 'object' && value !== null) visit(field, value);
    walk(value, visit);
  }
}
