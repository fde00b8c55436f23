import type { IndexDefinition } from '../../catalog/model.ts';
import { standInsFor } from '../merging.ts';

/** An index that some query would read at best. */
export interface Wish {
  /** The candidate. */
  readonly number: number;
  readonly definition: IndexDefinition;
  /** What all queries would gain from it alone, in the planner's units. */
  readonly gain: number;
}

/** One index in the place of several that begin alike. */
export interface Link {
  readonly definition: IndexDefinition;
  /** The candidates that it was made of. */
  readonly of: readonly number[];
}

/**
 * Indexes that could stand for ever more of the wishes: from each one on, the next is that with which they gain most for their size. Alone, none
 * of them may be worth its room, nor two of them; so the way to three does not show where it is gone in steps that each have to pay.
 * @param wishes of one relation, with the same first key.
 */
export function chainsOf(
  wishes: readonly Wish[],
  sizeOf: (definition: IndexDefinition) => number,
  budgetBytes: number,
): readonly Link[] {
  const links: Link[] = [];
  for (const first of wishes) {
    let whole: Link & { readonly gain: number } = { ...first, of: [first.number] };
    for (;;) {
      const longer = wishes
        .filter(({ number }) => !whole.of.includes(number))
        .flatMap((wish) =>
          standInsFor(whole.definition, wish.definition).map((definition) => {
            const [gain, sizeBytes] = [whole.gain + wish.gain, sizeOf(definition)];
            return { definition, of: [...whole.of, wish.number], gain, sizeBytes, score: gain / sizeBytes };
          }),
        )
        .filter(({ sizeBytes }) => sizeBytes <= budgetBytes)
        .sort((a, b) => b.score - a.score);
      if (longer.length === 0) break;
      whole = longer[0]!;
      links.push(whole);
    }
  }
  return links;
}
