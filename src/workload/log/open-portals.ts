import { firstWord } from '../../sql/tokens.ts';
import { ownText } from '../own-text.ts';
import { splitLogged } from '../split-logged.ts';
import type { LoggedStatement } from './logged-statement.ts';

/**
 * A portal that may be open still: ExecutorEnd, and with it auto_explain's plan, comes when it is closed, whatever the session has run
 * meanwhile.
 */
export interface OpenPortal {
  /** Empty of the unnamed one; null of a cursor that a statement has declared. */
  readonly name: string | null;
  /** What its plan has for its text. */
  readonly sql: string;
  /** Its execution, where no duration was logged of it: the plan tells the time. */
  untimed: LoggedStatement | null;
}

/** Of a session at a time, or left so: plans below auto_explain.log_min_duration never come. */
const MOST_OPEN = 32;

/** How many cursors a text declares. */
export function cursorsIn(sql: string): number {
  if (!/\bdeclare\b/i.test(sql)) return 0;
  return splitLogged(sql).filter((statement) => firstWord(statement) === 'declare').length;
}

/** The portals that are open after one more was. Of those with a name only the last can be. */
export function openPortal(portals: readonly OpenPortal[], opened: OpenPortal): OpenPortal[] {
  const others = opened.name === null ? portals : portals.filter(({ name }) => name !== opened.name);
  return [...others.slice(1 - MOST_OPEN), { ...opened, sql: ownText(opened.sql) }];
}

/** Binding the unnamed portal anew, and every simple query, closes the one before. */
export function withoutUnnamed(portals: readonly OpenPortal[]): OpenPortal[] {
  return portals.filter(({ name }) => name !== '');
}
