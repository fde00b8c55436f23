import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { isCompressedName } from '../compressed-name.ts';
import { ScanPool } from './scan-pool.ts';

/** Starting a thread takes as long as scanning a few megabytes does. */
const WORTH_BYTES = 32 * 1000 * 1000;
/** Beyond that the one thread that takes the rows is what the others wait for. */
const MOST_THREADS = 4;

/** The pool for reading these files; null where one thread does as well. `threads` is by default one for each processor, four at most. */
export function openScanPool(paths: readonly string[], threads?: number): ScanPool | null {
  const count = threads ?? Math.min(availableParallelism(), MOST_THREADS);
  if (count < 2 || paths.reduce((sum, path) => sum + bytesOf(path), 0) < WORTH_BYTES) return null;
  return new ScanPool({ threads: count });
}

/** By their names, so that nothing is read: what is compressed is scanned in one thread. 0 of a file that cannot be read: who reads it says so. */
function bytesOf(path: string): number {
  if (isCompressedName(path)) return 0;
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}
