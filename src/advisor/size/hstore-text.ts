/**
 * The pairs of an hstore in PostgreSQL's text form: `"a"=>"1", "b"=>NULL`. Text that is no hstore gives what could be read of it:
 * statistics are a help here, never a must.
 */
export function parseHstoreText(text: string): ReadonlyMap<string, string | null> {
  const pairs = text.matchAll(/"((?:[^"\\]|\\.)*)"=>(?:"((?:[^"\\]|\\.)*)"|NULL)/gs);
  return new Map(
    [...pairs].map(([, key = '', value]) => [unescaped(key), value === undefined ? null : unescaped(value)]),
  );
}

function unescaped(quoted: string): string {
  return quoted.replaceAll(/\\(.)/gs, '$1');
}
