import type { IndexDefinition } from '../catalog/model.ts';
import type { AnalyzedQuery, Proposal } from '../lint/contract.ts';
import { canBeIndexed } from './candidates.ts';
import { coveredByPartitions, coveringIndex } from './coverage.ts';
import { definitionKey, sameKeys } from './definition.ts';
import type { AdviceOptions, RejectedIndex } from './model.ts';
import type { Candidate } from './problem.ts';
import type { RelationFacts } from './relations.ts';
import { MOST_CANDIDATES } from './thresholds.ts';

export interface Admission {
  /** In the order of their definitions' keys, so that the order of proposals decides nothing. */
  readonly candidates: readonly Candidate[];
  readonly rejected: readonly RejectedIndex[];
  /** One line where there were more than can be looked at. */
  readonly incomplete: readonly string[];
}

/** Turns proposals into candidates, each definition once, and turns away what need not be priced to be refused. */
export function admit(
  proposals: readonly Proposal[],
  queries: readonly AnalyzedQuery[],
  facts: RelationFacts,
  options: AdviceOptions,
): Admission {
  const calls = new Map(queries.map((query) => [query.fingerprint, query.calls]));
  const wishes = new Map<string, { definition: IndexDefinition; proposals: number[]; fingerprints: Set<string> }>();
  proposals.forEach((proposal, position) => {
    for (const definition of proposal.silence === undefined ? (proposal.indexes ?? []) : []) {
      const key = definitionKey(definition);
      const wish = wishes.get(key) ?? { definition, proposals: [], fingerprints: new Set() };
      wishes.set(key, wish);
      wish.proposals.push(position);
      for (const fingerprint of proposal.fingerprints) wish.fingerprints.add(fingerprint);
    }
  });

  const candidates: Candidate[] = [];
  const rejected: RejectedIndex[] = [];
  const kept = mostWanted([...wishes], queries);
  for (const [, { definition, proposals: askedBy, fingerprints }] of kept.sort(([a], [b]) => (a < b ? -1 : 1))) {
    const asked = [...fingerprints].sort();
    const most = asked.reduce((max, fingerprint) => Math.max(max, calls.get(fingerprint) ?? 0), 0);
    const reason = refusal(definition, most, facts, options);
    if (reason === null) candidates.push(toCandidate(definition, askedBy, facts));
    else rejected.push({ definition, ...reason, fingerprints: asked });
  }
  const left = wishes.size - kept.length;
  const incomplete =
    left > 0
      ? [`${left} of ${wishes.size} possible indexes were not looked at, those of the queries of least time`]
      : [];
  return { candidates, rejected, incomplete };
}

/** Those that the queries of the greatest total time, or of most calls, ask for. */
function mostWanted<T extends readonly [string, { readonly fingerprints: ReadonlySet<string> }]>(
  wishes: readonly T[],
  queries: readonly AnalyzedQuery[],
): T[] {
  if (wishes.length <= MOST_CANDIDATES) return [...wishes];
  const rank = new Map(
    [...queries]
      .sort((a, b) => b.totalMs - a.totalMs || b.calls - a.calls || (a.fingerprint < b.fingerprint ? -1 : 1))
      .map(({ fingerprint }, position) => [fingerprint, position]),
  );
  const ranked = wishes.map((wish) => {
    const ranks = [...wish[1].fingerprints].map((fingerprint) => rank.get(fingerprint) ?? rank.size);
    return { wish, best: ranks.reduce((a, b) => Math.min(a, b), rank.size) };
  });
  ranked.sort((a, b) => a.best - b.best || (a.wish[0] < b.wish[0] ? -1 : 1));
  return ranked.slice(0, MOST_CANDIDATES).map(({ wish }) => wish);
}

/** Its size and upkeep are estimated when they are first asked for: of thousands of candidates, most never are. */
export function toCandidate(
  definition: IndexDefinition,
  proposals: readonly number[],
  facts: RelationFacts,
): Candidate {
  const relation = facts.find(definition.relation)!;
  const size = once(() => facts.size(relation, definition));
  const upkeep = once(() => facts.upkeep(relation, definition, size()));
  const addedPages = once(() => {
    if (definition.include.length === 0 || !facts.isCounted) return 0;
    return Math.max(0, size().pages - facts.size(relation, { ...definition, include: [] }).pages);
  });
  return {
    definition,
    relation,
    get sizeBytes() {
      return size().sizeBytes;
    },
    get writeCost() {
      return upkeep().writeCost;
    },
    get upkeep() {
      return upkeep();
    },
    get addedPages() {
      return addedPages();
    },
    repeatsKeys: relation.indexes.some((index) => index.valid && sameKeys(index, definition)),
    proposals,
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

type Refusal = Pick<Required<RejectedIndex>, 'why' | 'reason'>;

function refusal(
  definition: IndexDefinition,
  calls: number,
  facts: RelationFacts,
  options: AdviceOptions,
): Refusal | null {
  const relation = facts.find(definition.relation);
  const refuse = (reason: string): Refusal => ({ why: 'not-admitted', reason });
  if (!relation) return refuse(`the catalog has no table ${definition.relation.schema}.${definition.relation.name}`);
  if (!canBeIndexed(relation)) {
    return refuse(`an index on a ${relation.kind.replace('-', ' ')} of this kind cannot be advised`);
  }
  const rows = facts.rows(relation);
  if (rows < options.minTableRows) {
    return refuse(`the table has ${rows} rows, below the floor of ${options.minTableRows}`);
  }
  if (calls < options.minCalls) {
    return { why: 'rare', reason: `asked ${times(calls)}, below --min-calls ${options.minCalls}` };
  }
  if (definition.keys.length > options.maxIndexColumns) {
    return refuse(
      `it has ${definition.keys.length} key columns, more than --max-index-columns ${options.maxIndexColumns}`,
    );
  }
  const existing = coveringIndex(relation, definition);
  if (existing) return refuse(`the existing index ${existing.name} already serves`);
  if (coveredByPartitions(facts.leaves(relation), definition)) {
    return refuse('an index of every partition already serves');
  }
  return null;
}

function times(calls: number): string {
  return calls === 1 ? 'once' : `${calls} times`;
}
