import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { MigrationFile } from './files.ts';

const MIGRATION = /\.(up|down)\.sql$/;

/**
 * Writes the files into a directory, which is made when it is missing. Nothing is written unless all can be: a file of
 * that name with other content, or a migration of another run beside them, is the user's to decide on.
 * @param options.force overwrite files of these names, and leave others where they are.
 * @returns the paths written; those that were there already with the same content are left out.
 * @throws UserError
 */
export async function writeMigrationFiles(
  directory: string,
  files: readonly MigrationFile[],
  options: { readonly force?: boolean } = {},
): Promise<readonly string[]> {
  try {
    await mkdir(directory, { recursive: true });
    const existing = (await readdir(directory)).filter((name) => MIGRATION.test(name)).sort();
    const wanted = new Map(files.map((file) => [file.name, file.content]));
    const same = new Set<string>();
    for (const name of existing) {
      const content = wanted.get(name);
      if (content !== undefined && (await readFile(join(directory, name), 'utf8')) === content) same.add(name);
      else if (!options.force) throw inTheWay(directory, name, content !== undefined);
    }
    const missing = files.filter((file) => !same.has(file.name));
    for (const { name, content } of missing) {
      // wx: what has appeared since the look above is not overwritten either.
      await writeFile(join(directory, name), content, { flag: options.force ? 'w' : 'wx' });
    }
    return missing.map((file) => join(directory, file.name));
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UserError(`the migration cannot be written to ${directory}: ${message}`, { cause: error });
  }
}

function inTheWay(directory: string, name: string, sameName: boolean): UserError {
  const path = join(directory, name);
  return new UserError(
    sameName ? `${path} exists already with other content` : `${path} is a migration of another run`,
    { hint: 'Choose an empty directory for the migration, or run with --force to write it here all the same' },
  );
}
