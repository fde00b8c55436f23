/**
 * A total order of texts in which PostgreSQL would sort them. Under the C collation that is byte order. No other collation
 * can be asked here: Intl is close, and every histogram, which the server sorted itself, corrects it.
 */

export type Compare = (a: string, b: string) => number;

/** Byte order of UTF-8: UTF-16 order, but for characters beyond the basic plane. */
export function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  return /[\ud800-\udfff]/.test(a + b) ? Buffer.compare(Buffer.from(a), Buffer.from(b)) : a < b ? -1 : 1;
}

export function comparatorFor(collation: string): Compare {
  if (/^(C|POSIX|ucs_basic|C\.UTF-?8|pg_c_utf8)$/i.test(collation)) return compareBytes;
  const locale = collation.replace(/[.@].*$/, '').replaceAll('_', '-');
  let collator: Intl.Collator;
  try {
    collator = new Intl.Collator(locale);
  } catch {
    collator = new Intl.Collator('en');
  }
  return (a, b) => collator.compare(a, b) || compareBytes(a, b);
}

/**
 * Sorts by the comparator, but keeps every chain in its order (a topological sort that takes the smallest that is free).
 * Chains that contradict each other are broken where they must.
 */
export function orderByChains(
  values: Iterable<string>,
  chains: readonly (readonly string[])[],
  compare: Compare,
): string[] {
  const sorted = [...new Set(values)].sort(compare);
  const rankOf = new Map(sorted.map((value, rank) => [value, rank]));
  const ranked = chains.map((chain) => chain.map((value) => rankOf.get(value)!));
  if (ranked.every((chain) => chain.every((rank, i) => i === 0 || chain[i - 1]! <= rank))) return sorted;

  const successors = sorted.map((): number[] => []);
  const waitsFor = new Uint32Array(sorted.length);
  for (const chain of ranked) {
    for (let i = 1; i < chain.length; i++) {
      const [before, after] = [chain[i - 1]!, chain[i]!];
      if (before === after) continue;
      successors[before]!.push(after);
      waitsFor[after]!++;
    }
  }
  const free = new MinimumHeap();
  const done = new Uint8Array(sorted.length);
  waitsFor.forEach((count, rank) => count === 0 && free.push(rank));
  const ordered: string[] = [];
  for (let next = 0; ordered.length < sorted.length;) {
    let rank = free.pop();
    if (rank === undefined) {
      while (done[next]) next++;
      rank = next;
    }
    if (done[rank]) continue;
    done[rank] = 1;
    ordered.push(sorted[rank]!);
    for (const after of successors[rank]!) if (--waitsFor[after]! === 0) free.push(after);
  }
  return ordered;
}

class MinimumHeap {
  private readonly items: number[] = [];

  push(item: number): void {
    const { items } = this;
    let at = items.push(item) - 1;
    for (let parent; at > 0 && items[(parent = (at - 1) >> 1)]! > item; at = parent) items[at] = items[parent]!;
    items[at] = item;
  }

  pop(): number | undefined {
    const { items } = this;
    const [top] = items;
    const last = items.pop();
    if (last === undefined || items.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && items[child + 1]! < items[child]!) child++;
      if (items[child]! >= last) break;
      items[at] = items[child]!;
      at = child;
    }
    items[at] = last;
    return top;
  }
}
