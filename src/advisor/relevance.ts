import type { AnalyzedQuery } from '../lint/contract.ts';
import { impliesPredicate } from '../sql/implication.ts';
import type { Predicate, RelationUse } from '../sql/model.ts';
import { bitsOf } from './bits.ts';
import type { Bits } from './bits.ts';
import type { Candidate } from './problem.ts';
import { nameKey } from './relation-tree.ts';
import type { RelationFacts } from './relations.ts';

/** Candidates by their relation, with their numbers. */
export type CandidatesByRelation = ReadonlyMap<
  string,
  readonly { readonly number: number; readonly leading: string | null; readonly predicate: string | null }[]
>;

export function groupByRelation(candidates: readonly Candidate[]): CandidatesByRelation {
  const groups = new Map<string, { number: number; leading: string | null; predicate: string | null }[]>();
  candidates.forEach(({ definition }, number) => {
    const key = nameKey(definition.relation);
    const group = groups.get(key) ?? [];
    group.push({ number, leading: definition.keys[0]?.column ?? null, predicate: definition.predicate });
    groups.set(key, group);
  });
  return groups;
}

/** The candidates that could enter a query's plan: on a table that it reads, led by a column that it has a use for. */
export function relevantTo(query: AnalyzedQuery, candidates: CandidatesByRelation, facts: RelationFacts): Bits {
  const relevant = new Set<number>();
  for (const use of query.shape.relations) {
    const group = candidates.get(nameKey(facts.topmost(use.relation))) ?? [];
    const columns = new Set([...searched(use), ...(facts.canSkip ? use.columnsRead : [])]);
    const holds = predicateTest(use);
    for (const { number, leading, predicate } of group) {
      // What an expression is made of is not looked at: the planner will see.
      if ((leading === null || columns.has(leading)) && holds(predicate)) relevant.add(number);
    }
  }
  return bitsOf(relevant);
}

/** Whether a partial index's predicate may follow from what the use asks. */
function predicateTest(use: RelationUse): (predicate: string | null) => boolean {
  const known = new Map<string | null, boolean>([[null, true]]);
  // Joins compare too: of them it is known that their column is not null.
  const joined = use.joins.map(({ column, expression, operator }): Predicate => ({
    column,
    expression,
    operator,
    kind: 'equality',
    value: { kind: 'none' },
    constant: false,
  }));
  return (predicate) => {
    const holds = known.get(predicate) ?? impliesPredicate([...use.predicates, ...joined], predicate ?? '');
    known.set(predicate, holds);
    return holds;
  };
}

/** Columns that a search may begin with, or an order. */
function searched(use: RelationUse): readonly string[] {
  const keys = [
    ...use.predicates,
    ...use.disjunctions.flat(2),
    ...use.joins,
    ...use.orderBy,
    ...use.groupBy,
    ...use.distinct,
  ];
  return [...keys.flatMap(({ column }) => column ?? []), ...use.aggregates.flatMap(({ columns }) => columns)];
}
