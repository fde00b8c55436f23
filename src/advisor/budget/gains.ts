import type { IndexDefinition } from '../../catalog/model.ts';
import { bit, bitsOf, members } from '../bits.ts';
import type { Bits } from '../bits.ts';
import { leadingKey } from '../definition.ts';
import type { Problem } from '../problem.ts';
import { SMALLEST_GAIN } from '../thresholds.ts';
import type { Ways } from '../ways.ts';

/** What is assumed of an index leaves this fraction of the cost at the least. */
export const LEAST_LEFT = 0.01;

/** What sets of one relation's indexes save one call of a query without others: planned, or assumed. */
export type Gains = ReadonlyMap<Bits, number>;

/**
 * For each query what is known of each relation's indexes alone. Of a one-column index that was not planned alone it is assumed that
 * it saves what others do that begin with the same column (a partial index as much as a whole one), or else, on the mean, what these
 * save other queries.
 */
export function gainsAlone(
  problem: Problem,
  ways: readonly Ways[],
  relevant: (position: number) => Bits,
  budgetBytes: number,
): readonly Gains[] {
  const { candidates } = problem;
  const leadings = new Map(
    candidates.flatMap(({ definition }, number) =>
      isNarrow(definition) ? [[number, leadingKey(definition)] as const] : [],
    ),
  );
  const narrow = bitsOf(leadings.keys());
  const known = ways.map((way) => {
    const those = members(relevant(way.unit.position) & narrow);
    return {
      unit: way.unit,
      those,
      planned: plannedGains(problem, way),
      byLeading: gainsByLeading(problem, way, those, leadings),
    };
  });
  const usual = meanByKey(known.map(({ byLeading }) => byLeading));
  return known.map(({ unit, those, planned, byLeading }) => {
    const gains = new Map(planned);
    for (const number of those) {
      if (candidates[number]!.sizeBytes > budgetBytes || problem.pricer.recall(unit.position, bit(number))) continue;
      const gain = byLeading.get(leadings.get(number)!) ?? usual.get(leadings.get(number)!) ?? 0;
      if (gain > SMALLEST_GAIN) gains.set(bit(number), Math.min(gain, unit.base.cost * (1 - LEAST_LEFT)));
    }
    return gains;
  });
}

/** Of the ways that need indexes of one relation alone. */
function plannedGains({ candidates }: Problem, { unit, prices }: Ways): Gains {
  const gains = new Map<Bits, number>();
  for (const { used, cost } of prices) {
    const relations = new Set(members(used).map((number) => candidates[number]!.relation));
    if (relations.size === 1 && cost <= unit.base.cost - SMALLEST_GAIN) gains.set(used, unit.base.cost - cost);
  }
  return gains;
}

/** The most that any of these saves alone, as far as planned, by what it begins with. */
function gainsByLeading(
  { pricer }: Problem,
  { unit }: Ways,
  those: readonly number[],
  leadings: ReadonlyMap<number, string>,
): ReadonlyMap<string, number> {
  const gains = new Map<string, number>();
  for (const number of those) {
    const price = pricer.recall(unit.position, bit(number));
    if (!price) continue;
    const leading = leadings.get(number)!;
    gains.set(leading, Math.max(gains.get(leading) ?? 0, unit.base.cost - price.cost));
  }
  return gains;
}

function meanByKey(maps: readonly ReadonlyMap<string, number>[]): ReadonlyMap<string, number> {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const [key, value] of maps.flatMap((map) => [...map])) {
    const { sum, count } = sums.get(key) ?? { sum: 0, count: 0 };
    sums.set(key, { sum: sum + value, count: count + 1 });
  }
  return new Map([...sums].map(([key, { sum, count }]) => [key, sum / count]));
}

function isNarrow({ keys, include }: IndexDefinition): boolean {
  return keys.length === 1 && include.length === 0;
}
