/**
 * `while updating tuple (0,122) in relation "accounts"`, as a whole line, whose one name in quotes stands after the tuple, or before it in
 * Chinese and Japanese. Korean has no parentheses around the tuple.
 */
const TUPLE = String.raw`(?:[(（]\d+, ?\d+[)）]|^\d+,\d+)`;
const OTHER = String.raw`[^\d"«»„“”]*`;
const RELATION = String.raw`["«»„“]\s?([^"«»„“”\n]+?)\s?["«»“”]`;
const TUPLE_IN_RELATION = new RegExp(
  `^(?:${OTHER}${TUPLE}${OTHER}${RELATION}${OTHER}|${OTHER}${RELATION}${OTHER}${TUPLE}${OTHER})$`,
  'u',
);
/** What says "SQL statement" or "PL/pgSQL function", in any language, before the text of one, which looks like anything. */
const TELLS_OF_SQL = /^[^"«»„“”]*SQL/u;

/**
 * The relation of the tuple that a lock is waited for, in any language; null in other contexts. Only the first line is the waiting's own: those
 * after it are of the functions and statements that it happened in, whose texts may hold anything.
 */
export function relationIn(context: string | null): string | null {
  const [line = ''] = context?.split('\n', 1) ?? [];
  if (TELLS_OF_SQL.test(line)) return null;
  const [, after, before] = TUPLE_IN_RELATION.exec(line.trimEnd()) ?? [];
  return after ?? before ?? null;
}

/** `shop.public.kv` → `public.kv`, as autovacuum names tables. */
export function withoutDatabase(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}

const AUTOVACUUM = /^automatic (?:aggressive )?(?:vacuum|analyze)(?: to prevent wraparound)? of table "(.+?)"/m;

/** Whether autovacuum tells of a table in another database: its workers have none in the prefix, and name it in the message or the context. */
export function isElsewhere(text: string | null, database: string): boolean {
  const [, table] = AUTOVACUUM.exec(text ?? '') ?? [];
  return table !== undefined && !table.startsWith(`${database}.`);
}
