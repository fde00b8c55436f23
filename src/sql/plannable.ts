import { walk } from './ast.ts';
import { parse, scan, SqlSyntaxError, type Node } from './parser.ts';

export type Plannable =
  | { readonly plannable: true; /** The statement itself, without EXPLAIN and the like. */ readonly sql: string }
  | { readonly plannable: false; /** One line, without literals of the text. */ readonly reason: string };

/**
 * Whether a text is exactly one SELECT, INSERT, UPDATE, DELETE or MERGE, which can be planned without being run. Of
 * EXPLAIN, PREPARE, DECLARE CURSOR and COPY (query), the statement inside counts.
 */
export function isPlannable(sql: string): Plannable {
  let statements;
  try {
    statements = parse(sql).stmts ?? [];
  } catch (error) {
    if (error instanceof SqlSyntaxError) return refuse('it does not parse');
    throw error;
  }
  const node = statements[0]?.stmt;
  if (!node || statements.length > 1) return refuse(`expected one statement, found ${statements.length}`);
  const isWrapped = 'ExplainStmt' in node || 'PrepareStmt' in node || 'DeclareCursorStmt' in node || 'CopyStmt' in node;
  if (isWrapped) {
    const inner = innerText(sql, node);
    return inner === undefined || inner === sql
      ? refuse('not a SELECT, INSERT, UPDATE, DELETE or MERGE')
      : isPlannable(inner);
  }
  if ('SelectStmt' in node) return writesTable(node) ? refuse('SELECT INTO creates a table') : { plannable: true, sql };
  if ('InsertStmt' in node || 'MergeStmt' in node) return { plannable: true, sql };
  if ('UpdateStmt' in node || 'DeleteStmt' in node) {
    return usesCursor(node) ? refuse('WHERE CURRENT OF needs its cursor') : { plannable: true, sql };
  }
  return refuse('not a SELECT, INSERT, UPDATE, DELETE or MERGE');
}

function refuse(reason: string): Plannable {
  return { plannable: false, reason };
}

function writesTable(node: Node): boolean {
  let found = false;
  walk({ node }, (type, fields) => {
    if (type === 'SelectStmt' && fields.intoClause !== undefined) found = true;
    return !found;
  });
  return found;
}

function usesCursor(node: Node): boolean {
  let found = false;
  walk({ node }, (type) => {
    if (type === 'CurrentOfExpr') found = true;
    return !found;
  });
  return found;
}

const QUERY_STARTS = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE', 'WITH', 'VALUES', 'TABLE', '(']);

/** The tree has no location for the inner statement, so its start is found by its tokens. */
function innerText(sql: string, node: Node): string | undefined {
  const bytes = Buffer.from(sql);
  const tokens = scan(sql)
    .filter((token) => !token.tokenName.endsWith('_COMMENT'))
    .map(({ start, end }) => ({ start, end, word: bytes.toString('utf8', start, end).toUpperCase() }));
  const from = (position: number): string | undefined => {
    const token = tokens[position];
    return token && bytes.toString('utf8', token.start).replace(/;\s*$/, '');
  };
  const after = (word: string) => from(tokens.findIndex((token) => token.word === word) + 1);
  const closing = (position: number): number => {
    let depth = 0;
    for (let index = position; index < tokens.length; index++) {
      if (tokens[index]?.word === '(') depth++;
      if (tokens[index]?.word === ')' && --depth === 0) return index;
    }
    return tokens.length;
  };
  if ('ExplainStmt' in node) {
    const hasOptions = tokens[1]?.word === '(' && !QUERY_STARTS.has(tokens[2]?.word ?? '');
    const start = hasOptions ? closing(1) + 1 : 1;
    return from(tokens.findIndex((token, index) => index >= start && !/^(ANALY[SZ]E|VERBOSE)$/.test(token.word)));
  }
  if ('PrepareStmt' in node) return after('AS');
  if ('DeclareCursorStmt' in node) return after('FOR');
  if ('CopyStmt' in node && node.CopyStmt.query) {
    const close = tokens[closing(1)];
    return tokens[1] && close ? bytes.toString('utf8', tokens[1].end, close.start) : undefined;
  }
  return undefined;
}
