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
 * Exchanges an index for one of the same columns that begins with those of an index that is to be there in any case, such as a foreign key's, or
 * of one that is there, where no query loses more than a little by it: that one is then needless. The planner cannot tell, as no query asks for
 * its going. Also for one that holds these columns besides, where a query was found to ask for all of them.
 */
export async function leadWith(
  problem: Problem,
  start: Bits,
  beginnings: readonly WantedIndex[],
  facts: RelationFacts,
  addCandidate: (candidate: Candidate) => number,
): Promise<Bits> {
  const reference = referenceOf(problem, start);
  const unserved = (set: Bits) => beginnings.filter((wanted) => !isServed(problem, set, wanted));
  const { storageBudgetBytes: budget } = problem.options;
  let chosen = start;
  for (const wanted of beginnings) {
    for (const member of members(chosen)) {
      if (problem.isLate() || isServed(problem, chosen, wanted)) break;
      const { definition } = problem.candidates[member]!;
      const leading = beginningWith(wanted.index, definition);
      if (!leading) continue;
      const given = leading.keys.length === definition.keys.length ? 'order' : 'keys';
      const other = numberOf(problem, leading) ?? (given === 'keys' ? undefined : add(leading, member));
      if (other === undefined) continue;
      const set = without(chosen, bit(member)) | bit(other);
      if (unserved(set).length >= unserved(chosen).length) continue;
      if (budget !== null && sizeOf(problem, set) > Math.max(budget, sizeOf(problem, chosen))) continue;
      const concerned = usersOf(problem, chosen).get(member)!;
      if (await isTolerable(problem, concerned, set, reference, given)) chosen = set;
    }
  }
  return chosen;

  function add(definition: IndexDefinition, like: number): number {
    return addCandidate(toCandidate(definition, problem.candidates[like]!.proposals, facts));
  }
}

function isServed({ candidates }: Problem, set: Bits, wanted: WantedIndex): boolean {
  return members(set).some((member) => coversWanted(candidates[member]!.definition, wanted));
}

function beginningWith(wanted: IndexDefinition, index: IndexDefinition): IndexDefinition | undefined {
  if (!sameRelation(wanted.relation, index.relation) || wanted.method !== index.method) return undefined;
  const keys = distinctKeys([...wanted.keys, ...index.keys]);
  const own = new Set(keys.map(subject));
  return { ...index, keys, include: index.include.filter((column) => !own.has(column)) };
}

function numberOf({ candidates }: Problem, definition: IndexDefinition): number | undefined {
  const key = definitionKey(definition);
  const known = candidates.findIndex((candidate) => definitionKey(candidate.definition) === key);
  return known < 0 ? undefined : known;
}
