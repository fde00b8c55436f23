import type { Catalog, Database, Relation, Schema, Sequence, UserFunction } from './model.ts';

/**
 * What a catalog that lacks a newer field is taken to hold: a snapshot of an older idx-advisor, or one made by hand. Each
 * default is the one of which no rule complains: nothing seen, nothing wrong.
 */
export const CATALOG_DEFAULTS = {
  outdatedCollations: [],
  orphanedTemporaryTables: [],
  invalidToastIndexes: [],
  superusers: [],
} satisfies Partial<Catalog>;

export const DATABASE_DEFAULTS = {
  owner: '',
  collationVersion: null,
  actualCollationVersion: null,
  frozenXidAge: 0,
  multixactAge: 0,
  walSenders: 0,
} satisfies Partial<Database>;

export const SCHEMA_DEFAULTS = {
  publicCreate: false,
  publicUsage: false,
  defaultPrivileges: true,
} satisfies Partial<Schema>;

export const FUNCTION_DEFAULTS = {
  kind: 'function',
  owner: '',
  comment: null,
  securityDefiner: false,
  configuration: [],
  executableBy: [],
  standardBody: false,
} satisfies Partial<UserFunction>;

export const SEQUENCE_DEFAULTS = {
  owner: '',
  persistence: 'permanent',
  extension: null,
  // Without knowing, an absent last value says nothing.
  lastValueVisible: false,
  cache: '1',
  identity: false,
  usedBy: [],
} satisfies Partial<Sequence>;

export const RELATION_DEFAULTS = {
  reads: [],
  readableBy: [],
  toastOptions: [],
  frozenXidAge: null,
  multixactAge: null,
  triggers: [],
  policies: [],
  publications: [],
} satisfies Partial<Relation>;

/** Adds to a catalog what it lacks; its own fields stay. */
export function withDefaults(catalog: Catalog): Catalog {
  return {
    ...CATALOG_DEFAULTS,
    ...catalog,
    database: { ...DATABASE_DEFAULTS, ...catalog.database },
    schemas: catalog.schemas.map((schema) => ({ ...SCHEMA_DEFAULTS, ...schema })),
    functions: catalog.functions.map((one) => ({ ...FUNCTION_DEFAULTS, ...one })),
    sequences: catalog.sequences.map((sequence) => ({ ...SEQUENCE_DEFAULTS, ...sequence })),
    relations: catalog.relations.map((relation) => ({ ...RELATION_DEFAULTS, ...relation })),
  };
}
