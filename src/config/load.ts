import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '../errors.ts';
import { DEFAULT_CONFIG, type LoadedConfig } from './model.ts';
import { parseConfig } from './parse.ts';

/** Looked for in this order. */
export const CONFIG_FILES = ['idx-advisor.config.js', 'idx-advisor.config.mjs', 'idx-advisor.config.json'] as const;
const MANIFEST = 'package.json';
const PACKAGE_KEY = 'idx-advisor';

/**
 * The configuration: of the named file, or of the first usual one in the folder, or of the key in its package.json; else in
 * the folders above, up to that of the repository (which holds `.git`) or of the file system; the defaults where there is none.
 * @throws UserError for a file that cannot be read, or that says what is not known.
 */
export async function loadConfig(path: string | undefined, folder: string): Promise<LoadedConfig> {
  if (path !== undefined) return readConfig(resolve(folder, path), path);
  for (const at of await foldersUpwards(folder)) {
    const found = await findConfig(at);
    if (found) return readConfig(join(at, found.file), join(relative(folder, at), found.name));
  }
  return { config: DEFAULT_CONFIG, path: null, folder };
}

/** The folder, and those that hold it, up to the root of its repository; a worktree and a submodule have a file `.git`. */
async function foldersUpwards(folder: string): Promise<readonly string[]> {
  const folders: string[] = [];
  for (let at = resolve(folder); ; at = dirname(at)) {
    folders.push(at);
    const isRoot = await stat(join(at, '.git')).then(
      () => true,
      () => false,
    );
    if (isRoot || dirname(at) === at) return folders;
  }
}

/** The configuration of a folder by its file, and by what to call it; null where there is none. */
export async function findConfig(folder: string): Promise<{ readonly file: string; readonly name: string } | null> {
  for (const name of CONFIG_FILES) if (await isFile(join(folder, name))) return { file: name, name };
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => '');
  return packageKey(text) === undefined ? null : { file: MANIFEST, name: `${MANIFEST}, key ${PACKAGE_KEY}` };
}

async function readConfig(file: string, shown: string): Promise<LoadedConfig> {
  const isManifest = basename(file) === MANIFEST;
  const value = file.endsWith('.json') ? await readJson(file, shown) : await importDefault(file, shown);
  const own = isManifest ? ((value as Record<string, unknown> | null)?.[PACKAGE_KEY] ?? {}) : value;
  return { config: parseConfig(own, shown), path: file, folder: dirname(file) };
}

async function readJson(file: string, shown: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw unreadable(shown, cause);
  });
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new UserError(`${shown} is not JSON: ${(cause as Error).message}`, { hint: 'mend it there', cause });
  }
}

/** @throws UserError where the module is not there, does not run, or has no default export. */
export async function importDefault(file: string, shown: string = relative('.', file)): Promise<unknown> {
  if (!(await isFile(file))) throw unreadable(shown, null);
  let module: Readonly<Record<string, unknown>>;
  try {
    module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (cause) {
    throw new UserError(`${shown} does not run: ${(cause as Error).message}`, { hint: 'mend it there', cause });
  }
  if (module.default !== undefined) return module.default;
  throw new UserError(`${shown} has no default export`, { hint: 'write it as `export default …`' });
}

/** A broken package.json is npm's to complain of. */
function packageKey(text: string): unknown {
  try {
    return (JSON.parse(text) as Record<string, unknown> | null)?.[PACKAGE_KEY];
  } catch {
    return undefined;
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

function unreadable(shown: string, cause: unknown): UserError {
  return new UserError(`cannot read ${shown}`, { hint: 'check that it is there, and that it may be read', cause });
}
