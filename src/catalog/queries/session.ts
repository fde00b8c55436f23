/**
 * What the server's text forms depend on, set so that they are the same everywhere: with an empty search_path,
 * format_type, pg_get_expr and their like qualify every name outside pg_catalog.
 */
const CANONICAL: Readonly<Record<string, string>> = {
  search_path: '',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  bytea_output: 'hex',
  // Shortest text that reads back as the same float; the default since 12, but roles may override it.
  extra_float_digits: '1',
  quote_all_identifiers: 'off',
};

export const CANONICAL_SETTINGS: readonly string[] = Object.keys(CANONICAL);

/** Not local to the transaction, so that it also works outside of one; RESTORE_SETTINGS undoes it. */
export const SET_CANONICAL = `SELECT ${Object.entries(CANONICAL)
  .map(([name, value]) => `set_config('${name}', '${value}', false)`)
  .join(', ')}`;

/** One row: the version, and one column for each of CANONICAL_SETTINGS. */
export const SAVE_SETTINGS = `SELECT current_setting('server_version_num')::int AS version_num, ${CANONICAL_SETTINGS.map((name) => `current_setting('${name}') AS "${name}"`).join(', ')}`;

/** Parameters: the saved values in the order of CANONICAL_SETTINGS. */
export const RESTORE_SETTINGS = `SELECT ${CANONICAL_SETTINGS.map((name, index) => `set_config('${name}', $${index + 1}, false)`).join(', ')}`;
