import type { LogRecord } from './log/record.ts';
import { isMisread, timezoneChangedTo } from './log/zones.ts';

const TIMEZONE = 'log_timezone';
/** Settings of the server that leave statements out of its log, each with what is missing then; and the one that times may be misread by. */
const MISSING: Readonly<Record<string, string>> = {
  'auto_explain.sample_rate': 'plans are those of a sample',
  log_min_duration_sample: 'faster statements are counted only as far as other settings log them',
  log_min_duration_statement: 'faster statements are not counted',
  log_statement_sample_rate: 'calls and times are those of a sample',
  [TIMEZONE]: 'its times are read as those of another zone; for that one, pass it as --log-timezone',
  log_transaction_sample_rate: 'of some transactions there is nothing',
};
/** Of a setting that logs statements by their duration: none. It is the default. */
const OFF = '-1';
const MISSING_WHEN_OFF = 'only what other settings log is counted';
const PARAMETER = 'parameter "';
/** What the server logs when its configuration is read again. */
const CHANGE = /^parameter "([\w.]{1,63})" changed to "([^"\n]{1,20})"$/;
const REMOVED = /^parameter "([\w.]{1,63})" removed from configuration file, reset to default$/;
/** Values of one setting that are kept. */
const MOST_VALUES = 5;

/** Values that leave something out, by setting, in the order in which the log tells of them. */
export type LoggedSettings = Readonly<Record<string, readonly string[]>>;

/** Gathers what a log tells of such settings: only changes are told, and only those of the configuration file. */
export class SettingsTally {
  readonly #values = new Map<string, string[]>();
  #before: number | null = null;

  take({ message, at }: Pick<LogRecord, 'message' | 'at'>): void {
    this.#takeTimezone(message, at);
    this.#before = at;
    if (!message.startsWith(PARAMETER)) return;
    const [, name = '', value = ''] = CHANGE.exec(message) ?? readRemoved(message);
    if (name in MISSING && name !== TIMEZONE && leavesOut(name, value)) this.#add(name, value);
  }

  /** Just before a change the server tells that it reads its configuration. */
  #takeTimezone(message: string, at: number | null): void {
    const timezone = timezoneChangedTo(message);
    if (timezone === null || at === null || this.#before === null) return;
    if (isMisread(timezone, at, this.#before)) this.#add(TIMEZONE, timezone);
  }

  #add(name: string, value: string): void {
    const values = this.#values.get(name) ?? [];
    if (values.length < MOST_VALUES && !values.includes(value)) values.push(value);
    this.#values.set(name, values);
  }

  /** Null where nothing was told. */
  toRecord(): LoggedSettings | null {
    const names = [...this.#values.keys()].sort();
    return names.length === 0 ? null : Object.fromEntries(names.map((name) => [name, this.#values.get(name)!]));
  }
}

/** The defaults of the rates leave nothing out. */
function readRemoved(message: string): readonly string[] {
  const [all, name = ''] = REMOVED.exec(message) ?? [];
  return all !== undefined && isOfDuration(name) ? [all, name, OFF] : [];
}

function isOfDuration(name: string): boolean {
  return name.startsWith('log_min_duration_');
}

function leavesOut(name: string, value: string): boolean {
  const number = Number.parseFloat(value);
  if (isOfDuration(name)) return number > 0 || value === OFF;
  return number < 1 && (number > 0 || name !== 'log_transaction_sample_rate');
}

/** One line for each setting, and another one where it was turned off. */
export function describeSettings(settings: LoggedSettings): string[] {
  return Object.entries(settings).flatMap(([name, values]) => {
    const isOff = isOfDuration(name) && values.includes(OFF);
    const others = isOff ? values.filter((value) => value !== OFF) : values;
    const lines = isOff ? [describe(name, [OFF], MISSING_WHEN_OFF)] : [];
    return others.length === 0 ? lines : [describe(name, others, MISSING[name] ?? 'some is missing'), ...lines];
  });
}

function describe(name: string, values: readonly string[], missing: string): string {
  const list = values.length === 1 ? values[0]! : `${values.slice(0, -1).join(', ')} and ${values.at(-1)!}`;
  return `while it was written ${name} was set to ${list}: from then on ${missing}`;
}
