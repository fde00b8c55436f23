import { statSync, type Dirent } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../errors.ts';
import { openStream } from '../files/open-stream.ts';

/**
 * Names → files, in order: `-` (standard input) and files stay, a directory stands for the regular files in it, and `*` and `?` in the
 * last part of a path (where no shell has resolved them) for those that match. What several names stand for (links, too) is there once.
 * @throws UserError for a name that stands for nothing
 */
export async function expandInputs(names: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const name of names) files.push(...(name === '-' ? ['-'] : await expand(name)));
  return distinct(files);
}

/** The same of names that may stand for nothing for now: a log is renamed before it is made again, and old ones are removed. */
export async function expandPresent(names: readonly string[]): Promise<string[]> {
  const found = await Promise.all(names.map((name) => expandInputs([name]).catch(() => [])));
  return distinct(found.flat());
}

/** The first name of each file; of a symbolic link and what it leads to the latter. */
async function distinct(names: readonly string[]): Promise<string[]> {
  const files = new Map<string, { readonly name: string; readonly isLink: boolean }>();
  for (const name of names) {
    const [key, entry] = await Promise.all([identityOf(name), lstat(name).catch(() => null)]);
    const isLink = entry?.isSymbolicLink() === true;
    if (!files.has(key) || (files.get(key)!.isLink && !isLink)) files.set(key, { name, isLink });
  }
  return [...files.values()].map(({ name }) => name);
}

/** The same for all names of a file. */
export async function identityOf(name: string): Promise<string> {
  const file = await stat(name, { bigint: true }).catch(() => null);
  return file?.ino ? `${file.dev}:${file.ino}` : name;
}

async function expand(name: string): Promise<string[]> {
  const part = basename(name);
  try {
    const isDirectory = (await stat(name)).isDirectory();
    return isDirectory ? await listFiles(name, () => true, `${name} has no files in it`) : [name];
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (!/[*?]/.test(part)) throw unreadable(name, error);
  }
  const pattern = part
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const regex = new RegExp(`^${pattern}$`, 's');
  return listFiles(dirname(name), (file) => regex.test(file), `${name} matches no file`);
}

async function listFiles(directory: string, matches: (file: string) => boolean, complaint: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    const named = entries.filter(({ name }) => !name.startsWith('.') && matches(name));
    const taken = await Promise.all(named.map(mayBeFile));
    const files = named
      .filter((_, i) => taken[i])
      .map(({ name }) => join(directory, name))
      .sort();
    if (files.length === 0) throw new UserError(complaint);
    return files;
  } catch (error) {
    throw error instanceof UserError ? error : unreadable(directory, error);
  }
}

/** A link is what it leads to; one that leads nowhere stays, for who reads it says so. */
async function mayBeFile(entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isFile();
  const target = await stat(join(entry.parentPath, entry.name)).catch(() => null);
  return target === null || target.isFile();
}

/** The bytes of an input; of a file also its path, for who reads it in another way than from the beginning to the end. */
export interface InputBytes extends AsyncIterable<Uint8Array> {
  readonly path: string | null;
  /** When it was last written, in milliseconds since 1970; now for what is written meanwhile. */
  readonly writtenAt: () => number;
  /** To be told of bytes that were read in another way. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * The bytes of a file, or of standard input for `-`.
 * @throws UserError (while reading) when the file cannot be read
 */
export function openInput(
  name: string,
  onBytes: (bytes: number) => void = () => {},
  standardInput: AsyncIterable<Uint8Array> = process.stdin,
): InputBytes {
  async function* read(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of name === '-' ? standardInput : openStream(name)) {
        onBytes(chunk.byteLength);
        yield chunk;
      }
    } catch (error) {
      throw asUserError(name, error);
    }
  }
  const writtenAt = () => (name === '-' ? undefined : statSync(name, { throwIfNoEntry: false })?.mtimeMs) ?? Date.now();
  return { path: name === '-' ? null : name, writtenAt, onBytes, [Symbol.asyncIterator]: read };
}

/** The system's errors as the user is to read them. */
export function asUserError(name: string, error: unknown): unknown {
  const isSystem = typeof (error as { code?: unknown }).code === 'string' && 'syscall' in (error as object);
  return isSystem ? unreadable(name, error) : error;
}

function unreadable(name: string, error: unknown): UserError {
  const code = String((error as { code?: unknown }).code);
  // What stands for bytes that are no UTF-8 cannot be made those again.
  const isMangled = name.includes('\uFFFD');
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: isMangled ? 'its name is not in UTF-8' : 'there is no such file',
    ENOTDIR: 'there is no such file',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EISDIR: 'it is a directory',
    ELOOP: 'its links lead in a circle',
  };
  const hints: Readonly<Record<string, string | undefined>> = {
    ENOENT: isMangled ? 'Rename it, or pipe it in with --log -' : undefined,
    EACCES: 'Server logs belong to the postgres user: run as a member of its group, or pipe them in with --log -',
  };
  const hint = hints[code];
  return new UserError(`cannot read ${name}: ${reasons[code] ?? code}`, { ...(hint && { hint }), cause: error });
}
