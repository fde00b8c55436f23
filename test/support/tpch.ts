import { readFileSync, readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { CATALOG_DEFAULTS, DATABASE_DEFAULTS, RELATION_DEFAULTS, SCHEMA_DEFAULTS } from '../../src/catalog/defaults.ts';
import type {
  Catalog,
  Column,
  ColumnStatistics,
  Constraint,
  Index,
  IndexDefinition,
  IndexKey,
  Relation,
} from '../../src/catalog/model.ts';

/** From the project's folder, where npm runs every script: benchmarks run a compiled copy of this file. */
const FOLDER = new URL('fixtures/tpch/', pathToFileURL(`${process.cwd()}/`));

interface RawStatistics {
  readonly table: string;
  readonly column: string;
  readonly nullFraction: number;
  readonly averageWidth: number;
  readonly distinct: number;
  readonly mostCommonValues: string | null;
  readonly mostCommonFrequencies: string | null;
  readonly histogramBounds: string | null;
  readonly correlation: number | null;
}

interface RawCatalog {
  readonly relations: readonly {
    readonly name: string;
    readonly kind: string;
    readonly table: string | null;
    readonly pages: number;
    readonly tuples: number;
    readonly allVisiblePages: number;
  }[];
  readonly columnStatistics: readonly RawStatistics[];
  readonly settings: readonly { readonly name: string; readonly setting: string; readonly unit: string | null }[];
}

const TYPES: readonly (readonly [RegExp, Pick<Column, 'baseType' | 'typeLength' | 'typeAlignment' | 'storage'>])[] = [
  [/^integer/, { baseType: 'integer', typeLength: 4, typeAlignment: 'i', storage: 'plain' }],
  [/^date/, { baseType: 'date', typeLength: 4, typeAlignment: 'i', storage: 'plain' }],
  [/^numeric/, { baseType: 'numeric', typeLength: -1, typeAlignment: 'i', storage: 'main' }],
  [/^character varying/, { baseType: 'character varying', typeLength: -1, typeAlignment: 'i', storage: 'extended' }],
  [/^character\(/, { baseType: 'character', typeLength: -1, typeAlignment: 'i', storage: 'extended' }],
];

/** TPC-H at scale factor 1 as fixtures/tpch holds it: tables, keys and statistics of a PostgreSQL 15 server. */
export function tpchCatalog(): Catalog {
  const raw = JSON.parse(gunzipSync(readFileSync(new URL('catalog.json.gz', FOLDER))).toString('utf8')) as RawCatalog;
  const schema = readFileSync(new URL('schema.sql', FOLDER), 'utf8');
  return {
    takenAt: '2026-01-01T00:00:00.000Z',
    ...CATALOG_DEFAULTS,
    database: {
      ...DATABASE_DEFAULTS,
      name: 'tpch',
      serverVersion: '15.18',
      serverVersionNum: 150_018,
      encoding: 'UTF8',
      collate: 'C.UTF-8',
      ctype: 'C.UTF-8',
      localeProvider: 'c',
      icuLocale: null,
      statsResetAt: null,
      startedAt: null,
      inRecovery: false,
    },
    role: { name: 'postgres', superuser: true },
    searchPath: ['public'],
    settings: Object.fromEntries(
      raw.settings.map(({ name, setting, unit }) => [name, { value: setting, unit, source: 'configuration file' }]),
    ),
    extensions: [],
    schemas: [{ ...SCHEMA_DEFAULTS, name: 'public', owner: 'postgres', comment: null, usable: true, extension: null }],
    types: [],
    functions: [],
    collations: [],
    sequences: [],
    relations: [...schema.matchAll(/CREATE TABLE (\w+) \(\n([\s\S]*?)\n\);/g)].map(([, name = '', body = ''], i) =>
      relationOf(raw, schema, name, body, 16_384 + i * 100),
    ),
    incomplete: [],
  };
}

/** `create index on …` → bytes, as really built. */
export function tpchBuiltSizes(): ReadonlyMap<string, number> {
  const sizes = JSON.parse(readFileSync(new URL('built-sizes.json', FOLDER), 'utf8')) as Record<string, number>;
  return new Map(Object.entries(sizes));
}

/** What other algorithms and tools chose: see fixtures/tpch/README.md. */
export interface TpchBaseline {
  readonly tool: string;
  readonly width: number | null;
  /** The budget in HypoPG's megabytes, or the most indexes. */
  readonly asked: string | null;
  readonly optimised: '19 queries' | '22 queries';
  readonly seconds: number | null;
  readonly explains: number | null;
  readonly builtBytes: number;
  readonly hypopgCost19: number;
  readonly hypopgGeomean22: number;
  readonly indexes: readonly string[];
}

export function tpchBaselines(): readonly TpchBaseline[] {
  const file = readFileSync(new URL('baselines.json.gz', FOLDER));
  return JSON.parse(gunzipSync(file).toString('utf8')) as readonly TpchBaseline[];
}

/** The 22 queries, by number. */
export function tpchQueries(): ReadonlyMap<number, string> {
  const folder = new URL('queries/', FOLDER);
  const numbers = readdirSync(folder).map((file) => parseInt(file, 10));
  return new Map(
    numbers.toSorted((a, b) => a - b).map((number) => [number, readFileSync(new URL(`${number}.sql`, folder), 'utf8')]),
  );
}

/** A btree over plain columns, as `create index on orders (o_custkey, o_orderdate)` says it. */
export function tpchIndex(sql: string): IndexDefinition {
  const [, table = '', columns = ''] = /^create index on (\w+) \(([^)]*)\)/.exec(sql) ?? [];
  return btree(table, columns.split(', '), false);
}

function btree(table: string, columns: readonly string[], unique: boolean): IndexDefinition {
  return {
    relation: { schema: 'public', name: table },
    method: 'btree',
    keys: columns.map((column): IndexKey => ({
      column,
      expression: null,
      operatorClass: null,
      collation: null,
      direction: 'asc',
      nulls: 'last',
    })),
    include: [],
    predicate: null,
    unique,
    nullsNotDistinct: false,
  };
}

function relationOf(raw: RawCatalog, schema: string, name: string, body: string, oid: number): Relation {
  const facts = raw.relations.find((relation) => relation.name === name && relation.kind === 'table')!;
  const constraints = constraintsOf(schema, name);
  const indexes = raw.relations
    .filter((relation) => relation.table === name)
    .map((index, i) => indexOf(index, name, constraints, oid + i + 1));
  return {
    ...RELATION_DEFAULTS,
    oid,
    schema: 'public',
    name,
    kind: 'table',
    persistence: 'permanent',
    owner: 'postgres',
    comment: null,
    extension: null,
    readable: true,
    pages: facts.pages,
    tuples: facts.tuples,
    allVisiblePages: facts.allVisiblePages,
    sizeBytes: facts.pages * 8192,
    totalBytes: facts.pages * 8192 + indexes.reduce((sum, index) => sum + index.sizeBytes, 0),
    options: [],
    tablespace: null,
    partitionKey: null,
    partitionOf: null,
    inherits: [],
    viewDefinition: null,
    rowSecurity: { enabled: false, forced: false },
    replicaIdentity: 'default',
    columns: body.split(',\n').map((line, i) => columnOf(raw, name, line.trim(), i + 1)),
    indexes,
    constraints,
    extendedStatistics: [],
    usage: null,
  };
}

function columnOf(raw: RawCatalog, table: string, line: string, number: number): Column {
  const [, name = '', type = '', notNull] = /^(\w+) (.*?)( NOT NULL)?$/.exec(line) ?? [];
  const found = TYPES.find(([pattern]) => pattern.test(type));
  if (!found) throw new Error(`no such type in TPC-H: ${type}`);
  const statistics = raw.columnStatistics.find((one) => one.table === table && one.column === name);
  return {
    number,
    name,
    type,
    ...found[1],
    notNull: notNull !== undefined,
    default: null,
    identity: null,
    generated: null,
    collation: null,
    comment: null,
    statisticsTarget: null,
    statistics: statistics ? statisticsOf(statistics) : null,
    inheritedStatistics: null,
  };
}

function statisticsOf(raw: RawStatistics): ColumnStatistics {
  return {
    nullFraction: raw.nullFraction,
    averageWidth: raw.averageWidth,
    distinct: raw.distinct,
    mostCommonValues: raw.mostCommonValues,
    mostCommonFrequencies: raw.mostCommonFrequencies?.slice(1, -1).split(',').map(Number) ?? null,
    histogramBounds: raw.histogramBounds,
    correlation: raw.correlation,
    mostCommonElements: null,
    mostCommonElementFrequencies: null,
    elementCountHistogram: null,
  };
}

const ACTIONS = { onDelete: 'no action', onUpdate: 'no action', match: 'simple' } as const;

function constraintsOf(schema: string, table: string): Constraint[] {
  const lines = schema.matchAll(new RegExp(`ALTER TABLE ${table} ADD CONSTRAINT (\\w+) (.*);`, 'g'));
  return [...lines].map(([, name = '', definition = '']): Constraint => {
    const [own, other] = [...definition.matchAll(/\(([^)]*)\)/g)].map(([, columns = '']) => columns.split(', '));
    const target = /REFERENCES (\w+)/.exec(definition)?.[1];
    return {
      name,
      kind: target ? 'foreign-key' : 'primary-key',
      columns: own ?? [],
      definition,
      validated: true,
      enforced: true,
      deferrable: false,
      initiallyDeferred: false,
      index: target ? `${target}_pkey` : name,
      references: target ? { relation: { schema: 'public', name: target }, columns: other ?? [], ...ACTIONS } : null,
      inherited: false,
      comment: null,
    };
  });
}

function indexOf(
  facts: RawCatalog['relations'][number],
  table: string,
  constraints: readonly Constraint[],
  oid: number,
): Index {
  const constraint = constraints.find(({ name }) => name === facts.name)!;
  return {
    ...btree(table, constraint.columns, true),
    oid,
    name: facts.name,
    definition: `CREATE UNIQUE INDEX ${facts.name} ON public.${table} USING btree (${constraint.columns.join(', ')})`,
    primary: true,
    exclusion: false,
    immediate: true,
    valid: true,
    ready: true,
    live: true,
    replicaIdentity: false,
    clustered: false,
    inBuild: false,
    constraint: constraint.name,
    partitionOf: null,
    options: [],
    tablespace: null,
    comment: null,
    pages: facts.pages,
    tuples: facts.tuples,
    sizeBytes: facts.pages * 8192,
    usage: null,
    expressionStatistics: constraint.columns.map(() => null),
  };
}
