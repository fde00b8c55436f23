/** Lists of numbers, one behind the other in the same memory: the n-th is what lies from `starts[n]` to before `starts[n + 1]`. */
export interface Lists {
  readonly starts: Int32Array;
  readonly items: Int32Array;
}

export function listsOf(lists: readonly (readonly number[])[]): Lists {
  const starts = new Int32Array(lists.length + 1);
  for (let n = 0; n < lists.length; n++) starts[n + 1] = starts[n]! + lists[n]!.length;
  const items = new Int32Array(starts[lists.length]!);
  for (let n = 0; n < lists.length; n++) items.set(lists[n]!, starts[n]);
  return { starts, items };
}

/** The n-th list, in the same memory. */
export function itemsOf({ starts, items }: Lists, n: number): Int32Array {
  return items.subarray(starts[n], starts[n + 1]);
}

export function includes({ starts, items }: Lists, n: number, item: number): boolean {
  for (let at = starts[n]!; at < starts[n + 1]!; at++) if (items[at] === item) return true;
  return false;
}

/** For each number below a count, the lists that it stands in, ascending. */
export function inverted({ starts, items }: Lists, count: number): Lists {
  const inverse = { starts: new Int32Array(count + 1), items: new Int32Array(items.length) };
  for (const item of items) inverse.starts[item + 1]!++;
  for (let item = 0; item < count; item++) inverse.starts[item + 1]! += inverse.starts[item]!;
  const ends = inverse.starts.slice();
  for (let n = 0; n + 1 < starts.length; n++)
    for (let at = starts[n]!; at < starts[n + 1]!; at++) inverse.items[ends[items[at]!]!++] = n;
  return inverse;
}
