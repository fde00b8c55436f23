import type { AnalyzedQuery } from '../lint/contract.ts';
import type { RelationUse } from '../sql/model.ts';
import { bit, members, NONE } from './bits.ts';
import type { Bits } from './bits.ts';
import type { Candidate } from './problem.ts';
import { nameKey } from './relation-tree.ts';
import type { RelationFacts } from './relations.ts';
import { searched } from './relevance.ts';

/**
 * Of candidates that are the same to a query but for their size, the smallest: its plan would take no other. They have the same keys as far as
 * the query reads these, and all or none of them hold every column that it reads. That spares the planner most of those that were made for
 * other queries, each of which takes 0.05 ms and more a plan.
 */
export function withoutLookalikes(
  queries: readonly AnalyzedQuery[],
  candidates: readonly Candidate[],
  facts: RelationFacts,
): (position: number, set: Bits) => Bits {
  const looksOf = queries.map(() => new Map<number, string | null>());
  const usesOf = new Map<number, ReadonlyMap<string, readonly RelationUse[]>>();

  function lookOf(position: number, number: number): string | null {
    const looks = looksOf[position]!;
    const known = looks.get(number);
    if (known !== undefined) return known;
    const uses = usesOf.get(position) ?? usesByRelation(queries[position]!, facts);
    usesOf.set(position, uses);
    const candidate = candidates[number]!;
    const look = lookTo(uses.get(nameKey(candidate.definition.relation)) ?? [], candidate);
    looks.set(number, look);
    return look;
  }

  return (position, set) => {
    const smallest = new Map<string, number>();
    let kept = NONE;
    for (const number of members(set)) {
      const look = lookOf(position, number);
      if (look === null) kept |= bit(number);
      else {
        const other = smallest.get(look);
        if (other === undefined || candidates[number]!.sizeBytes < candidates[other]!.sizeBytes)
          smallest.set(look, number);
      }
    }
    for (const number of smallest.values()) kept |= bit(number);
    return kept;
  };
}

/** What a query does with each table, partitions counted to theirs. */
export function usesByRelation(
  query: AnalyzedQuery,
  facts: Pick<RelationFacts, 'topmost'>,
): ReadonlyMap<string, readonly RelationUse[]> {
  const uses = new Map<string, RelationUse[]>();
  for (const use of query.shape.relations) {
    const key = nameKey(facts.topmost(use.relation));
    const own = uses.get(key) ?? [];
    uses.set(key, own);
    own.push(use);
  }
  return uses;
}

/** What the planner sees of a candidate; null for one that is like no other. */
function lookTo(uses: readonly RelationUse[], { definition }: Candidate): string | null {
  const { relation, method, keys, include, predicate, unique } = definition;
  // Of an expression there are statistics; and a predicate's columns need not be read.
  if (method !== 'btree' || unique || predicate !== null || keys.some(({ column }) => column === null)) return null;
  const held = new Set([...keys.map(({ column }) => column!), ...include]);
  const covered = uses.map(({ columnsRead }) => columnsRead.every((column) => held.has(column)));
  if (covered.includes(true) && uses.some(({ readsMore }) => readsMore)) return null;
  const read = new Set(uses.flatMap((use) => [...use.columnsRead, ...searched(use)]));
  const last = keys.findLastIndex(({ column }) => read.has(column!));
  return JSON.stringify([nameKey(relation), keys.slice(0, last + 1), covered]);
}
