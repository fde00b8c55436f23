import { strings } from '../sql/ast.ts';
import { parseOne, SqlSyntaxError, type Node } from '../sql/parser.ts';

/** What one statement would call and read, by the names in its text. */
export interface Inspection {
  /** Each a path such as `['pg_catalog', 'timezone']` or `['lower']`. */
  readonly functions: readonly (readonly string[])[];
  /** Operator names, without schema. */
  readonly operators: readonly string[];
  /** Last names of `a.b` and `(a).b`: `b` may be a function of a's row type. */
  readonly fields: readonly string[];
  readonly relations: readonly (readonly string[])[];
  /** The highest `$n`. */
  readonly parameters: number;
}

/** The statement is not one that may be executed; the message says why, in words. */
export class UnsafeStatementError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'UnsafeStatementError';
  }
}

const WRITES = new Set(['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']);

/**
 * Looks at a text from a log: it must be one SELECT that neither writes nor locks, at any depth.
 * @throws UnsafeStatementError
 */
export function inspect(sql: string): Inspection {
  const statement = parseStatement(sql);
  if (!statement || !('SelectStmt' in statement)) throw new UnsafeStatementError('it is not a SELECT');

  const functions: string[][] = [];
  const operators = new Set<string>();
  const fields = new Set<string>();
  const relations: string[][] = [];
  let parameters = 0;

  visit(statement, (type, node) => {
    if (WRITES.has(type)) throw new UnsafeStatementError('it writes, in a WITH query');
    if (node.intoClause) throw new UnsafeStatementError('it writes, by SELECT INTO');
    if (Array.isArray(node.lockingClause)) throw new UnsafeStatementError('it locks rows (FOR UPDATE or FOR SHARE)');
    if (type === 'FuncCall') functions.push(strings(list(node.funcname)));
    if (type === 'A_Expr') last(node.name, operators);
    if (type === 'SubLink') last(node.operName, operators);
    if (type === 'SortBy') last(node.useOp, operators);
    if (type === 'ColumnRef' && list(node.fields).length > 1) last(node.fields, fields);
    if (type === 'A_Indirection') for (const name of strings(list(node.indirection))) fields.add(name);
    if (type === 'RangeVar') relations.push(path(node.catalogname, node.schemaname, node.relname));
    if (type === 'ParamRef') parameters = Math.max(parameters, typeof node.number === 'number' ? node.number : 0);
  });
  return { functions, operators: [...operators], fields: [...fields].filter(Boolean), relations, parameters };
}

function parseStatement(sql: string): Node | undefined {
  try {
    return parseOne(sql).stmt;
  } catch (error) {
    if (error instanceof SqlSyntaxError) throw new UnsafeStatementError(`it does not parse: ${error.message}`);
    throw error;
  }
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Every object of the tree with the key it stands under: the fields that hold a node without its type (larg of a UNION,
 * intoClause) too, which only show by their fields.
 */
function visit(root: unknown, enter: (type: string, fields: Fields) => void): void {
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, child] of Object.entries(value) as [string, unknown][]) {
      if (typeof child !== 'object' || child === null) continue;
      if (!Array.isArray(child)) enter(key, child as Fields);
      pending.push(child);
    }
  }
}

const list = (value: unknown) => (Array.isArray(value) ? (value as Node[]) : []);

function last(nodes: unknown, into: Set<string>): void {
  const name = strings(list(nodes)).at(-1);
  if (name) into.add(name);
}

function path(...parts: readonly unknown[]): string[] {
  return parts.filter((part): part is string => typeof part === 'string' && part !== '');
}
