import { LANGUAGES } from './languages.ts';
import type { LogRecord, Severity } from './record.ts';

const SEVERITIES = new Map<string, Severity>();
for (const { others } of LANGUAGES) for (const word of others) SEVERITIES.set(word, 'other');
for (const { errors } of LANGUAGES) for (const word of errors) SEVERITIES.set(word, 'error');
for (const { log } of LANGUAGES) SEVERITIES.set(log, 'log');

const FATAL = new Set(LANGUAGES.flatMap(({ errors: [, ...fatal] }) => fatal));

/** What a word stands for that begins a record (`LOG`, `ERREUR`); undefined where it is none, or of a language that is not known. */
export function severityOfTag(word: string): Severity | undefined {
  return SEVERITIES.get(word);
}

/** Whether such a word is of an error that ends the session, or the server. */
export function isFatal(word: string): boolean {
  return FATAL.has(word);
}

/** Classes of SQLSTATE: success (of LOG, NOTICE and what is below them), warning, and no data. */
const SUCCESS = '00';
const WARNINGS = ['01', '02'];

/**
 * What a csvlog's or jsonlog's level stands for. csvlog translates it, and forks of PostgreSQL have levels of their own (`AUDIT`): what is
 * not known is told by the SQLSTATE, which is the same in every language.
 */
export function severityOf(
  level: string,
  state: string | null | undefined,
): Pick<LogRecord, 'severity' | 'isByState' | 'isFatal'> {
  const severity = SEVERITIES.get(level);
  if (severity !== undefined) return { severity, ...(isFatal(level) && { isFatal: true }) };
  const stateClass = state ? state.slice(0, SUCCESS.length) : SUCCESS;
  const told = stateClass === SUCCESS ? 'log' : WARNINGS.includes(stateClass) ? 'other' : 'error';
  return { severity: told, isByState: true };
}
