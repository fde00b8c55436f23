import { countText } from '../count-text.ts';
import { bit, isSubset, members, NONE, without } from './bits.ts';
import type { Bits } from './bits.ts';
import { describeIndex, sameRelation } from './definition.ts';
import type { RejectedIndex } from './model.ts';
import { sizeOf, usersOf } from './problem.ts';
import type { Candidate, PricedUnit, Problem } from './problem.ts';
import { writesPhrase } from './write-cost/upkeep.ts';

/** Why each candidate was left out, in one line, from the prices that are known. */
export function rejections(
  problem: Problem,
  chosen: Bits,
  askedBy: (candidate: number) => readonly string[],
): readonly RejectedIndex[] {
  const users = usersOf(problem, chosen);
  const helped = savingsByCandidate(problem);
  return problem.candidates.flatMap((candidate, number) =>
    // Unions of others, which no one proposed, are nobody's disappointment.
    isSubset(bit(number), chosen) || candidate.proposals.length === 0
      ? []
      : [
          {
            definition: candidate.definition,
            ...objectionTo(problem, chosen, number, helped.get(number) ?? new Map(), users),
            fingerprints: askedBy(number),
          },
        ],
  );
}

type Savings = ReadonlyMap<PricedUnit, number>;
type Objection = Pick<Required<RejectedIndex>, 'why' | 'reason'>;

function objectionTo(
  problem: Problem,
  chosen: Bits,
  number: number,
  savings: Savings,
  users: ReadonlyMap<number, readonly PricedUnit[]>,
): Objection {
  const { options, pricer, candidates } = problem;
  const candidate = candidates[number]!;
  const impossible = pricer.impossible.get(number);
  if (impossible !== undefined) return { why: 'impossible', reason: `it cannot be created: ${impossible}` };
  if (savings.size === 0) {
    return { why: 'unused', reason: problem.isLate() ? 'no plan used it before the time ran out' : 'no plan uses it' };
  }
  const eligible = [...savings].filter(([unit]) => unit.eligible);
  if (eligible.length === 0) {
    return { why: 'rare', reason: `it helps only queries asked less than --min-calls ${options.minCalls}` };
  }
  const most = Math.max(...eligible.map(([, saved]) => saved));
  if (most < options.minImprovement) {
    return { why: 'saves-little', reason: `saves ${percent(most)} %, less than ${percent(options.minImprovement)} %` };
  }
  const helped = eligible.map(([unit]) => unit);
  const rival = rivalOf(problem, chosen, number, helped, users);
  if (rival !== undefined) {
    const other = describeIndex(candidates[rival]!.definition);
    return { why: 'another-serves', reason: `another index serves the same queries: ${other}` };
  }
  const gain = [...savings].reduce((sum, [unit, saved]) => sum + unit.query.calls * unit.base.cost * saved, 0);
  if (candidate.writeCost >= gain) return { why: 'upkeep', reason: upkeepReason(candidate, gain) };
  const { storageBudgetBytes: budget } = options;
  if (budget !== null && sizeOf(problem, chosen) + candidate.sizeBytes > budget) {
    return {
      why: 'no-room',
      reason: `the storage budget has no room for its ${megabytes(candidate.sizeBytes)} MB`,
    };
  }
  return { why: 'saves-little', reason: 'its queries gain too little beside the other indexes' };
}

/** `keeping it costs 52,300 for 1,000,000 rows inserted, more than the 7,300 that it saves`: planner's units. */
function upkeepReason({ writeCost, upkeep }: Candidate, gain: number): string {
  const writes = upkeep?.writes ? writesPhrase(upkeep.writes) : '';
  const hot = upkeep?.endsHotUpdates ? ', whose updates it would keep from being HOT' : '';
  return `keeping it costs ${grouped(writeCost)}${writes && ` for ${writes}`}${hot}, more than the ${grouped(gain)} that it saves`;
}

/** The chosen index of the same table that serves most of the queries that the candidate would help. */
function rivalOf(
  problem: Problem,
  chosen: Bits,
  number: number,
  helped: readonly PricedUnit[],
  users: ReadonlyMap<number, readonly PricedUnit[]>,
): number | undefined {
  const { relation } = problem.candidates[number]!.definition;
  return members(chosen)
    .filter((member) => sameRelation(problem.candidates[member]!.definition.relation, relation))
    .map((member) => ({ member, shared: users.get(member)!.filter((unit) => helped.includes(unit)).length }))
    .filter(({ shared }) => shared > 0)
    .sort((a, b) => b.shared - a.shared || a.member - b.member)[0]?.member;
}

/** For each candidate the greatest fraction that a plan with it saved, by query. */
function savingsByCandidate(problem: Problem): ReadonlyMap<number, Savings> {
  const savings = new Map<number, Map<PricedUnit, number>>();
  for (const unit of problem.units) {
    for (const { used, unread, cost } of problem.pricer.prices(unit.position)) {
      const read = without(used, unread);
      if (read === NONE || cost >= unit.base.cost) continue;
      for (const member of members(read)) {
        const own = savings.get(member) ?? new Map<PricedUnit, number>();
        savings.set(member, own.set(unit, Math.max(own.get(unit) ?? 0, 1 - cost / unit.base.cost)));
      }
    }
  }
  return savings;
}

function percent(fraction: number): string {
  return (fraction * 100).toFixed(fraction < 0.01 ? 1 : 0);
}

function megabytes(bytes: number): string {
  return (bytes / (1024 * 1024)).toFixed(1);
}

function grouped(cost: number): string {
  return cost < 10 ? String(Math.round(cost * 10) / 10) : countText(cost);
}
