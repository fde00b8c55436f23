import type { AnalyzedQuery } from '../lint/contract.ts';
import { impliesPredicate } from '../sql/implication.ts';
import type { KeyExpression, Predicate, RelationUse } from '../sql/model.ts';
import { bitsOf } from './bits.ts';
import type { Bits } from './bits.ts';
import type { Candidate } from './problem.ts';
import { nameKey } from './relation-tree.ts';
import type { RelationFacts } from './relations.ts';

/** Candidates by their relation. */
export type CandidatesByRelation = ReadonlyMap<string, readonly GroupedCandidate[]>;

interface GroupedCandidate {
  readonly number: number;
  /** The first key, where it is a column. */
  readonly leading: string | null;
  readonly expressions: readonly string[];
  readonly predicate: string | null;
}

export function groupByRelation(candidates: readonly Candidate[]): CandidatesByRelation {
  const groups = new Map<string, GroupedCandidate[]>();
  candidates.forEach(({ definition }, number) => {
    const key = nameKey(definition.relation);
    const group = groups.get(key) ?? [];
    const expressions = definition.keys.flatMap(({ expression }) => expression ?? []);
    group.push({ number, leading: definition.keys[0]?.column ?? null, expressions, predicate: definition.predicate });
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
    const isAsked = expressionTest(query, use);
    for (const { number, leading, expressions, predicate } of group) {
      if ((leading === null || columns.has(leading)) && expressions.every(isAsked) && holds(predicate))
        relevant.add(number);
    }
  }
  return bitsOf(relevant);
}

/** Whether the statement may hold an expression: as its shape shows, or as far as the words of its text tell. */
function expressionTest(query: AnalyzedQuery, use: RelationUse): (expression: string) => boolean {
  const known = new Map(keysOf(use).flatMap(({ expression }) => (expression === null ? [] : [[expression, true]])));
  let words: ReadonlySet<string> | undefined;
  return (expression) => {
    const remembered = known.get(expression);
    if (remembered !== undefined) return remembered;
    words ??= new Set(wordsOf(query.sql));
    const isThere = wordsOf(expression.replaceAll(/::[a-z ]+/gi, '')).every((word) => words!.has(word));
    known.set(expression, isThere);
    return isThere;
  };
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? [];
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
  return [...keysOf(use).flatMap(({ column }) => column ?? []), ...use.aggregates.flatMap(({ columns }) => columns)];
}

function keysOf(use: RelationUse): readonly KeyExpression[] {
  return [
    ...use.predicates,
    ...use.disjunctions.flat(2),
    ...use.joins,
    ...use.orderBy,
    ...use.groupBy,
    ...use.distinct,
  ];
}
