import type { PlanLine } from './plan-nodes.ts';

/** Plans of more nodes than this (thousands of partitions) are not compared: the table below is quadratic. */
const MOST_COMPARED = 1500;

/** For each line of two plans whether the other has it too, in the same order: same node, same conditions, any cost. */
export function changedLines(
  before: readonly PlanLine[],
  after: readonly PlanLine[],
): { readonly before: readonly boolean[]; readonly after: readonly boolean[] } {
  const changed = { before: before.map(() => true), after: after.map(() => true) };
  if (before.length > MOST_COMPARED || after.length > MOST_COMPARED) return { before: [], after: [] };
  const a = before.map(identity);
  const b = after.map(identity);
  // common[i][j]: the longest common subsequence of a from i on and b from j on.
  const common = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i]![j] = a[i] === b[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) {
      changed.before[i++] = false;
      changed.after[j++] = false;
    } else if (common[i + 1]![j]! >= common[i]![j + 1]!) i++;
    else j++;
  }
  return changed;
}

function identity({ title, conditions }: PlanLine): string {
  return JSON.stringify([title, ...conditions]);
}
