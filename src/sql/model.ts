import type { ObjectName } from '../catalog/model.ts';

/** The shape of one statement: what it asks of each base relation, with names resolved against a catalog. */
export interface StatementShape {
  readonly kind: 'select' | 'insert' | 'update' | 'delete' | 'merge' | 'utility';
  /** One entry for each use of a base table (a range table entry), those of views and subqueries included. */
  readonly relations: readonly RelationUse[];
  /** Names that resolved to nothing in the catalog: relations, then `alias.column`. */
  readonly unresolved: readonly string[];
}

export type RowWrite = 'insert' | 'update' | 'delete';

export interface RelationUse {
  readonly relation: ObjectName;
  readonly alias: string;
  /** `target` is the table that an INSERT, UPDATE, DELETE or MERGE writes. */
  readonly role: 'read' | 'target';
  /** Predicates that every row must satisfy (the AND of WHERE, ON of inner joins, HAVING on group keys). */
  readonly predicates: readonly Predicate[];
  /** OR-ed predicates over this relation alone: one list of alternatives for each OR, each alternative an AND list. */
  readonly disjunctions: readonly (readonly (readonly Predicate[])[])[];
  readonly joins: readonly JoinPredicate[];
  /** GROUP BY keys on this relation, in order; empty when any grouping key is another relation's or not a plain key expression. */
  readonly groupBy: readonly KeyExpression[];
  /** Aggregates over this relation at the query level where it appears. */
  readonly aggregates: readonly Aggregate[];
  /** Whether the query level where it appears aggregates at all (with or without GROUP BY). */
  readonly aggregated: boolean;
  readonly distinct: readonly KeyExpression[];
  /** ORDER BY keys, in order, as long as they are this relation's; `orderComplete` tells whether that is all of them. */
  readonly orderBy: readonly SortKey[];
  readonly orderComplete: boolean;
  /** LIMIT of the query level: its value, `parameter`, or null without one. */
  readonly limit: number | 'parameter' | null;
  /** Every column of this relation that the statement reads, in table order. */
  readonly columnsRead: readonly string[];
  /** Where the statement may read others too: the relation stands in none of its own clauses, and is known from its plan. */
  readonly readsMore?: boolean;
  /** Columns that an UPDATE or MERGE sets, or an INSERT names; empty for reads. */
  readonly columnsWritten: readonly string[];
  /** What is done to the rows of a target: several for a MERGE, one for other statements. Left out for reads. */
  readonly writes?: readonly RowWrite[];
}

/** A column, or an expression over columns of one relation. Exactly one of column and expression is set. */
export interface KeyExpression {
  readonly column: string | null;
  /** Deparsed with unqualified column names, such as `lower(email)` or `(payload ->> 'kind'::text)`. */
  readonly expression: string | null;
}

export type PredicateKind =
  | 'equality' // key = constant; also `key IS NOT DISTINCT FROM`, boolean columns by themselves
  | 'in' // key IN (…), key = ANY (array)
  | 'range' // < <= > >= BETWEEN
  | 'like' // LIKE, ILIKE, ~, ~*, SIMILAR TO, ^@
  | 'null-test' // IS NULL, IS NOT NULL
  | 'containment' // @> <@ && ? ?| ?& @@ @?; of ranges and networks also << >> &< &> -|- <<= >>=; of ltree @; of trigrams % <% %> <<% %>>
  | 'inequality' // <>, NOT IN, NOT LIKE: no index helps
  | 'other';

export interface Predicate extends KeyExpression {
  readonly kind: PredicateKind;
  /** `=`, `<`, `~~`, `IS NULL`, `@>`, … commuted so that the key stands on the left. */
  readonly operator: string;
  /** What the key is compared with. `stable` covers now() and other expressions without columns. */
  readonly value: PredicateValue;
  /** Whether the whole predicate is a constant of the statement's text (no parameter in it): a candidate for a partial index. */
  readonly constant: boolean;
  /** Of a constant predicate: its text with unqualified columns, fit for the WHERE of a partial index. */
  readonly text?: string;
  /** Of a list of literals: their texts. */
  readonly values?: readonly (string | null)[];
  /** Of a row comparison, `(a, b) > ($1, $2)`, which stands for its first key: those after it, in order. */
  readonly thenBy?: readonly KeyExpression[];
}

export type PredicateValue =
  /** `type` is the cast's, or `integer`, `numeric`, `boolean` for an unquoted constant; left out for a bare string. */
  | { readonly kind: 'literal'; readonly text: string | null; readonly type?: string }
  | { readonly kind: 'parameter'; readonly number: number }
  | { readonly kind: 'list'; readonly length: number }
  | { readonly kind: 'stable'; readonly text: string }
  | { readonly kind: 'none' };

export interface JoinPredicate extends KeyExpression {
  readonly operator: string;
  /** Index into StatementShape.relations of the other side. */
  readonly other: number;
  readonly otherKey: KeyExpression;
}

export interface SortKey extends KeyExpression {
  readonly direction: 'asc' | 'desc';
  readonly nulls: 'first' | 'last';
}

export interface Aggregate {
  /** Lower case, such as `count`, `avg`. */
  readonly function: string;
  /** Plain columns of this relation in its arguments. */
  readonly columns: readonly string[];
  readonly distinct: boolean;
}
