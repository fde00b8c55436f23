import { readFile, stat } from 'node:fs/promises';

export interface PassfileKey {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/**
 * The password that a file in .pgpass form holds for a connection, or null. As libpq does, a file that others may read is
 * ignored.
 */
export async function readPassfile(path: string, key: PassfileKey): Promise<string | null> {
  try {
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) return null;
    return findPassword(await readFile(path, 'utf8'), key);
  } catch {
    return null;
  }
}

/** The first line that matches wins; `*` matches anything, `\:` and `\\` are escapes. */
export function findPassword(text: string, key: PassfileKey): string | null {
  // A socket directory is looked up as `localhost` (libpq: when it is the default directory).
  const hosts = key.host.startsWith('/') ? [key.host, 'localhost'] : [key.host];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#') || line === '') continue;
    const [host, port, database, user, password] = fields(line);
    if (password === undefined) continue;
    const matches = (pattern: string | undefined, ...values: string[]) =>
      pattern === '*' || values.includes(pattern ?? '');
    if (
      matches(host, ...hosts) &&
      matches(port, String(key.port)) &&
      matches(database, key.database) &&
      matches(user, key.user)
    ) {
      return password;
    }
  }
  return null;
}

function fields(line: string): string[] {
  return [...line.matchAll(/((?:[^:\\]|\\.|\\$)*)(?::|$)/g)].map((match) => match[1]!.replaceAll(/\\(.)/g, '$1'));
}
