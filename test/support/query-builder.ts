import type { AnalyzedQuery } from '../../src/lint/contract.ts';
import type { Predicate, PredicateKind, RelationUse, StatementShape } from '../../src/sql/model.ts';

export interface UseSpec extends Partial<Omit<RelationUse, 'predicates' | 'relation' | 'orderBy'>> {
  readonly schema?: string;
  /** The table. */
  readonly on: string;
  /** Columns by the kind of their predicate: `{ equality: ['user_hash'], range: ['created_at'] }`. */
  readonly where?: Partial<Record<PredicateKind, readonly string[]>>;
  readonly orderBy?: readonly string[];
}

export interface QuerySpec extends UseSpec {
  readonly fingerprint?: string;
  readonly sql?: string;
  readonly calls?: number;
  readonly totalMs?: number;
  readonly rows?: number | null;
  readonly kind?: StatementShape['kind'];
  /** Further relations of the statement. */
  readonly also?: readonly UseSpec[];
}

let serial = 0;

/** An analysed query by hand, for tests that need no parser. */
export function aQuery(spec: QuerySpec): AnalyzedQuery {
  const { fingerprint, sql, calls, totalMs, rows, kind, also, ...use } = spec;
  return {
    fingerprint: fingerprint ?? (++serial).toString(16).padStart(16, '0'),
    sql: sql ?? `SELECT * FROM ${spec.on}`,
    calls: calls ?? 100,
    totalMs: totalMs ?? 0,
    minMs: null,
    maxMs: null,
    rows: rows ?? null,
    samples: [],
    shape: { kind: kind ?? 'select', relations: [use, ...(also ?? [])].map(aUse), unresolved: [] },
  };
}

export function aUse({ schema, on, where, orderBy, ...given }: UseSpec): RelationUse {
  const predicates = Object.entries(where ?? {}).flatMap(([kind, columns]) =>
    columns.map((column) => aPredicate(kind as PredicateKind, column)),
  );
  return {
    relation: { schema: schema ?? 'public', name: on },
    alias: on,
    role: 'read',
    predicates,
    disjunctions: [],
    joins: [],
    groupBy: [],
    aggregates: [],
    aggregated: false,
    distinct: [],
    orderBy: (orderBy ?? []).map((column) => ({ column, expression: null, direction: 'asc', nulls: 'last' })),
    orderComplete: (orderBy ?? []).length > 0,
    limit: null,
    columnsRead: predicates.flatMap(({ column }) => (column === null ? [] : [column])),
    columnsWritten: [],
    ...given,
  };
}

const OPERATORS: Record<PredicateKind, string> = {
  equality: '=',
  in: '=',
  range: '>=',
  like: '~~',
  'null-test': 'IS NULL',
  containment: '@>',
  inequality: '<>',
  other: '?',
};

/** A key in parentheses is an expression. */
export function aPredicate(kind: PredicateKind, key: string): Predicate {
  const isExpression = key.startsWith('(');
  return {
    kind,
    column: isExpression ? null : key,
    expression: isExpression ? key.slice(1, -1) : null,
    operator: OPERATORS[kind],
    value: kind === 'in' ? { kind: 'list', length: 3 } : { kind: 'parameter', number: 1 },
    constant: false,
  };
}
