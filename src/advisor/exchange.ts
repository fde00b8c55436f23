import { bit, members, NONE, without } from './bits.ts';
import type { Bits } from './bits.ts';
import { sameRelation, width } from './definition.ts';
import { holdingCostOf } from './problem.ts';
import type { Problem } from './problem.ts';
import { subject } from './roles.ts';
import { helps } from './selection.ts';
import { costWith, knownWays, positionsByMember } from './ways.ts';

/**
 * Exchanges an index for a wider one of the same columns and more, where that pays although a second index beside the
 * first would not. Uses known prices alone.
 */
export function widen(problem: Problem, start: Bits): Bits {
  const ways = knownWays(problem);
  const useful = members(ways.reduce((bits, { concern }) => bits | concern, NONE));
  const positions = positionsByMember(ways);
  const costs = ways.map((way) => costWith(way, start));
  const widerThan = new Map<number, readonly number[]>();
  let chosen = start;

  function wider(member: number): readonly number[] {
    const known = widerThan.get(member) ?? useful.filter((other) => isWider(problem, other, member));
    widerThan.set(member, known);
    return known;
  }

  /** What is saved; 0 where no query has a good reason for it. */
  function netOf(member: number, wide: number): number {
    const set = without(chosen, bit(member)) | bit(wide);
    let gain = 0;
    let isHelp = false;
    for (const position of new Set([member, wide].flatMap((one) => positions.get(one) ?? []))) {
      const way = ways[position]!;
      const after = costWith(way, set);
      gain += way.unit.query.calls * (costs[position]! - after);
      isHelp ||= helps(problem, way.unit, bit(wide), costs[position]!, after);
    }
    return isHelp ? gain + holdingCostOf(problem, chosen) - holdingCostOf(problem, set) : 0;
  }

  while (!problem.isLate()) {
    let best: { readonly member: number; readonly wide: number; readonly net: number } | undefined;
    for (const member of members(chosen)) {
      for (const wide of wider(member)) {
        const net = netOf(member, wide);
        if (net > (best?.net ?? 0)) best = { member, wide, net };
      }
    }
    if (!best) return chosen;
    chosen = without(chosen, bit(best.member)) | bit(best.wide);
    for (const one of [best.member, best.wide])
      for (const position of positions.get(one) ?? []) costs[position] = costWith(ways[position]!, chosen);
  }
  return chosen;
}

function isWider(problem: Problem, wide: number, narrow: number): boolean {
  const [a, b] = [problem.candidates[wide]!.definition, problem.candidates[narrow]!.definition];
  if (a.method !== b.method || width(a) <= width(b) || !sameRelation(a.relation, b.relation)) return false;
  const columns = new Set([...a.keys.map(subject), ...a.include]);
  return [...b.keys.map(subject), ...b.include].every((column) => columns.has(column));
}
