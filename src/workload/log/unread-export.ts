/** Enough for the first row of what psql shows with \x. */
const FIRST_LINES = 60;
/** How a row of `SELECT *` begins: user, database, whether it is at the top level, the query's id. */
const ROW = /^"?\d+"?([,;\t|])"?\d+"?\1(?:"?[tf]"?\1)?"?-?\d{5,20}"?\1/;
const COLUMNS = [/\bquery\b/, /\bcalls\b/, /\b(?:(?:total|mean)_(?:exec_)?time|shared_blks_hit)\b/];
const CELL_ENDS = /\s*[,;\t|]\s*/;
const NAMES_IN_HEADER = ['query', 'calls'];

/** Whether lines that are none of a log, nor of an export that can be read, are rows of pg_stat_statements in another form: as JSON, with \x, or without a header or their times. */
export function isUnreadExport(lines: readonly string[]): boolean {
  const [header = '', ...rows] = lines.slice(0, FIRST_LINES);
  const names = header.toLowerCase().replaceAll('"', '').trim().split(CELL_ENDS);
  if (ROW.test(header) || NAMES_IN_HEADER.every((name) => names.includes(name))) return true;
  const text = [header, ...rows].join('\n');
  return COLUMNS.every((word) => word.test(text));
}
