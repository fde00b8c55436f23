import { matchesObject } from '../lint/object-glob.ts';
import type { Ignore } from '../lint/suppression.ts';
import type { Config } from './model.ts';

/** The configuration's ignores, as the engine takes them. */
export function configuredIgnores(config: Config, file: string): readonly Ignore[] {
  return config.ignore.map(({ rule, object, reason, expires }, position) => ({
    rule,
    matches: (found) => matchesObject(object, found),
    reason,
    expires,
    source: 'configuration',
    place: `ignore[${position}] of ${file}`,
    object: { schema: '', table: '', columns: [], name: `${rule} on ${object}` },
  }));
}
