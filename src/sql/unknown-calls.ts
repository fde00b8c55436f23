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
  return calls.length === 0 ? expression : wrapCalls(sql, calls).slice(BEFORE.length, -'\n)'.length);
}

/**
 * The same for the conditions of a whole statement: those of WHERE, ON and HAVING, at any level.
 * @throws SqlSyntaxError
 */
export function deferConditionCalls(sql: string, isOfSession: (name: string) => boolean): string {
  // Most statements call nothing of the kind, and need not be parsed to learn that.
  const isCalled = [...sql.matchAll(CALLED)].some(([, quoted, plain]) => {
    const name = quoted ?? plain?.toLowerCase();
    return name === undefined || isOfSession(name);
  });
  if (!isCalled) return sql;
  const calls: Call[] = [];
  walk(parseOne(sql).stmt, (_, fields) => {
    for (const clause of CONDITIONS) calls.push(...outermostCalls(fields[clause], isOfSession));
    return true;
  });
  // A condition in a condition is met twice.
  const distinct = [...new Map(calls.map((call) => [call.location, call])).values()];
  return distinct.length === 0 ? sql : wrapCalls(sql, distinct);
}

/** Names before a parenthesis, as they are written or quoted; and values of the session that need none. */
const CALLED = /(?:"((?:[^"]|"")+)"|([\w$]+))\s*\(|\b(?:current_role|current_user|session_user|user)\b/gi;
const CONDITIONS = ['whereClause', 'quals', 'havingClause', 'joinCondition'] as const;

function wrapCalls(sql: string, calls: readonly Call[]): string {
  const bytes = Buffer.from(sql);
  const tokens = scan(sql);
  const texts = [];
  let done = 0;
  for (const { location, hasArguments } of [...calls].sort((a, b) => a.location - b.location)) {
    const from = tokens.findIndex(({ start }) => start === location);
    const end = (hasArguments ? closing(tokens.slice(from)) : tokens[from])?.end;
    if (end === undefined) continue;
    texts.push(bytes.toString('utf8', done, location), '(SELECT ', bytes.toString('utf8', location, end), ')');
    done = end;
  }
  return [...texts, bytes.toString('utf8', done)].join('');
}

interface Call {
  /** Byte offset. */
  readonly location: number;
  readonly hasArguments: boolean;
}

function outermostCalls(tree: unknown, isOfSession: (name: string) => boolean): readonly Call[] {
  const calls: Call[] = [];
  walk(tree, (type, fields) => {
    if (type === 'SelectStmt') return fields.fromClause !== undefined;
    if (type !== 'FuncCall' && type !== 'SQLValueFunction') return true;
    if (!isForAllRows({ [type]: fields }, isOfSession)) return true;
    calls.push({ location: Number(fields.location ?? 0), hasArguments: type === 'FuncCall' });
    return false;
  });
  return calls;
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
