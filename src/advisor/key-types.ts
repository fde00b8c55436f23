import type { Column } from '../catalog/model.ts';

/** Types by how an index may use them, coarse enough to judge expressions. */
export type TypeClass =
  | 'text'
  | 'integer'
  | 'numeric'
  | 'float'
  | 'boolean'
  | 'timestamp'
  | 'timestamptz'
  | 'date'
  | 'time'
  | 'interval'
  | 'uuid'
  | 'json'
  | 'jsonb'
  | 'array'
  | 'tsvector'
  | 'range'
  | 'geometric'
  | 'network'
  | 'hstore'
  | 'ltree'
  | 'regconfig'
  | 'literal'
  | 'other';

const CLASSES: readonly (readonly [RegExp, TypeClass])[] = [
  [/\[\]$/, 'array'],
  [/^(text|character varying|varchar|character|bpchar|name|citext|.*\.citext)$/, 'text'],
  [/^(smallint|integer|bigint|int2|int4|int8)$/, 'integer'],
  [/^(numeric|decimal)$/, 'numeric'],
  [/^(real|double precision|float4|float8)$/, 'float'],
  [/^(boolean|bool)$/, 'boolean'],
  [/^(timestamp without time zone|timestamp)$/, 'timestamp'],
  [/^(timestamp with time zone|timestamptz)$/, 'timestamptz'],
  [/^date$/, 'date'],
  [/^(time without time zone|time)$/, 'time'],
  [/^interval$/, 'interval'],
  [/^uuid$/, 'uuid'],
  [/^json$/, 'json'],
  [/^jsonb$/, 'jsonb'],
  [/^tsvector$/, 'tsvector'],
  [/range$/, 'range'],
  [/^(point|box|polygon|circle)$/, 'geometric'],
  [/^(inet|cidr)$/, 'network'],
  [/^(.*\.)?hstore$/, 'hstore'],
  [/^(.*\.)?ltree$/, 'ltree'],
  [/^regconfig$/, 'regconfig'],
];

/** @param type as format_type gives it, or as the parser names it; modifiers are ignored. */
export function classOfType(type: string): TypeClass {
  const bare = type
    .replace(/\(.*?\)/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return CLASSES.find(([pattern]) => pattern.test(bare))?.[1] ?? 'other';
}

/** No default btree operator class (PostgreSQL 18), or values of arbitrary length that no one sorts by. */
const UNSORTABLE = new Set([
  'json', 'jsonb', 'xml', 'jsonpath', 'point', 'line', 'lseg', 'box', 'path', 'polygon', 'circle', 'tsvector',
  'tsquery', 'xid', 'cid', 'aclitem', 'txid_snapshot', 'pg_snapshot', 'refcursor', 'geometry', 'geography', 'hstore',
]); // prettier-ignore

/**
 * A btree entry may have 2,704 bytes (a third of a page); where the average is a tenth of it, some value soon exceeds it
 * and then no row with that value can be inserted.
 */
const MAX_KEY_WIDTH_BYTES = 270;

/** Whether a btree may have the column as a key: sortable, stored, narrow. */
export function isBtreeKey(column: Column): boolean {
  const type = column.baseType.replace(/^.*\./, '').replace(/\(.*?\)/g, '');
  if (UNSORTABLE.has(type) || isUnstored(column)) return false;
  if (['array', 'range'].includes(classOfType(column.baseType))) return false;
  return averageWidth(column) <= MAX_KEY_WIDTH_BYTES;
}

/** PostgreSQL 18 cannot index virtual generated columns. */
export function isUnstored(column: Column): boolean {
  return column.generated?.kind === 'virtual';
}

/** How wide the widest value of a type may be that an extension brings the average does not tell: among points there may be a polygon. */
export function isOfUnknownWidth({ typeLength, baseType }: Column): boolean {
  return typeLength === -1 && baseType.includes('.') && classOfType(baseType) === 'other';
}

/** Bytes a value takes on average; 32 for variable lengths that were never analysed, as the planner assumes. */
export function averageWidth(column: Column): number {
  if (column.typeLength > 0) return column.typeLength;
  return (column.statistics ?? column.inheritedStatistics)?.averageWidth ?? 32;
}
