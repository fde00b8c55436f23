import type { IndexDefinition } from '../../catalog/model.ts';
import { bit, bitsOf, members, NONE, without } from '../bits.ts';
import type { Bits } from '../bits.ts';
import { leadingKey } from '../definition.ts';
import { bestKnown, sizeOf, usersOf } from '../problem.ts';
import type { Price } from '../pricing.ts';
import type { OpenProblem, PricedUnit, Problem } from '../problem.ts';

/** From one offer to the next, the largest index allowed shrinks by this factor: wide and narrow ones all come to light. */
const SHRINK = 1.8;
/** The same where so many queries share the plans that each has fewer than this. */
const SHRINK_OF_FEW = 5;
const FEW_PLANS = 40;
const SMALLEST_OFFER_BYTES = 512 * 1024;
/** Steps down from a fresh offer beside a chosen set. */
const DEEPENING_STEPS = 6;

/**
 * Learns in how many ways a query can be served, for every storage budget at once: with the one-column indexes, since most of what can
 * be gained shows there, and with each of these alone; with all candidates up to a size, for ever smaller sizes; with those of each
 * relation that begin alike; without each that a plan used; and with each that any plan used alone. Yields after each plan, so that
 * many queries can take turns.
 */
export async function* exploreSizes(
  problem: OpenProblem,
  unit: PricedUnit,
  relevant: Bits,
  maxPlans: number,
): AsyncGenerator<void, void> {
  const all = members(relevant);
  const size = (number: number) => problem.candidates[number]!.sizeBytes;
  const used = new Map<Bits, Bits>();
  let seen = NONE;
  async function* visit(sets: Iterable<Bits>): AsyncGenerator<void, void> {
    for (const set of sets) {
      if (used.size >= maxPlans || problem.isLate()) return;
      if (set === NONE || used.has(set)) continue;
      const isKnown = problem.pricer.recall(unit.position, set) !== undefined;
      const price = await priceLean(problem, unit, set);
      const found = price.cost < unit.base.cost ? price.used : NONE;
      if (!isKnown) used.set(set, found);
      seen |= found;
      if (!isKnown) yield;
    }
  }
  const withoutEach = (sets: readonly Bits[]) =>
    sets.flatMap((set) => members(used.get(set) ?? NONE).map((number) => without(set, bit(number))));

  const shrink = maxPlans < FEW_PLANS ? SHRINK_OF_FEW : SHRINK;
  const offers = [firstOfSizes(problem, relevant)];
  const largest = all.reduce((most, number) => Math.max(most, size(number)), SMALLEST_OFFER_BYTES);
  for (let limit = largest; limit >= SMALLEST_OFFER_BYTES; limit /= shrink)
    offers.push(bitsOf(all.filter((number) => size(number) <= limit)));
  yield* visit(offers.slice(0, 1));
  // Together they may be more than there is room for; and the fewer there are, the sooner a plan is made.
  // Those of large tables first: what they save is most.
  yield* visit(
    members(seen)
      .sort((a, b) => size(b) - size(a) || a - b)
      .map(bit),
  );
  yield* visit(offers.slice(1));
  for (const group of groupsOf(problem, all)) {
    // What was on offer and not taken is no better: of it, only the smaller may be worth its size.
    for (let left = group; left.length > 0;) {
      const offered = bitsOf(left);
      yield* visit([offered]);
      const widest = members(used.get(offered) ?? NONE).reduce((most, number) => Math.max(most, size(number)), 0);
      left = left.filter((number) => size(number) < widest);
    }
  }
  yield* visit(withoutEach(offers));
  yield* visit(members(seen).map(bit));
}

/** What the first plan of a query's exploration has on offer. */
export function firstOfSizes({ candidates }: OpenProblem, relevant: Bits): Bits {
  return bitsOf(members(relevant).filter((number) => isPlain(candidates[number]!.definition)));
}

function isPlain({ keys, include, predicate }: IndexDefinition): boolean {
  return keys.length === 1 && include.length === 0 && predicate === null;
}

/** Candidates of one relation that begin alike: alternatives to each other. */
function groupsOf(problem: OpenProblem, numbers: readonly number[]): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>();
  for (const number of numbers) {
    const key = leadingKey(problem.candidates[number]!.definition);
    groups.set(key, [...(groups.get(key) ?? []), number]);
  }
  return [...groups.values()];
}

/** The price without what no plan reads: another set that has none of that then knows it too. */
async function priceLean({ pricer }: OpenProblem, unit: PricedUnit, set: Bits): Promise<Price> {
  const price = await pricer.price(unit.position, set);
  return price.unread === NONE ? price : pricer.price(unit.position, without(set, price.unread));
}

/**
 * What would still help queries beside a chosen set, of what there may be room for when the largest index gives way;
 * then each newcomer alone, then without the largest of them, and so on. The queries take turns, in this order.
 */
export async function exploreBeside(
  problem: Problem,
  units: readonly PricedUnit[],
  relevant: (position: number) => Bits,
  chosen: Bits,
  budgetBytes: number,
  isSpent: () => boolean,
): Promise<void> {
  const room = roomBeside(problem, chosen, budgetBytes);
  let open = units.map((unit) => lookBeside(problem, unit, relevant(unit.position), chosen, room));
  while (open.length > 0) {
    const rest: typeof open = [];
    for (const look of open) {
      if (problem.isLate() || isSpent()) return;
      if (!(await look.next()).done) rest.push(look);
    }
    open = rest;
  }
}

function roomBeside(problem: Problem, chosen: Bits, budgetBytes: number): number {
  const largest = members(chosen).reduce((most, number) => Math.max(most, problem.candidates[number]!.sizeBytes), 0);
  return budgetBytes - sizeOf(problem, chosen) + largest;
}

async function* lookBeside(
  problem: Problem,
  unit: PricedUnit,
  relevant: Bits,
  chosen: Bits,
  room: number,
): AsyncGenerator<void, void> {
  const size = (number: number) => problem.candidates[number]!.sizeBytes;
  const present = chosen & relevant;
  let offered = present | bitsOf(members(relevant).filter((number) => size(number) <= room));
  for (let step = 0; step < DEEPENING_STEPS; step++) {
    const { used } = await priceLean(problem, unit, offered);
    const added = members(without(used, present));
    if (added.length === 0) return;
    yield;
    const widest = added.reduce((a, b) => (size(b) > size(a) ? b : a));
    for (const number of added) {
      if (number !== widest && !problem.isLate()) await problem.pricer.price(unit.position, present | bit(number));
    }
    yield;
    offered = without(offered, bit(widest));
  }
}

/**
 * What each index of a chosen set is really good for: what was known without it may be dearer than need be. Those that by what is known
 * are missed least for their size come first.
 */
export async function exploreWithout(
  problem: Problem,
  units: readonly PricedUnit[],
  chosen: Bits,
  isSpent: () => boolean,
): Promise<void> {
  const users = usersOf({ ...problem, units }, chosen);
  const lossOf = (number: number) =>
    users.get(number)!.reduce((sum, unit) => {
      const cost = (set: Bits) => bestKnown(problem, unit, set).cost;
      return sum + unit.query.calls * (cost(without(chosen, bit(number))) - cost(chosen));
    }, 0) / problem.candidates[number]!.sizeBytes;
  const losses = members(chosen).map((number) => ({ number, loss: lossOf(number) }));
  for (const { number } of losses.sort((a, b) => a.loss - b.loss || a.number - b.number)) {
    for (const unit of users.get(number)!) {
      if (problem.isLate() || isSpent()) return;
      await problem.pricer.price(unit.position, without(chosen, bit(number)));
    }
  }
}
