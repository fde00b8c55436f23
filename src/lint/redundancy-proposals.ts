import type { Catalog } from '../catalog/model.ts';
import type { Proposal } from './contract.ts';
import { groupBy } from './group-by.ts';
import { keyText } from './index-facts.ts';
import { redundancies } from './index-redundancy.ts';
import type { Redundancy, RedundancyKind } from './index-redundancy.ts';
import { listOf } from './phrases.ts';

export interface RedundancyWords {
  readonly message: (redundancy: Redundancy) => string;
  readonly notes?: (redundancy: Redundancy) => readonly string[];
  /** Whether the redundant index may be dropped without asking. */
  readonly drops: boolean;
}

/** One proposal for each redundant index of a kind; for indexes of partitions alone, one for all that are alike. */
export function* redundancyProposals(
  catalog: Catalog,
  kind: RedundancyKind,
  words: RedundancyWords,
): Generator<Proposal> {
  const found = redundancies(catalog).filter((each) => each.kind === kind);
  yield* found.filter(({ relation, topmost }) => relation === topmost).map((each) => proposalOf(each, words));
  const inPartitions = found.filter(({ relation, topmost }) => relation !== topmost);
  for (const alike of groupBy(inPartitions, likeness).values()) yield proposalOfPartitions(alike, words);
}

function proposalOf(redundancy: Redundancy, words: RedundancyWords): Proposal {
  const { relation, index, by, heldBy } = redundancy;
  const table = { schema: relation.schema, name: relation.name };
  return {
    object: { schema: relation.schema, table: relation.name, columns: index.keys.map(keyText), name: index.name },
    message: words.message(redundancy),
    notes: [
      ...(words.notes?.(redundancy) ?? []),
      ...(heldBy === null ? [] : [`${index.name} cannot be dropped as it is: ${heldBy}`]),
    ],
    fingerprints: [],
    ...(words.drops && heldBy === null
      ? { fix: { kind: 'drop-index', relation: table, index: index.name, keep: by.name } as const }
      : {}),
  };
}

/** Each partition has its own: they are listed, and dropped one by one. */
function proposalOfPartitions(alike: readonly Redundancy[], words: RedundancyWords): Proposal {
  const [first] = alike as readonly [Redundancy, ...Redundancy[]];
  const proposal = proposalOf(first, words);
  if (alike.length === 1) return { ...proposal, object: { ...proposal.object, table: first.relation.name } };
  const names = alike.map(({ index }) => index.name).sort();
  return {
    message: proposal.message,
    fingerprints: [],
    object: { ...proposal.object, schema: first.topmost.schema, table: first.topmost.name, name: null },
    notes: [`On ${alike.length} partitions: ${listOf(names.slice(0, 5))}${names.length > 5 ? ' and more' : ''}`],
  };
}

function likeness({ topmost, index }: Redundancy): string {
  return JSON.stringify([topmost.schema, topmost.name, index.method, index.keys.map(keyText), index.predicate]);
}
