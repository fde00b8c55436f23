import { bit, members, NONE, without } from './bits.ts';
import type { Bits } from './bits.ts';
import { sameRelation, width } from './definition.ts';
import type { Problem } from './problem.ts';
import { subject } from './roles.ts';
import { helps } from './selection.ts';
import { costsAfter, costWith, knownWays, workloadCost } from './ways.ts';

/**
 * Exchanges an index for a wider one of the same columns and more, where that pays although a second index beside the
 * first would not. Uses known prices alone.
 */
export function widen(problem: Problem, start: Bits): Bits {
  const ways = knownWays(problem);
  const useful = members(ways.reduce((bits, { concern }) => bits | concern, NONE));
  let chosen = start;
  while (!problem.isLate()) {
    const costs = ways.map((way) => costWith(way, chosen));
    const total = workloadCost(problem, ways, costs, chosen);
    let best: { readonly set: Bits; readonly net: number } | undefined;
    for (const member of members(chosen)) {
      for (const wider of useful.filter((other) => isWider(problem, other, member))) {
        const changed = bit(member) | bit(wider);
        const set = without(chosen, bit(member)) | bit(wider);
        const next = costsAfter(ways, set, changed, costs);
        if (!ways.some(({ unit }, index) => helps(problem, unit, bit(wider), costs[index]!, next[index]!))) continue;
        const net = total - workloadCost(problem, ways, next, set);
        if (net > (best?.net ?? 0)) best = { set, net };
      }
    }
    if (!best) return chosen;
    chosen = best.set;
  }
  return chosen;
}

function isWider(problem: Problem, wide: number, narrow: number): boolean {
  const [a, b] = [problem.candidates[wide]!.definition, problem.candidates[narrow]!.definition];
  const columns = new Set([...a.keys.map(subject), ...a.include]);
  return (
    sameRelation(a.relation, b.relation) &&
    a.method === b.method &&
    width(a) > width(b) &&
    [...b.keys.map(subject), ...b.include].every((column) => columns.has(column))
  );
}
