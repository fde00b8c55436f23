/** Settings of the server that leave statements out of its log, each with what is missing then. */
const MISSING: Readonly<Record<string, string>> = {
  'auto_explain.sample_rate': 'plans are those of a sample',
  log_min_duration_statement: 'faster statements are not counted',
  log_statement_sample_rate: 'calls and times are those of a sample',
  log_transaction_sample_rate: 'of some transactions there is nothing',
};
/** What the server logs when its configuration is read again. */
const CHANGE = /^parameter "([\w.]{1,63})" changed to "([^"\n]{1,20})"$/;
/** Values of one setting that are kept. */
const MOST_VALUES = 5;

/** Values that leave something out, by setting, in the order in which the log tells of them. */
export type LoggedSettings = Readonly<Record<string, readonly string[]>>;

/** Gathers what a log tells of such settings: only changes are told, and only those of the configuration file. */
export class SettingsTally {
  readonly #values = new Map<string, string[]>();

  take(message: string): void {
    const [, name = '', value = ''] = CHANGE.exec(message) ?? [];
    if (!(name in MISSING) || !leavesOut(name, value)) return;
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

function leavesOut(name: string, value: string): boolean {
  const number = Number.parseFloat(value);
  if (name === 'log_min_duration_statement') return number > 0;
  return number < 1 && (number > 0 || name !== 'log_transaction_sample_rate');
}

/** One line for each setting. */
export function describeSettings(settings: LoggedSettings): string[] {
  return Object.entries(settings).map(([name, values]) => {
    const list = values.length === 1 ? values[0]! : `${values.slice(0, -1).join(', ')} and ${values.at(-1)!}`;
    return `while it was written ${name} was set to ${list}: from then on ${MISSING[name] ?? 'some is missing'}`;
  });
}
