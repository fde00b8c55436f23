import { bit, isSubset, members, NONE } from './bits.ts';
import type { Bits } from './bits.ts';
import { describeIndex, sameRelation } from './definition.ts';
import type { RejectedIndex } from './model.ts';
import { sizeOf, usersOf } from './problem.ts';
import type { PricedUnit, Problem } from './problem.ts';

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
            reason: reasonAgainst(problem, chosen, number, helped.get(number) ?? new Map(), users),
            fingerprints: askedBy(number),
          },
        ],
  );
}

type Savings = ReadonlyMap<PricedUnit, number>;

function reasonAgainst(
  problem: Problem,
  chosen: Bits,
  number: number,
  savings: Savings,
  users: ReadonlyMap<number, readonly PricedUnit[]>,
): string {
  const { options, pricer, candidates } = problem;
  const candidate = candidates[number]!;
  const impossible = pricer.impossible.get(number);
  if (impossible !== undefined) return `it cannot be created: ${impossible}`;
  if (savings.size === 0) return problem.isLate() ? 'no plan used it before the time ran out' : 'no plan uses it';
  const eligible = [...savings].filter(([unit]) => unit.eligible);
  if (eligible.length === 0) return `it helps only queries asked less than --min-calls ${options.minCalls}`;
  const most = Math.max(...eligible.map(([, saved]) => saved));
  if (most < options.minImprovement) return `saves ${percent(most)} %, less than ${percent(options.minImprovement)} %`;
  const rival = rivalOf(
    problem,
    chosen,
    number,
    eligible.map(([unit]) => unit),
    users,
  );
  if (rival !== undefined)
    return `another index serves the same queries: ${describeIndex(candidates[rival]!.definition)}`;
  const gain = [...savings].reduce((sum, [unit, saved]) => sum + unit.query.calls * unit.base.cost * saved, 0);
  if (candidate.writeCost >= gain) return 'writing it costs more than it saves';
  const { storageBudgetBytes: budget } = options;
  if (budget !== null && sizeOf(problem, chosen) + candidate.sizeBytes > budget) {
    return `the storage budget has no room for its ${megabytes(candidate.sizeBytes)} MB`;
  }
  return 'its queries gain too little beside the other indexes';
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
    for (const { read, cost } of problem.pricer.prices(unit.position)) {
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
