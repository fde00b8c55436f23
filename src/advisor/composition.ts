import type { IndexDefinition, Relation } from '../catalog/model.ts';
import type { Proposal } from '../lint/contract.ts';
import { bit, members, without } from './bits.ts';
import type { Bits } from './bits.ts';
import type { Advice, AdvisedIndex, PricedQuery } from './model.ts';
import { bestKnown, isExplored, priceOf } from './problem.ts';
import type { PricedUnit, Problem } from './problem.ts';
import type { Price } from './pricing.ts';
import type { RelationFacts } from './relations.ts';
import { rejections } from './rejections.ts';

/** The advice that a chosen set amounts to, every figure of it priced with exactly that set. */
export async function compose(
  problem: Problem,
  chosen: Bits,
  proposals: readonly Proposal[],
  facts: Pick<RelationFacts, 'upkeepOfSet' | 'untold'>,
): Promise<Pick<Advice, 'indexes' | 'queries' | 'rejected' | 'costBefore' | 'costAfter' | 'writeCost'>> {
  const after = new Map<PricedUnit, Price>();
  for (const unit of problem.units) after.set(unit, await priceOf(problem, unit, chosen));
  const indexes: AdvisedIndex[] = [];
  const readers = readersOf(after, chosen);
  for (const member of members(chosen))
    indexes.push(await describeChoice(problem, chosen, member, readers.get(member) ?? [], facts));
  const askedBy = (candidate: number) =>
    [
      ...new Set(problem.candidates[candidate]!.proposals.flatMap((position) => proposals[position]!.fingerprints)),
    ].sort();
  return {
    indexes: indexes.sort((a, b) => b.benefit - a.benefit),
    queries: problem.units.map((unit) => ({
      ...describeQuery(unit, after.get(unit)!),
      planningMs: problem.pricer.planningMs(unit.position),
    })),
    rejected: rejections(problem, chosen, askedBy),
    costBefore: problem.units.reduce((sum, { query, base }) => sum + query.calls * base.cost, 0),
    costAfter: problem.units.reduce((sum, unit) => sum + unit.query.calls * after.get(unit)!.cost, 0),
    writeCost: writeCostTogether(problem, chosen, facts),
  };
}

interface Reader {
  readonly unit: PricedUnit;
  readonly price: Price;
}

/** For each index those whose plans read it. */
function readersOf(after: ReadonlyMap<PricedUnit, Price>, chosen: Bits): ReadonlyMap<number, readonly Reader[]> {
  const readers = new Map(members(chosen).map((member): [number, Reader[]] => [member, []]));
  for (const [unit, price] of after)
    for (const member of members(without(price.used, price.unread))) readers.get(member)?.push({ unit, price });
  return readers;
}

async function describeChoice(
  problem: Problem,
  chosen: Bits,
  member: number,
  readers: readonly Reader[],
  facts: Pick<RelationFacts, 'untold'>,
): Promise<AdvisedIndex> {
  const { definition, relation, sizeBytes, writeCost, upkeep, proposals } = problem.candidates[member]!;
  const gains: { readonly unit: PricedUnit; readonly gain: number }[] = [];
  for (const { unit, price } of readers) {
    const rest = without(chosen, bit(member));
    const { cost } = isExplored(problem) ? bestKnown(problem, unit, rest) : await priceOf(problem, unit, rest);
    gains.push({ unit, gain: unit.query.calls * (cost - price.cost) });
  }
  gains.sort((a, b) => b.gain - a.gain || a.unit.position - b.unit.position);
  const untold = facts.untold(relation, definition);
  return {
    definition,
    sizeBytes,
    ...(untold.length > 0 && { untold }),
    writeCost,
    ...(upkeep && upkeep.hotColumns.length > 0 && { hotColumns: upkeep.hotColumns }),
    benefit: gains.reduce((sum, { gain }) => sum + gain, 0),
    serves: gains.map(({ unit }) => unit.query.fingerprint),
    proposals,
  };
}

function writeCostTogether(problem: Problem, chosen: Bits, facts: Pick<RelationFacts, 'upkeepOfSet'>): number {
  const byRelation = new Map<Relation, IndexDefinition[]>();
  for (const member of members(chosen)) {
    const { relation, definition } = problem.candidates[member]!;
    byRelation.set(relation, [...(byRelation.get(relation) ?? []), definition]);
  }
  return [...byRelation].reduce((sum, [relation, indexes]) => sum + facts.upkeepOfSet(relation, indexes), 0);
}

function describeQuery(unit: PricedUnit, after: Price): PricedQuery {
  return {
    fingerprint: unit.query.fingerprint,
    costBefore: unit.base.cost,
    costAfter: after.cost,
    before: unit.base.access,
    after: after.access,
    reads: after.reads,
  };
}
