import type { Column, ColumnStatistics, Relation } from '../../catalog/model.ts';
import { parseArrayText } from './array-text.ts';
import { quoteArray } from '../../sql/quote.ts';
import { mentions, stripParentheses } from './expression-type.ts';
import { withHeader } from './stored-bytes.ts';

const SECOND = 1000;
const DAY = 86_400 * SECOND;
const UNITS_MS: Readonly<Record<string, number>> = {
  second: SECOND,
  minute: 60 * SECOND,
  hour: 3600 * SECOND,
  day: DAY,
  week: 7 * DAY,
  month: 30.44 * DAY,
  quarter: 91.3 * DAY,
  year: 365.25 * DAY,
};

/**
 * Statistics of an expression that no index has yet, from those of its column: a value inside jsonb from the documents that
 * ANALYZE kept, a truncated time from the span of its values. Null where the expression is neither.
 */
export function derivedStatistics(relation: Relation, expression: string): ColumnStatistics | null {
  const text = stripParentheses(expression);
  const column = relation.columns.find(({ name }) => mentions(text.replaceAll(/'(?:[^']|'')*'/g, "''"), name));
  if (!column?.statistics) return null;
  if (column.baseType === 'jsonb' || column.baseType === 'json') return ofDocuments(column, column.statistics, text);
  return ofTruncatedTime(column.statistics, text);
}

function ofTruncatedTime(statistics: ColumnStatistics, text: string): ColumnStatistics | null {
  const unit = /^date_trunc\('(\w+)'/.exec(text)?.[1] ?? (/::date$|^date\(/.test(text) ? 'day' : undefined);
  const unitMs = unit === undefined ? undefined : UNITS_MS[unit.toLowerCase()];
  if (unitMs === undefined) return null;
  const times = [statistics.histogramBounds, statistics.mostCommonValues]
    .flatMap((values) => parseArrayText(values ?? ''))
    // `2024-01-01 00:00:00+00`: Date.parse wants the zone's minutes too.
    .map((value) => Date.parse((value ?? '').replace(/([+-]\d\d)$/, '$1:00')))
    .filter((time) => !Number.isNaN(time));
  if (times.length === 0) return null;
  const spans = Math.ceil((Math.max(...times) - Math.min(...times)) / unitMs) + 1;
  const { nullFraction, distinct } = statistics;
  return { ...EMPTY, nullFraction, averageWidth: 8, distinct: distinct > 0 ? Math.min(spans, distinct) : spans };
}

/** `payload ->> 'kind'`, `payload -> 'user' ->> 'id'`, `payload #>> '{user,id}'`, with or without a cast of the result. */
function ofDocuments(column: Column, statistics: ColumnStatistics, text: string): ColumnStatistics | null {
  const path = pathOf(text);
  if (!path) return null;
  const common = parseArrayText(statistics.mostCommonValues ?? '');
  const bounds = parseArrayText(statistics.histogramBounds ?? '');
  if (common.length + bounds.length === 0) return null;
  const frequencies = statistics.mostCommonFrequencies ?? [];
  const rest = 1 - statistics.nullFraction - frequencies.reduce((sum, one) => sum + one, 0);
  const shares = new Map<string, { share: number; times: number; isCommon: boolean }>();
  let nullFraction = statistics.nullFraction;
  const see = (document: string | null, share: number, isCommon: boolean) => {
    const value = valueAt(document, path);
    if (value === null) nullFraction += share;
    else {
      const seen = shares.get(value) ?? { share: 0, times: 0, isCommon: false };
      seen.share += share;
      seen.times += isCommon ? 0 : 1;
      seen.isCommon ||= isCommon;
      shares.set(value, seen);
    }
  };
  common.forEach((document, i) => see(document, frequencies[i] ?? 0, true));
  bounds.forEach((document) => see(document, rest / bounds.length, false));
  if (shares.size === 0) return { ...EMPTY, nullFraction: 1, averageWidth: 4, distinct: 1 };
  const total = [...shares.values()].reduce((sum, { share }) => sum + share, 0);
  const width = [...shares].reduce((sum, [value, { share }]) => sum + withHeader(Buffer.byteLength(value)) * share, 0);
  const once = [...shares].filter(([, { times, isCommon }]) => times === 1 && !isCommon);
  const often = [...shares].filter(([, { times, isCommon }]) => times > 1 || isCommon);
  return {
    ...EMPTY,
    nullFraction: Math.min(1, nullFraction),
    // As ANALYZE measures an expression: with a four-byte header.
    averageWidth: Math.round(width / total) + 3,
    distinct: distinctOf(once.length, shares.size, bounds.length),
    mostCommonValues: often.length > 0 ? quoteArray(often.map(([value]) => value)) : null,
    mostCommonFrequencies: often.length > 0 ? often.map(([, { share }]) => share) : null,
    histogramBounds: once.length > 1 ? quoteArray(once.map(([value]) => value)) : null,
  };
}

/** As analyze.c does it: all values seen more than once: that is all of them; none: unique; else Haas and Stokes, for a large table. */
function distinctOf(once: number, different: number, sampled: number): number {
  if (once === 0) return different;
  if (once >= sampled) return -1;
  return (sampled * different) / (sampled - once);
}

function pathOf(text: string): string[] | null {
  const bare = stripParentheses(text.replace(/\)::[a-z ]+(\(\d+(,\d+)?\))?$/i, ')'));
  const listed = /^[\w".]+ #>>? '\{([^}]*)\}'(?:::text\[\])?$/.exec(bare)?.[1];
  if (listed !== undefined) return listed.split(',');
  if (!/^\(*[\w".]+(?:\s*->>?\s*(?:'(?:[^']|'')*'(?:::text)?|\d+)\)*)+$/.test(bare)) return null;
  const steps = [...bare.matchAll(/->>?\s*(?:'((?:[^']|'')*)'|(\d+))/g)];
  return steps.map(([, key, index]) => key?.replaceAll("''", "'") ?? index ?? '');
}

function valueAt(document: string | null, path: readonly string[]): string | null {
  let value: unknown;
  try {
    value = document === null ? null : (JSON.parse(document) as unknown);
  } catch {
    return null;
  }
  for (const key of path) {
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : null;
  }
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const EMPTY: ColumnStatistics = {
  nullFraction: 0,
  averageWidth: 0,
  distinct: 0,
  mostCommonValues: null,
  mostCommonFrequencies: null,
  histogramBounds: null,
  correlation: null,
  mostCommonElements: null,
  mostCommonElementFrequencies: null,
  elementCountHistogram: null,
};
