import { fstat, type BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { UserError } from '../errors.ts';
import { expandInputs } from '../workload/files.ts';
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

/** Of standard input for `-`; null where nothing is to be told. */
function statOf(name: string): Promise<BigIntStats | null> {
  const stats = name === '-' ? promisify(fstat)(0, { bigint: true }) : stat(name, { bigint: true });
  return stats.catch(() => null);
}
