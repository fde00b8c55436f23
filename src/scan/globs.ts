import { UserError } from '../errors.ts';
import { nearestName } from '../lint/nearest-name.ts';

/**
 * Names of relations as `schema.table`.
 * @throws UserError for a glob that names none of them, with the nearest name: a misspelt `--include` would report nothing.
 */
export function expectMatches(globs: readonly string[], names: readonly string[]): void {
  for (const glob of globs) {
    if (names.some((name) => matchesGlob(name, glob))) continue;
    const spelt = glob.includes('.') ? names : names.map((name) => name.slice(name.indexOf('.') + 1));
    const nearest = nearestName(glob, spelt);
    throw new UserError(`no table is named ${glob}`, {
      hint: nearest ? `did you mean ${nearest}?` : 'name it as schema.table',
    });
  }
}

/** Whether a `schema.table` name passes `--include` and `--exclude`: included by some glob, or by none given, and not excluded. */
export function passesGlobs(
  name: string,
  globs: { readonly include: readonly string[]; readonly exclude: readonly string[] },
): boolean {
  const included = globs.include.length === 0 || globs.include.some((glob) => matchesGlob(name, glob));
  return included && !globs.exclude.some((glob) => matchesGlob(name, glob));
}

/** `*` stands for any characters, `?` for one; a glob without a dot names a table of any schema. */
function matchesGlob(name: string, glob: string): boolean {
  const whole = glob.includes('.') ? glob : `*.${glob}`;
  const pattern = whole
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`, 's').test(name);
}
