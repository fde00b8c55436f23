/** `while updating tuple (0,122) in relation "accounts"`: the name, in any language; null in other contexts. */
export function relationIn(context: string | null): string | null {
  return /\(\d+,\d+\)[^"«„»“]{0,40}["«„»“]([^"»“«]+)["»“«]/u.exec(context ?? '')?.[1] ?? null;
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
