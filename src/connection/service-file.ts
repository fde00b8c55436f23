import { readFile } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import type { ConnectionParameters } from './connection-string.ts';

/**
 * The parameters of a section of pg_service.conf. LDAP lookups and nested `service` keys are not supported.
 * @throws UserError when no file defines the service
 */
export async function readService(name: string, paths: readonly string[]): Promise<ConnectionParameters> {
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch(() => null);
    const section = text === null ? null : findService(text, name);
    if (section) return section;
  }
  throw new UserError(`the service "${name}" is not defined`, { hint: `Define [${name}] in ${paths.join(' or ')}.` });
}

export function findService(text: string, name: string): ConnectionParameters | null {
  let found: Record<string, string> | null = null;
  for (const line of text.split(/\r?\n/).map((raw) => raw.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    const header = /^\[(.*)\]$/.exec(line);
    if (header) {
      if (found) return found;
      if (header[1] === name) found = {};
    } else if (found) {
      const [, key, value] = /^([^=]*)=(.*)$/.exec(line) ?? [];
      if (key !== undefined && value !== undefined) found[key.trim()] = value.trim();
    }
  }
  return found;
}
