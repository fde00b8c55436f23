import { quoteQualified } from '../../sql/quote.ts';
import type { Catalog } from '../model.ts';

/** How values of a type are replaced: what their order is, and which stand-ins the type accepts. */
export type ValueClass =
  /** Booleans and enums: their values are in the schema, which a snapshot holds anyway. */
  | { readonly kind: 'kept' }
  /** A type whose input syntax or order is not known here: its values are left out. */
  | { readonly kind: 'dropped' }
  | { readonly kind: 'integer'; readonly bytes: 2 | 4 | 8 }
  | { readonly kind: 'float'; readonly bytes: 4 | 8 }
  /** Null: as the type's unconstrained form. */
  | { readonly kind: 'numeric'; readonly integerDigits: number | null; readonly scale: number | null }
  | { readonly kind: 'date' | 'interval' | 'uuid' | 'network' | 'bytea' | 'jsonb' }
  | { readonly kind: 'timestamp'; readonly zone: boolean; readonly precision: number }
  | { readonly kind: 'time'; readonly precision: number }
  /** length: the most characters that the type takes, null for no limit. padded: trailing blanks mean nothing. */
  | { readonly kind: 'text'; readonly length: number | null; readonly padded: boolean }
  /** Words of text search, which sort by length in bytes first. */
  | { readonly kind: 'lexeme'; readonly bytes: number }
  | { readonly kind: 'array' | 'range' | 'tsvector'; readonly element: ValueClass };

const DROPPED: ValueClass = { kind: 'dropped' };

const SIMPLE: Readonly<Record<string, ValueClass>> = {
  boolean: { kind: 'kept' },
  smallint: { kind: 'integer', bytes: 2 },
  integer: { kind: 'integer', bytes: 4 },
  bigint: { kind: 'integer', bytes: 8 },
  real: { kind: 'float', bytes: 4 },
  'double precision': { kind: 'float', bytes: 8 },
  numeric: { kind: 'numeric', integerDigits: null, scale: null },
  date: { kind: 'date' },
  interval: { kind: 'interval' },
  uuid: { kind: 'uuid' },
  inet: { kind: 'network' },
  cidr: { kind: 'network' },
  bytea: { kind: 'bytea' },
  jsonb: { kind: 'jsonb' },
  text: { kind: 'text', length: null, padded: false },
  'character varying': { kind: 'text', length: null, padded: false },
  character: { kind: 'text', length: null, padded: true },
  bpchar: { kind: 'text', length: null, padded: true },
  citext: { kind: 'text', length: null, padded: false },
  name: { kind: 'text', length: 63, padded: false },
  tsvector: { kind: 'tsvector', element: { kind: 'lexeme', bytes: 0 } },
};

const RANGES: Readonly<Record<string, string>> = {
  int4range: 'integer',
  int8range: 'bigint',
  numrange: 'numeric',
  tsrange: 'timestamp without time zone',
  tstzrange: 'timestamp with time zone',
  daterange: 'date',
};

/** Classifies types of a catalog, as format_type writes them, by what its own enums, domains and ranges are. */
export function classifierFor(catalog: Catalog): (type: string) => ValueClass {
  const own = new Map(catalog.types.map((type) => [quoteQualified(type), type]));
  return function classify(type: string): ValueClass {
    if (type.endsWith('[]')) {
      const element = classify(type.slice(0, -2));
      return element.kind === 'dropped' || element.kind === 'kept' ? element : { kind: 'array', element };
    }
    const userType = own.get(type);
    if (userType?.kind === 'enum') return { kind: 'kept' };
    if (userType?.kind === 'domain') return classify(userType.baseType);
    const subtype = userType?.kind === 'range' ? userType.subtype : RANGES[type];
    if (subtype !== undefined) {
      const element = classify(subtype);
      return element.kind === 'dropped' ? DROPPED : { kind: 'range', element };
    }
    return classifyBuiltIn(type);
  };
}

function classifyBuiltIn(type: string): ValueClass {
  // Of extensions, only citext: its values are texts.
  const name = /^([a-z_0-9]+|"[^"]+")\.citext$/.test(type) ? 'citext' : type;
  const simple = SIMPLE[name];
  if (simple) return simple;
  const [, base, modifier, rest] = /^([a-z ]+?)(?:\((-?\d+(?:,-?\d+)?)\))?( with(?:out)? time zone)?$/.exec(name) ?? [];
  const [first, second] = (modifier ?? '').split(',').map(Number);
  switch (base) {
    case 'character varying':
    case 'character':
      return { kind: 'text', length: first ?? null, padded: base === 'character' };
    case 'numeric':
      return { kind: 'numeric', integerDigits: (first ?? 0) - (second ?? 0), scale: second ?? 0 };
    case 'timestamp':
      return { kind: 'timestamp', zone: rest === ' with time zone', precision: modifier === undefined ? 6 : first! };
    case 'time':
      // time with time zone sorts by two keys: left out.
      return rest === ' without time zone' ? { kind: 'time', precision: modifier === undefined ? 6 : first! } : DROPPED;
    default:
      return DROPPED;
  }
}

/** The class that columns compared by a foreign key share, so that equal values stay equal: the narrower of each limit. */
export function narrower(a: ValueClass, b: ValueClass): ValueClass {
  if (a.kind === 'integer' && b.kind === 'integer') return a.bytes <= b.bytes ? a : b;
  if (a.kind === 'text' && b.kind === 'text')
    return { ...a, length: least(a.length, b.length), padded: a.padded || b.padded };
  if (a.kind === 'numeric' && b.kind === 'numeric') {
    return { kind: 'numeric', integerDigits: least(a.integerDigits, b.integerDigits), scale: least(a.scale, b.scale) };
  }
  if ((a.kind === 'timestamp' && b.kind === 'timestamp') || (a.kind === 'time' && b.kind === 'time')) {
    return a.precision <= b.precision ? a : b;
  }
  return a;
}

function least(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}
