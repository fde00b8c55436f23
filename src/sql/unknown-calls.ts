import { lastString, walk } from './ast.ts';
import type { Node } from './parser.ts';
import { parseOne, scan } from './parser.ts';

const BEFORE = 'SELECT (';
/** CURRENT_USER and its like: values of the session, as those of functions are. */
const OF_SESSION = new Set(['CURRENT_ROLE', 'CURRENT_USER', 'USER', 'SESSION_USER'].map((name) => `SVFOP_${name}`));

/**
 * An expression in which each call whose value the planner would look up in this session (estimate_expression_value runs stable
 * functions without columns) stands in a sub-select, which it does not run. The value then counts as unknown, and the plan is one for
 * any. Calls that stand in one already are left as they are.
 * @param isOfSession whether the value of the function of this name (without its schema) depends on the session
 * @throws SqlSyntaxError
 */
export function deferCalls(expression: string, isOfSession: (name: string) => boolean): string {
  // The line break ends a trailing comment.
  const sql = `${BEFORE}${expression}\n)`;
  const { stmt } = parseOne(sql);
  const calls = stmt && 'SelectStmt' in stmt ? outermostCalls(stmt.SelectStmt.targetList, isOfSession) : [];
  if (calls.length === 0) return expression;
  const bytes = Buffer.from(sql);
  const tokens = scan(sql);
  const texts = [];
  let done = BEFORE.length;
  for (const { location, hasArguments } of calls) {
    const from = tokens.findIndex(({ start }) => start === location);
    const end = (hasArguments ? closing(tokens.slice(from)) : tokens[from])?.end;
    if (end === undefined) continue;
    texts.push(bytes.toString('utf8', done, location), '(SELECT ', bytes.toString('utf8', location, end), ')');
    done = end;
  }
  return [...texts, bytes.toString('utf8', done, bytes.length - '\n)'.length)].join('');
}

interface Call {
  /** Byte offset. */
  readonly location: number;
  readonly hasArguments: boolean;
}

/** In the order of the text. */
function outermostCalls(tree: readonly Node[] | undefined, isOfSession: (name: string) => boolean): readonly Call[] {
  const calls: Call[] = [];
  walk(tree, (type, fields) => {
    if (type === 'SelectStmt') return fields.fromClause !== undefined;
    if (type !== 'FuncCall' && type !== 'SQLValueFunction') return true;
    if (!isForAllRows({ [type]: fields }, isOfSession)) return true;
    calls.push({ location: Number(fields.location ?? 0), hasArguments: type === 'FuncCall' });
    return false;
  });
  return calls.sort((a, b) => a.location - b.location);
}

/** Of the session, and without a column. */
function isForAllRows(call: unknown, isOfSession: (name: string) => boolean): boolean {
  let dependsOnSession = false;
  let dependsOnRow = false;
  walk(call, (type, fields) => {
    if (type === 'ColumnRef') dependsOnRow = true;
    if (type === 'SQLValueFunction' && OF_SESSION.has(String(fields.op))) dependsOnSession = true;
    if (type === 'FuncCall' && isOfSession(lastString(fields.funcname as Node[]))) dependsOnSession = true;
    return true;
  });
  return dependsOnSession && !dependsOnRow;
}

/** The parenthesis that closes the first one. */
function closing(tokens: ReturnType<typeof scan>): ReturnType<typeof scan>[number] | undefined {
  let depth = 0;
  return tokens.find(({ tokenName }) => {
    if (tokenName === 'ASCII_40') depth++;
    return tokenName === 'ASCII_41' && --depth === 0;
  });
}
