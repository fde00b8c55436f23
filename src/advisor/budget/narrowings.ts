import type { IndexDefinition } from '../../catalog/model.ts';
import type { RelationUse } from '../../sql/model.ts';
import { bit, isSubset, members, without } from '../bits.ts';
import type { Bits } from '../bits.ts';
import { leadingKey, storedColumns } from '../definition.ts';
import { usesByRelation } from '../lookalikes.ts';
import { standsFor } from '../merging.ts';
import type { Problem } from '../problem.ts';
import { nameKey } from '../relation-tree.ts';
import type { RelationFacts } from '../relations.ts';
import { mentions } from '../size/expression-type.ts';
import type { Ways } from '../ways.ts';
import { floorOf } from './floor.ts';
import type { AssumedWay } from './merges.ts';

/** Ways of one query in which a narrower index is assumed to do for the same wider one. */
const WAYS_A_NARROWING = 4;
/** A plan that was made is to be preferred to one that should be as good. */
const ASSUMED_LOSS = 0.005;

/**
 * What a query may cost where a smaller index takes the place of a wider one in a known way: to be searched with, and then planned. A way of
 * several indexes is mostly known with the widest of them alone, since those are what a plan takes when all is on offer; that a narrower one
 * beside the same others does as well shows where both are known beside others. Else it is assumed unless the query would then have to read
 * rows of the table that it need not read with the wider one: they cost far more than the narrower index saves.
 */
export function createNarrowings(
  problem: Problem,
  facts: Pick<RelationFacts, 'topmost'>,
  useful: readonly number[],
): (ways: Ways) => readonly AssumedWay[] {
  const { candidates, pricer } = problem;
  const narrower = new Map<number, readonly number[]>();
  const byLeading = new Map<string, number[]>();
  for (const number of useful) {
    const key = leadingKey(candidates[number]!.definition);
    byLeading.set(key, [...(byLeading.get(key) ?? []), number]);
  }
  for (const group of byLeading.values()) {
    for (const wide of group) {
      const { definition, sizeBytes } = candidates[wide]!;
      const those = group.filter(
        (narrow) => candidates[narrow]!.sizeBytes < sizeBytes && standsFor(definition, candidates[narrow]!.definition),
      );
      if (those.length > 0) narrower.set(wide, those);
    }
  }

  return ({ unit, prices }) => {
    const uses = usesByRelation(unit.query, facts);
    const byUse = new Map(prices.map(({ used, cost }) => [used, cost]));
    /** The least that the narrow one was seen to lose, as a factor; undefined where it cannot be told. */
    function lossOf(wide: number, narrow: number): number | undefined {
      let least: number | undefined;
      for (const { used, cost } of prices) {
        if (!isSubset(bit(narrow), used)) continue;
        const other = byUse.get(without(used, bit(narrow)) | bit(wide));
        if (other !== undefined) least = Math.min(least ?? Number.POSITIVE_INFINITY, cost / other);
      }
      const [{ definition }, other] = [candidates[wide]!, candidates[narrow]!];
      const own = uses.get(nameKey(definition.relation)) ?? [];
      const isAlone = own.some((use) => holdsAll(definition, use) && !holdsAll(other.definition, use));
      return least ?? (isAlone ? undefined : 1);
    }

    const losses = new Map<string, number | undefined>();
    const found: AssumedWay[] = [];
    const counts = new Map<string, number>();
    for (const { cost, used } of prices) {
      for (const wide of members(used)) {
        for (const narrow of narrower.get(wide) ?? []) {
          const pair = `${wide} ${narrow}`;
          const count = counts.get(pair) ?? 0;
          if (count === WAYS_A_NARROWING) continue;
          const loss = losses.has(pair) ? losses.get(pair) : lossOf(wide, narrow);
          losses.set(pair, loss);
          const narrowed: Bits = without(used, bit(wide)) | bit(narrow);
          if (loss === undefined || pricer.recall(unit.position, narrowed)) continue;
          counts.set(pair, count + 1);
          const assumed = cost * Math.max(loss, 1 + ASSUMED_LOSS);
          found.push({ cost: Math.max(assumed, floorOf(pricer, unit.position, narrowed)), used: narrowed });
        }
      }
    }
    return found;
  };
}

/** Whether a use finds in an index all columns that it reads: those of the index's predicate it need not. */
function holdsAll(definition: IndexDefinition, { columnsRead }: RelationUse): boolean {
  const stored = new Set(storedColumns(definition));
  return columnsRead.every((column) => stored.has(column) || mentions(definition.predicate ?? '', column));
}
