import type { IndexDefinition } from '../catalog/model.ts';
import { bit, isSubset, members, without } from './bits.ts';
import type { Bits } from './bits.ts';
import { sameKeys, sameRelation, width } from './definition.ts';
import { holdsBoth } from './merging.ts';
import { subject } from './roles.ts';
import { bestKnown, holdingCostOf, priceOf, usersOf } from './problem.ts';
import type { Candidate, PricedUnit, Problem } from './problem.ts';
import { LEAST_OF_WORKLOAD, leastGain, tolerableLoss } from './thresholds.ts';
import type { Given } from './thresholds.ts';

/** What each query costs before anything is taken away: losses are counted from here, so that small ones do not add up. */
export type Reference = ReadonlyMap<PricedUnit, number>;

export function referenceOf(problem: Problem, set: Bits): Reference {
  return new Map(problem.units.map((unit) => [unit, bestKnown(problem, unit, set).cost]));
}

/** Takes away each index without which no query loses enough to justify it, the least missed first. */
export async function drop(problem: Problem, start: Bits, reference: Reference): Promise<Bits> {
  const least = LEAST_OF_WORKLOAD * [...reference].reduce((sum, [{ query }, cost]) => sum + query.calls * cost, 0);
  let chosen = start;
  for (;;) {
    const users = usersOf(problem, chosen);
    let leastMissed: { readonly member: number; readonly lossPerByte: number } | undefined;
    for (const member of members(chosen)) {
      const candidate = problem.candidates[member]!;
      let loss = 0;
      let isMissed = false;
      for (const unit of users.get(member)!) {
        const { cost } = await priceOf(problem, unit, without(chosen, bit(member)));
        loss += unit.query.calls * (cost - reference.get(unit)!);
        isMissed ||= unit.eligible && isMissedBy(problem, candidate, cost, reference.get(unit)!);
      }
      if (isMissed && loss - holdingCostOf(problem, bit(member)) > least) continue;
      const lossPerByte = loss / candidate.sizeBytes;
      if (!leastMissed || lossPerByte < leastMissed.lossPerByte) leastMissed = { member, lossPerByte };
    }
    if (!leastMissed) return chosen;
    chosen = without(chosen, bit(leastMissed.member));
    if (problem.isLate()) return chosen;
  }
}

function isMissedBy(problem: Problem, candidate: Candidate, cost: number, reference: number): boolean {
  return cost - reference >= leastGain(cost, [candidate], problem.options);
}

/** Exchanges each index for a narrower one of the same columns, where no query loses more than a little by it, or all together less than it costs to hold. */
export async function narrow(problem: Problem, start: Bits, reference: Reference): Promise<Bits> {
  let chosen = start;
  const users = usersOf(problem, start);
  const widestFirst = members(start).sort((a, b) => widthOf(problem, b) - widthOf(problem, a) || a - b);
  for (const member of widestFirst) {
    if (problem.isLate()) break;
    const rest = without(chosen, bit(member));
    for (const other of narrowerThan(problem, member)) {
      const given = givenByNarrowing(problem.candidates[member]!.definition, problem.candidates[other]!.definition);
      const set = rest | bit(other);
      if (isSubset(bit(other), rest)) continue;
      const concerned = users.get(member)!;
      if (
        !(await isTolerable(problem, concerned, set, reference, given)) &&
        !(await isWorthLess(problem, concerned, { from: chosen, to: set }, reference))
      )
        continue;
      chosen = set;
      break;
    }
  }
  return chosen;
}

/** Exchanges two indexes of one table for a single one that serves both their queries nearly as well. */
export async function unite(
  problem: Problem,
  start: Bits,
  reference: Reference,
  unions: (a: number, b: number) => readonly number[],
): Promise<Bits> {
  let chosen = start;
  for (const a of members(start)) {
    for (const b of members(start)) {
      if (a >= b || problem.isLate() || !isSubset(bit(a) | bit(b), chosen)) continue;
      if (!sameRelation(problem.candidates[a]!.definition.relation, problem.candidates[b]!.definition.relation))
        continue;
      const users = usersOf(problem, chosen);
      const concerned = [...new Set([...users.get(a)!, ...users.get(b)!])];
      const limit = problem.candidates[a]!.sizeBytes + problem.candidates[b]!.sizeBytes;
      const given = givenByUniting(problem.candidates[a]!.definition, problem.candidates[b]!.definition);
      for (const union of unions(a, b)) {
        const set = without(chosen, bit(a) | bit(b)) | bit(union);
        if (problem.candidates[union]!.sizeBytes >= limit) continue;
        if (!(await isTolerable(problem, concerned, set, reference, given))) continue;
        chosen = set;
        break;
      }
    }
  }
  return chosen;
}

/** One that begins with another key seems dearer or cheaper than it is, even where a statement asks nothing of the key that goes. */
function givenByNarrowing(wide: IndexDefinition, narrow: IndexDefinition): Given {
  if (wide.include.length > 0) return 'included columns';
  return subject(wide.keys[0]!) === subject(narrow.keys[0]!) ? 'keys' : 'order';
}

/** Of two indexes of which the one begins as the other, or holds all that it holds, nobody wants to keep both. */
function givenByUniting(a: IndexDefinition, b: IndexDefinition): Given {
  const [narrow, wide] = a.keys.length <= b.keys.length ? [a, b] : [b, a];
  if (sameKeys(narrow, { ...wide, keys: wide.keys.slice(0, narrow.keys.length) })) return 'included columns';
  return holdsBoth(a, b, b) || holdsBoth(b, a, a) ? 'order' : 'keys';
}

/** Whether all that is lost by the exchange is less than what included columns that go cost to hold. */
async function isWorthLess(
  problem: Problem,
  units: readonly PricedUnit[],
  { from, to }: { readonly from: Bits; readonly to: Bits },
  reference: Reference,
): Promise<boolean> {
  const saved = holdingCostOf(problem, from) - holdingCostOf(problem, to);
  let loss = 0;
  for (const unit of units) {
    const { cost } = await priceOf(problem, unit, to);
    loss += unit.query.calls * (cost - reference.get(unit)!);
    if (loss >= saved) return false;
  }
  return loss < saved;
}

/** @param given what the indexes that give way have more. */
export async function isTolerable(
  problem: Problem,
  units: readonly PricedUnit[],
  set: Bits,
  reference: Reference,
  given: Given,
): Promise<boolean> {
  for (const unit of units) {
    if (!unit.eligible) continue;
    const { cost } = await priceOf(problem, unit, set);
    const before = reference.get(unit)!;
    if (cost - before > tolerableLoss(before, given, problem.options)) return false;
  }
  return true;
}

/** The narrowest first. */
function narrowerThan(problem: Problem, member: number): readonly number[] {
  const wide = problem.candidates[member]!.definition;
  const columns = new Set([...wide.keys.map(subject), ...wide.include]);
  return problem.candidates
    .map(({ definition }, other) => ({ definition, other }))
    .filter(
      ({ definition }) =>
        sameRelation(definition.relation, wide.relation) &&
        definition.method === wide.method &&
        definition.unique === wide.unique &&
        width(definition) < width(wide) &&
        [...definition.keys.map(subject), ...definition.include].every((column) => columns.has(column)),
    )
    .map(({ other }) => other)
    .sort((a, b) => widthOf(problem, a) - widthOf(problem, b) || a - b);
}

function widthOf(problem: Problem, member: number): number {
  return width(problem.candidates[member]!.definition);
}
