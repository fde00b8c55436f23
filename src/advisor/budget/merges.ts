import type { IndexDefinition } from '../../catalog/model.ts';
import { toCandidate } from '../admission.ts';
import { bit, bitsOf, isSubset, members, NONE, without } from '../bits.ts';
import type { Bits } from '../bits.ts';
import { definitionKey, leadingKey } from '../definition.ts';
import { wideningsOf, standsFor } from '../merging.ts';
import type { Candidate, Problem } from '../problem.ts';
import type { RelationFacts } from '../relations.ts';
import { costWith } from '../ways.ts';
import type { Ways } from '../ways.ts';
import { floorOf } from './floor.ts';

/** Merges tried after each search: those that promise most for the room they take. */
const MERGES_A_ROUND = 24;
/** Ways of one query in which one merge is assumed to stand for other indexes. */
const WAYS_A_MERGE = 4;
/** A wider index costs a little more to read; the plan will tell. */
const ASSUMED_LOSS = 0.005;

/** A way to serve a query, not planned yet, at a cost that it has at the least. */
export interface AssumedWay {
  readonly cost: number;
  readonly used: Bits;
}

interface Offer {
  /** Of the chosen set, or of what its queries would read at best. */
  readonly a: number;
  readonly b: number;
  readonly definition: IndexDefinition;
  readonly score: number;
}

/** Indexes that could stand for several others, made as the search shows which. */
export interface Merges {
  /** Makes those that promise something beside a chosen set. Returns whether there are new ones. */
  add(ways: readonly Ways[], chosen: Bits): boolean;
  /** What a query may cost with the merges: to be searched with, and then planned. */
  assumed(ways: Ways): readonly AssumedWay[];
}

export function createMerges(
  problem: Problem,
  facts: RelationFacts,
  addCandidate: (candidate: Candidate) => number,
  budgetBytes: number,
): Merges {
  const { candidates, pricer } = problem;
  /** Each merge with the candidates that it can stand for. */
  const merges = new Map<number, Bits>();
  const leadings = new Map<number, string>();
  const byKey = new Map(candidates.map(({ definition }, number) => [definitionKey(definition), number]));

  function leading(number: number): string {
    const key = leadings.get(number) ?? leadingKey(candidates[number]!.definition);
    leadings.set(number, key);
    return key;
  }

  function numberOf(a: number, b: number, definition: IndexDefinition): number {
    const key = definitionKey(definition);
    const proposals = [...new Set([a, b].flatMap((number) => candidates[number]!.proposals))].sort((x, y) => x - y);
    const number = byKey.get(key) ?? addCandidate(toCandidate(definition, proposals, facts));
    byKey.set(key, number);
    return number;
  }

  function newStandIns(
    a: number,
    b: number,
  ): readonly { readonly definition: IndexDefinition; readonly sizeBytes: number }[] {
    if (a === b || leading(a) !== leading(b)) return [];
    return standIns(candidates[a]!.definition, candidates[b]!.definition).flatMap((definition) => {
      const known = byKey.get(definitionKey(definition));
      if (known !== undefined && merges.has(known)) return [];
      const { sizeBytes } = facts.size(candidates[a]!.relation, definition);
      return sizeBytes > budgetBytes ? [] : [{ definition, sizeBytes }];
    });
  }

  function add(ways: readonly Ways[], chosen: Bits): boolean {
    const useful = members(ways.reduce((bits, { concern }) => bits | concern, chosen));
    // What the cheapest plans read would be chosen if there were room: one index for several of them may be worth it.
    const wished = members(
      without(
        ways.reduce((bits, { prices }) => bits | (prices[0]?.used ?? NONE), NONE),
        chosen,
      ),
    );
    const gains = new Map(useful.map((index) => [index, gainBeside(ways, chosen, index)]));
    const found: Offer[] = [];
    for (const b of useful) {
      const gain = gains.get(b)!;
      const isChosen = isSubset(bit(b), chosen);
      if (gain <= 0 && !isChosen) continue;
      for (const a of members(chosen)) {
        const given = candidates[a]!.sizeBytes + (isChosen ? candidates[b]!.sizeBytes : 0);
        for (const { definition, sizeBytes } of newStandIns(a, b)) {
          if (isChosen && sizeBytes >= given) continue;
          const score = isChosen ? given - sizeBytes : gain / Math.max(sizeBytes - given, 1);
          found.push({ a, b, definition, score });
        }
      }
      for (const a of isChosen ? [] : wished) {
        if (gains.get(a)! <= 0) continue;
        for (const { definition, sizeBytes } of newStandIns(a, b))
          found.push({ a, b, definition, score: (gain + gains.get(a)!) / sizeBytes });
      }
    }
    // Those that save room first, and then the rest by what they gain for theirs.
    found.sort((x, y) => y.score - x.score || x.a - y.a || x.b - y.b);
    const fresh = found.slice(0, MERGES_A_ROUND).map(({ a, b, definition }) => numberOf(a, b, definition));
    for (const number of fresh) {
      const covered = useful.filter(
        (other) =>
          other !== number &&
          leading(other) === leading(number) &&
          standsFor(candidates[number]!.definition, candidates[other]!.definition),
      );
      merges.set(number, bitsOf(covered));
    }
    return fresh.length > 0;
  }

  function assumed({ unit, prices }: Ways): readonly AssumedWay[] {
    return [...merges].flatMap(([number, covered]) => {
      const found: AssumedWay[] = [];
      for (const { cost, used } of prices) {
        if (found.length === WAYS_A_MERGE) break;
        if ((used & covered) === NONE || isSubset(bit(number), used)) continue;
        const merged = without(used, covered) | bit(number);
        // What was planned is known: no more need be assumed.
        if (pricer.recall(unit.position, merged)) continue;
        const least = floorOf(pricer, unit.position, merged);
        found.push({ cost: Math.max(cost * (1 + ASSUMED_LOSS), least), used: merged });
      }
      return found;
    });
  }
  return { add, assumed };
}

/** Indexes for both; the second itself, where it can take the first one's place. */
function standIns(a: IndexDefinition, b: IndexDefinition): readonly IndexDefinition[] {
  return [...(standsFor(b, a) ? [b] : []), ...wideningsOf(a, b)];
}

/** What the queries would gain from one more index beside the chosen ones. */
function gainBeside(ways: readonly Ways[], chosen: Bits, index: number): number {
  const set = chosen | bit(index);
  return ways.reduce((sum, way) => {
    if ((way.concern & bit(index)) === NONE) return sum;
    return sum + way.unit.query.calls * (costWith(way, chosen) - costWith(way, set));
  }, 0);
}
