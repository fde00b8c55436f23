import { CATALOG_DEFAULTS, DATABASE_DEFAULTS, RELATION_DEFAULTS } from '../../src/catalog/defaults.ts';
import type {
  Catalog,
  Column,
  Index,
  IndexDefinition,
  IndexKey,
  ObjectName,
  Relation,
} from '../../src/catalog/model.ts';

/** Hand-made catalogs: only what the migration stage looks at is told. */

export function catalogOf(relations: readonly Relation[] = [], serverVersionNum = 180_004): Catalog {
  return {
    takenAt: '2026-01-01T00:00:00Z',
    ...CATALOG_DEFAULTS,
    database: {
      ...DATABASE_DEFAULTS,
      name: 'shop',
      serverVersion: `${Math.floor(serverVersionNum / 10_000)}.${serverVersionNum % 10_000}`,
      serverVersionNum,
      encoding: 'UTF8',
      collate: 'C',
      ctype: 'C',
      localeProvider: 'c',
      icuLocale: null,
      statsResetAt: null,
      startedAt: null,
      inRecovery: false,
    },
    role: { name: 'postgres', superuser: true },
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

export function relationOf(name: string, fields: Partial<Relation> = {}): Relation {
  return {
    ...RELATION_DEFAULTS,
    oid: 1,
    schema: 'public',
    name,
    kind: 'table',
    persistence: 'permanent',
    owner: 'postgres',
    comment: null,
    extension: null,
    readable: true,
    pages: 1,
    tuples: 1,
    allVisiblePages: 0,
    sizeBytes: 8192,
    totalBytes: 8192,
    options: [],
    tablespace: null,
    partitionKey: null,
    partitionOf: null,
    inherits: [],
    viewDefinition: null,
    rowSecurity: { enabled: false, forced: false },
    replicaIdentity: 'default',
    columns: [] as readonly Column[],
    indexes: [],
    constraints: [],
    extendedStatistics: [],
    usage: null,
    ...fields,
  };
}

export function partitionOf(parent: string, name: string, fields: Partial<Relation> = {}): Relation {
  return relationOf(name, { partitionOf: { parent: { schema: 'public', name: parent }, bound: 'DEFAULT' }, ...fields });
}

export function keyOf(column: string, fields: Partial<IndexKey> = {}): IndexKey {
  return { column, expression: null, operatorClass: null, collation: null, direction: 'asc', nulls: 'last', ...fields };
}

export function expressionOf(expression: string): IndexKey {
  return keyOf('', { column: null, expression });
}

export function indexOn(
  relation: ObjectName | string,
  columns: readonly (string | IndexKey)[],
  fields: Partial<IndexDefinition> = {},
): IndexDefinition {
  return {
    relation: typeof relation === 'string' ? { schema: 'public', name: relation } : relation,
    method: 'btree',
    keys: columns.map((column) => (typeof column === 'string' ? keyOf(column) : column)),
    include: [],
    predicate: null,
    unique: false,
    nullsNotDistinct: false,
    ...fields,
  };
}

export function existingIndex(name: string, definition: IndexDefinition, fields: Partial<Index> = {}): Index {
  return {
    ...definition,
    oid: 2,
    name,
    definition: '',
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
    expressionStatistics: [],
    ...fields,
  };
}
