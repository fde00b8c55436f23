import { splitStatements } from '../../sql/split.ts';
import { firstWord } from '../../sql/tokens.ts';
import { innerQuery, reasonToSkip } from '../statement-kind.ts';
import type { LoggedStatement } from './logged-statement.ts';
import { preparedExecution } from './prepared.ts';

const BY_ALL: ReadonlySet<string> = new Set([
  'begin',
  'commit',
  'rollback',
  'set',
  'show',
  'fetch',
  'declare',
  'close',
]);

const PLACEHOLDER = /\$\d/;

/** What a plan of it has for its text: of EXECUTE alone, what was prepared. */
export function askedText({ sql, detail }: LoggedStatement): string {
  if (detail === null || firstWord(sql) !== 'execute' || splitStatements(sql).length > 1) return sql;
  return preparedExecution(sql, detail)?.sql ?? sql;
}

/** Of a text of several statements each has a plan: together they are one execution of that. */
export function executionsOf(plans: readonly LoggedStatement[]): readonly LoggedStatement[] {
  const [first] = plans;
  if (!first || plans.length < 2) return plans;
  const planned = plannedIn(first.sql);
  if (planned < 2) return plans;
  const executions: LoggedStatement[] = [];
  for (let at = 0; at < plans.length; at += planned) {
    const own = plans.slice(at, at + planned);
    executions.push({ ...own[0]!, durationUs: own.reduce((sum, plan) => sum + plan.durationUs!, 0) });
  }
  return executions;
}

/**
 * Plans of one text without those of its last execution, which has failed: at a later statement of the text, or when its transaction ended
 * (deferred constraints). A text with placeholders fails before its plan, or, at the end, is not named.
 */
export function withoutFailed(plans: readonly LoggedStatement[], failed: string): readonly LoggedStatement[] {
  const [first] = plans;
  if (!first || !isSame(first.sql, failed) || PLACEHOLDER.test(failed)) return plans;
  const planned = Math.max(1, plannedIn(failed));
  return plans.slice(0, -(plans.length % planned || planned));
}

/** How many of a text's statements have a plan. */
function plannedIn(text: string): number {
  if (!text.includes(';')) return 1;
  return splitStatements(text).filter((sql) => reasonToSkip(innerQuery(sql)) === null).length;
}

/** Whether log_statement = mod would not have logged it (GetCommandLogLevel; SELECT INTO is DDL). */
export function isLoggedByAll(sql: string): boolean {
  const word = firstWord(sql);
  return word === 'select' ? !/\binto\b/i.test(sql) : BY_ALL.has(word);
}

/** Whether a plan is of a logged statement: lines of a stderr log that end in CR and newline are read as what CRLF has made of them. */
export function isSame(one: string, other: string): boolean {
  if (one === other) return true;
  const plain = (sql: string) => sql.replaceAll('\r', '').trim();
  return plain(one) === plain(other);
}
