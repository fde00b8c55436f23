import { firstWord } from '../../sql/tokens.ts';
import { splitLogged } from '../split-logged.ts';
import { innerQuery, reasonToSkip } from '../statement-kind.ts';
import type { PendingStatement } from './joined-session.ts';
import type { LoggedStatement } from './logged-statement.ts';
import { executedName } from './prepared.ts';
import { plannedText } from './prepared-execution.ts';
import type { LogRecord } from './record.ts';

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

/** What the extended protocol runs until its portal is closed: the plan comes after the line, that of all others before. */
const READS: ReadonlySet<string> = new Set(['select', 'with', 'values', 'table']);
/** Times are logged in whole milliseconds. */
const CLOCK_MS = 1;

const PREPARED: ReadonlySet<string> = new Set(['execute', 'prepare']);
const PLACEHOLDER = /\$\d/;

/** What a plan of it has for its text: of EXECUTE without other queries, and of what was prepared by SQL and executed by its name, what was prepared. */
export function askedText({ sql, detail }: LoggedStatement): string {
  if (detail === null || !/\b(?:execute|prepare)\b/i.test(sql)) return sql;
  const run = splitLogged(sql).filter(isRun);
  const first = run.find((statement) => executedName(statement) !== null) ?? run[0];
  return first !== undefined && run.every(isPrepared) ? plannedText(first, detail) : sql;
}

/** BEGIN and the like run no plan. */
function isRun(statement: string): boolean {
  return isPrepared(statement) || reasonToSkip(innerQuery(statement)) === null;
}

function isPrepared(statement: string): boolean {
  return PREPARED.has(firstWord(statement));
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

/**
 * Of the plans that came before a statement's line those that are its own. Others are of faster executions of the same text: log_min_duration_statement
 * told of none of them.
 * @param asked what its plan has for its text
 */
export function plansOf(
  plans: readonly LoggedStatement[],
  logged: PendingStatement,
  asked: string,
): readonly LoggedStatement[] {
  // What was told of when it began has none yet.
  if (logged.durationUs === null) return [];
  const same = plans.filter(({ sql }) => isSame(sql, asked));
  const isFirst = logged.portal === null || !READS.has(firstWord(asked));
  return same.filter((plan, index) => (isFirst && index === same.length - 1) || isWithin(plan.record, logged));
}

/** Whether a record was written while a statement ran, as far as times tell. */
function isWithin(record: LogRecord, { durationUs, record: { at } }: LoggedStatement): boolean {
  if (durationUs === null || at === null || record.at === null) return true;
  return record.at >= at - durationUs / 1000 - CLOCK_MS;
}

/** How many of a text's statements have a plan. */
function plannedIn(text: string): number {
  if (!text.includes(';')) return 1;
  return splitLogged(text).filter((sql) => reasonToSkip(innerQuery(sql)) === null).length;
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
