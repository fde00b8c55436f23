import { basename, dirname } from 'node:path';
import { withoutCompression } from './compressed-name.ts';
import { isRotation } from './rotation.ts';

/** What log_destination makes of one log_filename, the one that tells more first. Rotated by whoever does that. */
const NAME = /^(.*)\.(csv|json|log)(.*?)$/;
const ORDER = ['csv', 'json', 'log'];

/**
 * Files in which the server has written the same log in other formats, as it does where log_destination names several: by the name that is
 * left out the one that is read.
 * @param isLog whether a file holds a log
 */
export async function otherFormats(
  paths: readonly string[],
  isLog: (path: string) => Promise<boolean>,
): Promise<ReadonlyMap<string, string>> {
  const logs = new Map<string, { readonly path: string; readonly rank: number }[]>();
  for (const path of paths) {
    const [, stem, format, rotation] = NAME.exec(withoutCompression(basename(path))) ?? [];
    if (stem === undefined || !isRotation(rotation!)) continue;
    const key = `${dirname(path)}/${stem}${rotation!}`;
    logs.set(key, [...(logs.get(key) ?? []), { path, rank: ORDER.indexOf(format!) }]);
  }
  const found = new Map<string, string>();
  for (const files of logs.values()) {
    if (new Set(files.map(({ rank }) => rank)).size < 2) continue;
    const sorted = files.toSorted((a, b) => a.rank - b.rank);
    const best = (await Promise.all(sorted.map(({ path }) => isLog(path)))).indexOf(true);
    const { path: read, rank } = sorted[best] ?? {};
    for (const file of sorted.slice(best + 1)) if (read !== undefined && file.rank !== rank) found.set(file.path, read);
  }
  return found;
}
