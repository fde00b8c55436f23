import { withoutCompression } from './compressed-name.ts';

/**
 * Compressed copies of files that are there, too (`gzip -k`, a compression that is going on), by the name of that which is left out the one
 * that is read. A file that was begun anew under the name of an older, compressed one is no copy of it.
 * @param headOf the first bytes of what a file holds, decompressed; empty where it cannot be read
 */
export async function compressedCopies(
  paths: readonly string[],
  headOf: (path: string) => Promise<Buffer>,
): Promise<ReadonlyMap<string, string>> {
  const logs = new Map<string, string[]>();
  for (const path of paths) logs.set(withoutCompression(path), [...(logs.get(withoutCompression(path)) ?? []), path]);
  const found = new Map<string, string>();
  for (const [plain, names] of logs) {
    if (names.length < 2) continue;
    const heads = await Promise.all(names.map(async (name) => ({ name, head: await headOf(name) })));
    const [best, ...others] = heads.sort(
      (a, b) => b.head.length - a.head.length || Number(b.name === plain) - Number(a.name === plain),
    );
    for (const { name, head } of others)
      if (head.length > 0 && head.equals(best!.head.subarray(0, head.length))) found.set(name, best!.name);
  }
  return found;
}
