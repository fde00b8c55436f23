import type { AnalyzedQuery } from '../lint/contract.ts';
import type { RelationUse } from '../sql/model.ts';
import { sameRelation } from './definition.ts';
import { bitsOf } from './bits.ts';
import type { Bits } from './bits.ts';
import type { Candidate } from './problem.ts';
import type { RelationFacts } from './relations.ts';

/** The candidates that could enter a query's plan: on a table that it reads, led by a column that it has a use for. */
export function relevantTo(query: AnalyzedQuery, candidates: readonly Candidate[], facts: RelationFacts): Bits {
  const uses = query.shape.relations.map((use) => ({
    relation: facts.topmost(use.relation),
    columns: new Set([...searched(use), ...(facts.canSkip ? use.columnsRead : [])]),
  }));
  const relevant: number[] = [];
  candidates.forEach(({ definition }, number) => {
    const leading = definition.keys[0]?.column ?? null;
    const isRelevant = uses.some(
      ({ relation, columns }) =>
        // What an expression is made of is not looked at: the planner will see.
        sameRelation(relation, definition.relation) && (leading === null || columns.has(leading)),
    );
    if (isRelevant) relevant.push(number);
  });
  return bitsOf(relevant);
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
