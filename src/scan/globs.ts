import { UserError } from '../errors.ts';
import { nearestName } from '../lint/nearest-name.ts';

/**
 * Names of relations as `schema.table`.
 * @throws UserError for a glob that names none of them, with the nearest name: a misspelt `--include` would report nothing.
 */
export function expectMatches(globs: readonly string[], names: readonly string[]): void {
  for (const glob of globs) {
    if (names.some((name) => matchesGlob(name, glob))) continue;
    const nearest = nearestTable(glob, names);
    throw new UserError(`no table is named ${glob}`, {
      hint: nearest ? `did you mean ${nearest}?` : 'name it as schema.table',
    });
  }
}

/** In the schema that is named, where there is one: its letters, which are right, must not make up for wrong ones of the table. */
function nearestTable(glob: string, names: readonly string[]): string | undefined {
  const tableOf = (name: string) => name.slice(name.indexOf('.') + 1);
  if (!glob.includes('.')) return nearestName(glob, names.map(tableOf));
  const schema = glob.slice(0, glob.indexOf('.') + 1);
  const inSchema = names.filter((name) => name.startsWith(schema)).map(tableOf);
  if (inSchema.length === 0) return nearestName(glob, names);
  const table = nearestName(tableOf(glob), inSchema);
  return table === undefined ? undefined : schema + table;
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
