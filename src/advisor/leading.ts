import type { IndexDefinition } from '../catalog/model.ts';
import { toCandidate } from './admission.ts';
import { bit, members, without } from './bits.ts';
import type { Bits } from './bits.ts';
import { coversWanted, type WantedIndex } from './coverage.ts';
import { definitionKey, sameRelation } from './definition.ts';
import { sizeOf, usersOf } from './problem.ts';
import type { Candidate, Problem } from './problem.ts';
import type { RelationFacts } from './relations.ts';
import { distinctKeys, subject } from './roles.ts';
import { isTolerable, referenceOf } from './trimming.ts';

/**
 * Exchanges an index for one of the same columns that begins with those of an index that is to be there in any case, such as a foreign key's,
 * where no query loses more than a little by it: that one is then needless. The planner cannot tell, as no query asks for it.
 */
export async function leadWith(
  problem: Problem,
  start: Bits,
  inAnyCase: readonly WantedIndex[],
  facts: RelationFacts,
  addCandidate: (candidate: Candidate) => number,
): Promise<Bits> {
  const reference = referenceOf(problem, start);
  const unserved = (set: Bits) => inAnyCase.filter((wanted) => !isServed(problem, set, wanted));
  const { storageBudgetBytes: budget } = problem.options;
  let chosen = start;
  for (const wanted of inAnyCase) {
    for (const member of members(chosen)) {
      if (problem.isLate() || isServed(problem, chosen, wanted)) break;
      const reordered = beginningWith(wanted.index, problem.candidates[member]!.definition);
      if (!reordered) continue;
      const other = numberOf(problem, reordered, member, facts, addCandidate);
      const set = without(chosen, bit(member)) | bit(other);
      if (unserved(set).length >= unserved(chosen).length) continue;
      if (budget !== null && sizeOf(problem, set) > Math.max(budget, sizeOf(problem, chosen))) continue;
      const concerned = usersOf(problem, chosen).get(member)!;
      if (await isTolerable(problem, concerned, set, reference, 'keys')) chosen = set;
    }
  }
  return chosen;
}

function isServed({ candidates }: Problem, set: Bits, wanted: WantedIndex): boolean {
  return members(set).some((member) => coversWanted(candidates[member]!.definition, wanted));
}

function beginningWith(wanted: IndexDefinition, index: IndexDefinition): IndexDefinition | undefined {
  if (!sameRelation(wanted.relation, index.relation)) return undefined;
  const own = new Set(index.keys.map(subject));
  if (!wanted.keys.every((key) => own.has(subject(key)))) return undefined;
  return { ...index, keys: distinctKeys([...wanted.keys, ...index.keys]) };
}

function numberOf(
  { candidates }: Problem,
  definition: IndexDefinition,
  like: number,
  facts: RelationFacts,
  addCandidate: (candidate: Candidate) => number,
): number {
  const key = definitionKey(definition);
  const known = candidates.findIndex((candidate) => definitionKey(candidate.definition) === key);
  return known >= 0 ? known : addCandidate(toCandidate(definition, candidates[like]!.proposals, facts));
}
