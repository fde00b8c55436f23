import { CATALOG_DEFAULTS, DATABASE_DEFAULTS, RELATION_DEFAULTS } from '../../src/catalog/defaults.ts';
import type { Catalog, Column, ColumnStatistics, Index, IndexDefinition, Relation } from '../../src/catalog/model.ts';
import { columnKey, indexOn } from '../../src/advisor/definition.ts';
import type { AnalyzedQuery } from '../../src/lint/contract.ts';
import type { Aggregate, JoinPredicate, Predicate, RelationUse, SortKey } from '../../src/sql/model.ts';

/** Small hand-made values of the models, for the advisor's tests. */

const LENGTHS: Readonly<Record<string, number>> = {
  integer: 4, bigint: 8, boolean: 1, uuid: 16, date: 4, real: 4,
  'timestamp with time zone': 8, 'timestamp without time zone': 8,
}; // prettier-ignore

export function column(name: string, type = 'integer', more: Partial<Column> = {}): Column {
  return {
    number: 1, name, type, baseType: type, typeLength: LENGTHS[type] ?? -1, typeAlignment: 'i', storage: 'plain',
    notNull: false, default: null, identity: null, generated: null, collation: null, comment: null,
    statisticsTarget: null, statistics: null, inheritedStatistics: null, ...more,
  }; // prettier-ignore
}

export function statistics(more: Partial<ColumnStatistics>): ColumnStatistics {
  return {
    nullFraction: 0, averageWidth: 8, distinct: -1, mostCommonValues: null, mostCommonFrequencies: null,
    histogramBounds: null, correlation: 0, mostCommonElements: null, mostCommonElementFrequencies: null,
    elementCountHistogram: null, ...more,
  }; // prettier-ignore
}

export function relation(name: string, columns: readonly Column[], more: Partial<Relation> = {}): Relation {
  const rows = more.tuples ?? 100_000;
  const pages = Math.ceil(rows / 100);
  return {
    ...RELATION_DEFAULTS,
    oid: 1, schema: 'public', name, kind: 'table', persistence: 'permanent', owner: 'me', comment: null,
    extension: null, readable: true, pages, tuples: rows, allVisiblePages: pages, sizeBytes: pages * 8192,
    totalBytes: pages * 8192, options: [], tablespace: null, partitionKey: null, partitionOf: null, inherits: [],
    viewDefinition: null, rowSecurity: { enabled: false, forced: false }, replicaIdentity: 'default',
    columns: columns.map((one, position) => ({ ...one, number: position + 1 })), indexes: [], constraints: [],
    extendedStatistics: [], usage: null, ...more,
  }; // prettier-ignore
}

export function existing(definition: IndexDefinition, more: Partial<Index> = {}): Index {
  return {
    ...definition, oid: 1, name: 'existing_idx', definition: '', primary: false, exclusion: false, immediate: true,
    valid: true, ready: true, live: true, replicaIdentity: false, clustered: false, inBuild: false, constraint: null,
    partitionOf: null, options: [], tablespace: null, comment: null, pages: 1, tuples: 1, sizeBytes: 8192, usage: null,
    expressionStatistics: [], ...more,
  }; // prettier-ignore
}

/** `btree('t', 'a', 'b desc')`; included columns and the rest as options. */
export function btree(table: string, columns: readonly string[], more: Partial<IndexDefinition> = {}): IndexDefinition {
  const keys = columns.map((text) => {
    const [name = '', direction] = text.split(' ');
    return direction === 'desc'
      ? { ...columnKey(name), direction: 'desc' as const, nulls: 'first' as const }
      : columnKey(name);
  });
  return { ...indexOn({ schema: 'public', name: table }, keys), ...more };
}

export function catalog(relations: readonly Relation[], more: Partial<Catalog> = {}): Catalog {
  return {
    takenAt: '2026-01-01T00:00:00Z',
    ...CATALOG_DEFAULTS,
    database: {
      ...DATABASE_DEFAULTS,
      name: 'test', serverVersion: '18.4', serverVersionNum: 180004, encoding: 'UTF8', collate: 'en_US.UTF-8',
      ctype: 'en_US.UTF-8', localeProvider: 'c', icuLocale: null, statsResetAt: null, startedAt: null, inRecovery: false,
    },
    role: { name: 'me', superuser: false }, searchPath: ['public'], settings: {}, extensions: [], schemas: [],
    types: [], functions: [], collations: [], sequences: [], relations, incomplete: [], ...more,
  }; // prettier-ignore
}

export function use(table: string, more: Partial<RelationUse> = {}): RelationUse {
  return {
    relation: { schema: 'public', name: table }, alias: table, role: 'read', predicates: [], disjunctions: [],
    joins: [], groupBy: [], aggregates: [], aggregated: false, distinct: [], orderBy: [], orderComplete: true,
    limit: null, columnsRead: [], columnsWritten: [], ...more,
  }; // prettier-ignore
}

export function query(
  fingerprint: string,
  uses: readonly RelationUse[],
  more: Partial<AnalyzedQuery> = {},
): AnalyzedQuery {
  return {
    fingerprint, sql: fingerprint, calls: 100, totalMs: 0, minMs: null, maxMs: null, rows: null, samples: [],
    shape: { kind: 'select', relations: uses, unresolved: [] }, ...more,
  }; // prettier-ignore
}

function predicate(kind: Predicate['kind'], operator: string, key: string, value: Predicate['value']): Predicate {
  const isColumn = /^\w+$/.test(key);
  return {
    kind,
    operator,
    column: isColumn ? key : null,
    expression: isColumn ? null : key,
    value,
    constant: value.kind === 'literal',
  };
}

export const equal = (key: string): Predicate => predicate('equality', '=', key, { kind: 'parameter', number: 1 });
export const oneOf = (key: string): Predicate => predicate('in', '=', key, { kind: 'list', length: 3 });
export const above = (key: string): Predicate => predicate('range', '>', key, { kind: 'parameter', number: 1 });
export const isNull = (key: string): Predicate => predicate('null-test', 'IS NULL', key, { kind: 'none' });
export const like = (key: string, pattern: string, operator = '~~'): Predicate =>
  predicate('like', operator, key, { kind: 'literal', text: pattern });
export const contains = (key: string, operator = '@>'): Predicate =>
  predicate('containment', operator, key, { kind: 'parameter', number: 1 });

export function join(key: string, other = 1, otherKey = 'id'): JoinPredicate {
  return { column: key, expression: null, operator: '=', other, otherKey: { column: otherKey, expression: null } };
}

export function sortBy(key: string, direction: 'asc' | 'desc' = 'asc'): SortKey {
  return { column: key, expression: null, direction, nulls: direction === 'asc' ? 'last' : 'first' };
}

export function aggregate(name: string, ...columns: readonly string[]): Aggregate {
  return { function: name, columns, distinct: false };
}
