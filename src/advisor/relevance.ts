import type { Relation } from '../catalog/model.ts';
import type { AnalyzedQuery } from '../lint/contract.ts';
import { impliesPredicate } from '../sql/implication.ts';
import type { KeyExpression, Predicate, RelationUse } from '../sql/model.ts';
import { bitsOf } from './bits.ts';
import type { Bits } from './bits.ts';
import type { Candidate } from './problem.ts';
import { nameKey } from './relation-tree.ts';
import type { RelationFacts } from './relations.ts';
import { mentions } from './size/expression-type.ts';

/** Candidates by their relation. */
export type CandidatesByRelation = ReadonlyMap<string, readonly GroupedCandidate[]>;

interface GroupedCandidate {
  readonly number: number;
  /** The first key, where it is a column. */
  readonly leading: string | null;
  /** Whether it has this one column and all rows: who does not search for it has a use for it only where nothing else is read. */
  readonly isBare: boolean;
  readonly expressions: readonly string[];
  readonly predicate: string | null;
  /** Columns of the predicate. */
  readonly tested: readonly string[];
}

/** @param first the number of the first of the candidates. */
export function groupByRelation(candidates: readonly Candidate[], first = 0): CandidatesByRelation {
  const columns = new Map<string, readonly string[]>();
  const groups = new Map<string, GroupedCandidate[]>();
  candidates.forEach(({ definition, relation }, position) => {
    const key = nameKey(definition.relation);
    const group = groups.get(key) ?? [];
    const { keys, include, predicate } = definition;
    const known = `${key} ${predicate}`;
    const tested = columns.get(known) ?? columnsOf(relation, predicate);
    columns.set(known, tested);
    group.push({
      number: first + position,
      leading: keys[0]?.column ?? null,
      isBare: keys.length + include.length === 1 && predicate === null,
      expressions: keys.flatMap(({ expression }) => expression ?? []),
      predicate,
      tested,
    });
    groups.set(key, group);
  });
  return groups;
}

function columnsOf({ columns }: Relation, predicate: string | null): readonly string[] {
  if (predicate === null) return [];
  const unquoted = predicate.replaceAll(/'(?:[^']|'')*'/g, "''");
  return columns.map(({ name }) => name).filter((name) => mentions(unquoted, name));
}

/** The candidates that could enter a query's plan: on a table that it reads, led by a column that it has a use for, or all of whose rows it asks for. */
export function relevantTo(query: AnalyzedQuery, candidates: CandidatesByRelation, facts: RelationFacts): Bits {
  const relevant = new Set<number>();
  for (const use of query.shape.relations) {
    const group = candidates.get(nameKey(facts.topmost(use.relation))) ?? [];
    const sought = new Set(searched(use));
    // Led by one of these it may hold all that is read, and is read whole, or searched by skipping (PostgreSQL 18).
    const read = new Set(use.columnsRead);
    // GiST orders by how far a column's values are from one: an expression that is no key of it.
    const distances = use.orderBy.flatMap(({ expression }) => expression ?? []);
    const leads = (column: string, isBare: boolean) =>
      sought.has(column) ||
      (read.has(column) && (!isBare || read.size === 1)) ||
      distances.some((distance) => mentions(distance, column));
    const holds = predicateTest(use);
    const answers = answerTest(use);
    const isAsked = expressionTest(query, use);
    for (const { number, leading, isBare, expressions, predicate, tested } of group) {
      const isLed = leading === null || leads(leading, isBare) || (predicate !== null && answers(tested));
      if (isLed && expressions.every(isAsked) && holds(predicate, tested)) relevant.add(number);
    }
  }
  return bitsOf(relevant);
}

/** Whether a partial index's predicate is all that the use asks: then the index is read whole, and any key serves. */
function answerTest({ predicates, joins, disjunctions }: RelationUse): (tested: readonly string[]) => boolean {
  const isAlone = predicates.length > 0 && joins.length === 0 && disjunctions.length === 0;
  return (tested) => isAlone && predicates.every(({ column }) => column !== null && tested.includes(column));
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
function predicateTest(use: RelationUse): (predicate: string | null, tested: readonly string[]) => boolean {
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
  const asked = [...use.predicates, ...joined];
  const isAsked = (name: string) =>
    asked.some(({ column, expression }) => column === name || (expression !== null && mentions(expression, name)));
  return (predicate, tested) => {
    // Most need no proof: they are about columns of which the statement says nothing.
    const holds = known.get(predicate) ?? (tested.every(isAsked) && impliesPredicate(asked, predicate ?? ''));
    known.set(predicate, holds);
    return holds;
  };
}

/** Columns that a search may begin with, or an order. */
export function searched(use: RelationUse): readonly string[] {
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
