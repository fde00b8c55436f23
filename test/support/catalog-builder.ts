import { CATALOG_DEFAULTS, DATABASE_DEFAULTS, RELATION_DEFAULTS } from '../../src/catalog/defaults.ts';
import type {
  Catalog,
  Column,
  ColumnStatistics,
  Constraint,
  Index,
  IndexDefinition,
  IndexKey,
  ObjectName,
  Relation,
} from '../../src/catalog/model.ts';

/** Catalog values by hand, for tests that need no server: `aCatalog(aTable('orders', { columns: { id: 'bigint' } }))`. */
export function aCatalog(...relations: readonly Relation[]): Catalog {
  return {
    takenAt: '2026-01-01T00:00:00.000Z',
    ...CATALOG_DEFAULTS,
    database: {
      ...DATABASE_DEFAULTS,
      name: 'test',
      serverVersion: '18.4',
      serverVersionNum: 180004,
      encoding: 'UTF8',
      collate: 'C.UTF-8',
      ctype: 'C.UTF-8',
      localeProvider: 'c',
      icuLocale: null,
      statsResetAt: null,
      startedAt: null,
      inRecovery: false,
    },
    role: { name: 'tester', superuser: false },
    searchPath: ['public'],
    settings: {},
    extensions: [],
    schemas: [],
    types: [],
    functions: [],
    collations: [],
    sequences: [],
    relations,
    incomplete: [],
  };
}

export interface ColumnSpec extends Partial<Omit<Column, 'statistics'>> {
  readonly type: string;
  /** n_distinct: gives the column statistics. */
  readonly distinct?: number;
  readonly nullFraction?: number;
  readonly frequencies?: readonly number[];
  readonly statistics?: ColumnStatistics | null;
}

export interface TableSpec {
  readonly schema?: string;
  /** reltuples; never analysed (-1) when left out. */
  readonly rows?: number;
  readonly kind?: Relation['kind'];
  /** A type, or a type and what differs from a nullable column without default. */
  readonly columns: Readonly<Record<string, string | ColumnSpec>>;
  /** Adds the index and the constraint. */
  readonly primaryKey?: readonly string[];
  readonly indexes?: readonly IndexSpec[];
  /** Column lists, each a unique constraint with its index. */
  readonly unique?: readonly (readonly string[])[];
  /** Column → the table that it refers to. */
  readonly foreignKeys?: Readonly<Record<string, string>>;
  /** Anything else of the relation. */
  readonly with?: Partial<Relation>;
}

export interface IndexSpec extends Partial<Omit<Index, 'keys'>> {
  /** Columns; an entry in parentheses is an expression; ` DESC` turns it. */
  readonly keys: readonly string[];
}

let oid = 16_384;

export function aTable(name: string, spec: TableSpec): Relation {
  const schema = spec.schema ?? 'public';
  const rows = spec.rows ?? -1;
  const columns = Object.entries(spec.columns).map(([column, its], position) => aColumn(column, its, position + 1));
  const relation = { schema, name };
  const keyed = spec.primaryKey ? [{ name: `${name}_pkey`, columns: spec.primaryKey, primary: true }] : [];
  const unique = (spec.unique ?? []).map((list) => ({
    name: `${name}_${list.join('_')}_key`,
    columns: list,
    primary: false,
  }));
  const constrained = [...keyed, ...unique];
  return {
    ...RELATION_DEFAULTS,
    oid: oid++,
    ...relation,
    kind: spec.kind ?? 'table',
    persistence: 'permanent',
    owner: 'tester',
    comment: null,
    extension: null,
    readable: true,
    pages: Math.ceil(Math.max(0, rows) / 100),
    tuples: rows,
    allVisiblePages: 0,
    sizeBytes: Math.ceil(Math.max(0, rows) / 100) * 8192,
    totalBytes: Math.ceil(Math.max(0, rows) / 100) * 8192,
    options: [],
    tablespace: null,
    partitionKey: null,
    partitionOf: null,
    inherits: [],
    viewDefinition: null,
    rowSecurity: { enabled: false, forced: false },
    replicaIdentity: 'default',
    columns,
    indexes: [
      ...constrained.map((constraint) =>
        anIndex(relation, constraint.name, {
          keys: constraint.columns,
          unique: true,
          primary: constraint.primary,
          constraint: constraint.name,
        }),
      ),
      ...(spec.indexes ?? []).map((index) =>
        anIndex(relation, index.name ?? `${name}_${index.keys.join('_').replaceAll(/\W/g, '')}_idx`, index),
      ),
    ],
    constraints: [
      ...constrained.map((constraint) =>
        aConstraint(constraint.name, constraint.columns, {
          kind: constraint.primary ? 'primary-key' : 'unique',
          index: constraint.name,
        }),
      ),
      ...Object.entries(spec.foreignKeys ?? {}).map(([column, target]) =>
        aConstraint(`${name}_${column}_fkey`, [column], {
          kind: 'foreign-key',
          references: {
            relation: { schema, name: target },
            columns: ['id'],
            onDelete: 'no action',
            onUpdate: 'no action',
            match: 'simple',
          },
        }),
      ),
    ],
    extendedStatistics: [],
    usage: null,
    ...spec.with,
  };
}

