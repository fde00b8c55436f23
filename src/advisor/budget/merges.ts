import type { IndexDefinition } from '../../catalog/model.ts';
import { toCandidate } from '../admission.ts';
import { bit, bitsOf, isSubset, members, NONE, without } from '../bits.ts';
import type { Bits } from '../bits.ts';
import { definitionKey, leadingKey } from '../definition.ts';
import { standInsFor, standsFor } from '../merging.ts';
import type { Candidate, Problem } from '../problem.ts';
import type { RelationFacts } from '../relations.ts';
import { costWith } from '../ways.ts';
import type { Ways } from '../ways.ts';
import { chainsOf } from './chains.ts';
import type { Wish } from './chains.ts';
import { floorOf } from './floor.ts';

/** Merges tried after each search: those that promise most for the room they take. */
const MERGES_A_ROUND = 24;
/** Kinds of indexes that begin alike, and of each those that are looked at for one index in the place of several: those that gain most. */
const MOST_GROUPS = 8;
const WISHES_A_GROUP = 3;
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
  /** Makes those that could stand for several of what the queries would read at best. Before the first search: none of those may be worth its room. */
  addChains(ways: readonly Ways[]): void;
  /** Makes those that promise something beside a chosen set. Returns whether there are new ones. */
  add(ways: readonly Ways[], chosen: Bits): boolean;
  /** The candidate that an index in the place of another one is, made where there is none. */
  inPlaceOf(number: number, definition: IndexDefinition): number;
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

  function numberOf(of: readonly number[], definition: IndexDefinition): number {
    const key = definitionKey(definition);
    const proposals = [...new Set(of.flatMap((number) => candidates[number]!.proposals))].sort((x, y) => x - y);
    const number = byKey.get(key) ?? addCandidate(toCandidate(definition, proposals, facts));
    byKey.set(key, number);
    return number;
  }

  function newStandIns(
    a: number,
    b: number,
  ): readonly { readonly definition: IndexDefinition; readonly sizeBytes: number }[] {
    if (a === b || leading(a) !== leading(b)) return [];
    return standInsFor(candidates[a]!.definition, candidates[b]!.definition).flatMap((definition) => {
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
    const fresh = found.slice(0, MERGES_A_ROUND).map(({ a, b, definition }) => numberOf([a, b], definition));
    for (const number of fresh) note(number, useful);
    return fresh.length > 0;
  }

  function note(number: number, useful: readonly number[]): void {
    const covered = useful.filter(
      (other) =>
        other !== number &&
        leading(other) === leading(number) &&
        standsFor(candidates[number]!.definition, candidates[other]!.definition),
    );
    merges.set(number, bitsOf(covered));
  }

  function addChains(ways: readonly Ways[]): void {
    const useful = members(ways.reduce((bits, { concern }) => bits | concern, NONE));
    const wished = members(ways.reduce((bits, { prices }) => bits | (prices[0]?.used ?? NONE), NONE));
    const groups = new Map<string, Wish[]>();
    for (const number of wished) {
      const gain = gainBeside(ways, NONE, number);
      if (gain <= 0) continue;
      const group = groups.get(leading(number)) ?? [];
      groups.set(leading(number), group);
      group.push({ number, definition: candidates[number]!.definition, gain });
    }
    const gainOf = (wishes: readonly Wish[]) => wishes.reduce((sum, { gain }) => sum + gain, 0);
    const most = [...groups.values()]
      .map((group) => group.sort((a, b) => b.gain - a.gain || a.number - b.number).slice(0, WISHES_A_GROUP))
      .filter(({ length }) => length > 1)
      .sort((a, b) => gainOf(b) - gainOf(a) || a[0]!.number - b[0]!.number)
      .slice(0, MOST_GROUPS);
    for (const group of most) {
      const { relation } = candidates[group[0]!.number]!;
      const sizeOf = (definition: IndexDefinition) => facts.size(relation, definition).sizeBytes;
      for (const { of, definition } of chainsOf(group, sizeOf, budgetBytes)) note(numberOf(of, definition), useful);
    }
  }

  function assumed({ unit, prices, concern }: Ways): readonly AssumedWay[] {
    const found: AssumedWay[] = [];
    for (const [number, covered] of merges) {
      if ((concern & covered) === NONE) continue;
      const own = bit(number);
      let count = 0;
      for (const { cost, used } of prices) {
        if (count === WAYS_A_MERGE) break;
        if ((used & covered) === NONE || isSubset(own, used)) continue;
        const merged = without(used, covered) | own;
        // What was planned is known: no more need be assumed.
        if (pricer.recall(unit.position, merged)) continue;
        const least = floorOf(pricer, unit.position, merged);
        found.push({ cost: Math.max(cost * (1 + ASSUMED_LOSS), least), used: merged });
        count++;
      }
    }
    return found;
  }
  return { addChains, add, inPlaceOf: (number, definition) => numberOf([number], definition), assumed };
}

/** What the queries would gain from one more index beside the chosen ones. */
function gainBeside(ways: readonly Ways[], chosen: Bits, index: number): number {
  const set = chosen | bit(index);
  return ways.reduce((sum, way) => {
    if ((way.concern & bit(index)) === NONE) return sum;
    return sum + way.unit.query.calls * (costWith(way, chosen) - costWith(way, set));
  }, 0);
}
