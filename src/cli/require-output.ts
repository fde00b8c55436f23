import { fstat, type BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { UserError } from '../errors.ts';
import { expandInputs, identityOf } from '../workload/files.ts';
import { fileOf, requireWritable } from './print-report.ts';

export interface Inputs {
  /** Names that may also be patterns and folders. */
  readonly names?: readonly string[];
  readonly files?: readonly (string | undefined)[];
}

/**
 * Whether the file of --output can be written, and is none of those that are read: writing would destroy it. One that we wrote may be in a
 * folder that is read. Asked before the work.
 * @throws UserError
 */
export async function requireOutput(output: string | undefined, { names = [], files = [] }: Inputs): Promise<void> {
  const path = fileOf(output);
  await requireWritable(path);
  const there = path === undefined ? null : await statOf(path);
  if (!there?.isFile()) return;
  const { isOwnFile } = await import('../workload/file/own-file.ts');
  for (const input of [...(await expandInputs(names)), ...files]) {
    const read = input === undefined ? null : await statOf(input);
    if (read?.ino !== there.ino || read.dev !== there.dev) continue;
    if (!names.includes(input!) && !files.includes(input) && (await isOwnFile(input!))) continue;
    throw new UserError(`cannot write ${path}: it is one of the files that are read`, {
      hint: 'name another place with --output',
    });
  }
}

/**
 * The workload files that names stand for, without that of --output where a folder or a pattern stands for it, too: with it, what was merged
 * before would count again.
 */
export async function withoutOutput(names: readonly string[], output: string | undefined): Promise<string[]> {
  const path = fileOf(output);
  const files = await expandInputs(names);
  if (path === undefined) return files;
  const there = await identityOf(path);
  const isOutput = await Promise.all(files.map(async (file) => (await identityOf(file)) === there));
  const others = files.filter((file, i) => !isOutput[i] || names.includes(file));
  return others.length > 0 ? others : files;
}

/** Of standard input for `-`; null where nothing is to be told. */
function statOf(name: string): Promise<BigIntStats | null> {
  const stats = name === '-' ? promisify(fstat)(0, { bigint: true }) : stat(name, { bigint: true });
  return stats.catch(() => null);
}