export function aColumn(name: string, spec: string | ColumnSpec, number = 1): Column {
  const { distinct, nullFraction, frequencies, ...given } = typeof spec === 'string' ? { type: spec } : spec;
  const statistics = distinct === undefined ? null : statisticsOf(distinct, nullFraction, frequencies);
  return {
    number,
    name,
    baseType: given.type.replace(/\(.*\)/, ''),
    typeLength:
      { uuid: 16, bigint: 8, integer: 4, boolean: 1, 'timestamp with time zone': 8, date: 4 }[given.type] ?? -1,
    typeAlignment: 'i',
    storage: 'plain',
    notNull: false,
    default: null,
    identity: null,
    generated: null,
    collation: null,
    comment: null,
    statisticsTarget: null,
    inheritedStatistics: null,
    ...given,
    statistics: given.statistics ?? statistics,
  };
}

function statisticsOf(distinct: number, nullFraction = 0, frequencies: readonly number[] = []): ColumnStatistics {
  return {
    ...NO_STATISTICS,
    nullFraction,
    averageWidth: 16,
    distinct,
    mostCommonValues: frequencies.length > 0 ? `{${frequencies.map((_, position) => `v${position}`).join(',')}}` : null,
    mostCommonFrequencies: frequencies.length > 0 ? frequencies : null,
  };
}

export function anIndex(relation: ObjectName, name: string, { keys, ...given }: IndexSpec): Index {
  return {
    oid: oid++,
    name,
    ...aDefinition(relation, keys),
    definition: `CREATE INDEX ${name} ON ${relation.schema}.${relation.name} (${keys.join(', ')})`,
    primary: false,
    exclusion: false,
    immediate: true,
    valid: true,
    ready: true,
    live: true,
    replicaIdentity: false,
    clustered: false,
    inBuild: false,
    constraint: null,
    partitionOf: null,
    options: [],
    tablespace: null,
    comment: null,
    pages: 1,
    tuples: 0,
    sizeBytes: 8192,
    usage: null,
    expressionStatistics: keys.map(() => null),
    ...given,
  };
}

/** `aDefinition({ schema, name }, ['user_hash', 'created_at DESC', '(lower(email))'])`. */
export function aDefinition(
  relation: ObjectName,
  keys: readonly string[],
  given: Partial<IndexDefinition> = {},
): IndexDefinition {
  return {
    relation: { schema: relation.schema, name: relation.name },
    method: 'btree',
    keys: keys.map(aKey),
    include: [],
    predicate: null,
    unique: false,
    nullsNotDistinct: false,
    ...given,
  };
}

export function aKey(text: string): IndexKey {
  const descending = text.endsWith(' DESC');
  const key = descending ? text.slice(0, -' DESC'.length) : text;
  const isExpression = key.startsWith('(');
  return {
    column: isExpression ? null : key,
    expression: isExpression ? key.slice(1, -1) : null,
    operatorClass: null,
    collation: null,
    direction: descending ? 'desc' : 'asc',
    nulls: descending ? 'first' : 'last',
  };
}

export function aConstraint(name: string, columns: readonly string[], given: Partial<Constraint> = {}): Constraint {
  return {
    name,
    kind: 'check',
    columns,
    definition: '',
    validated: true,
    enforced: true,
    deferrable: false,
    initiallyDeferred: false,
    index: null,
    references: null,
    inherited: false,
    comment: null,
    ...given,
  };
}

/** Of a column of which nothing is known but that its values are all different. */
export const NO_STATISTICS: ColumnStatistics = {
  nullFraction: 0,
  averageWidth: 8,
  distinct: -1,
  mostCommonValues: null,
  mostCommonFrequencies: null,
  histogramBounds: null,
  correlation: null,
  mostCommonElements: null,
  mostCommonElementFrequencies: null,
  elementCountHistogram: null,
};
