/** `while updating tuple (0,122) in relation "accounts"`: the name, in any language; null in other contexts. */
export function relationIn(context: string | null): string | null {
  return /\(\d+,\d+\)[^"«„»“]{0,40}["«„»“]([^"»“«]+)["»“«]/u.exec(context ?? '')?.[1] ?? null;
}

/** `shop.public.kv` → `public.kv`, as autovacuum names tables. */
export function withoutDatabase(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}
