import type { Column, ColumnStatistics } from '../../catalog/model.ts';
import { sampledValues } from './sampled-values.ts';
import { storedBytes } from './stored-bytes.ts';

/** How the values of one index key (NULLs left out) lie in an index tuple. */
export interface KeyWidth {
  /** Bytes of a value and the share of rows that have it; shares add up to 1. */
  readonly widths: readonly { readonly bytes: number; readonly share: number }[];
  /** Bytes to which a value is aligned. */
  readonly alignment: number;
  /** Variable-length values of up to 127 bytes are packed without alignment. */
  readonly packed: boolean;
}

export interface KeyType {
  readonly baseType: string;
  /** With its modifier: `character varying(50)`. */
  readonly type: string;
  readonly typeLength: number;
  readonly typeAlignment: Column['typeAlignment'];
}

const ALIGNMENTS = { c: 1, s: 2, i: 4, d: 8 } as const;
const MAX_WIDTHS = 32;
/** Statistics are read-only, and thousands of candidates share a column's, whose text may be a megabyte. */
const MEASURED = new WeakMap<ColumnStatistics, KeyWidth>();

/**
 * @param fromExpression statistics of expressions measure values with a four-byte header, which storing them shortens.
 */
export function keyWidth(type: KeyType, statistics: ColumnStatistics | null, fromExpression = false): KeyWidth {
  const alignment = ALIGNMENTS[type.typeAlignment];
  // An index holds a name as a cstring (name_ops), not as the 64 bytes of the column.
  if (type.baseType === 'name') {
    const sampled = statistics && sampledWidths(type.baseType, statistics);
    return { widths: sampled ? centred(sampled, mean(sampled)) : spread(16), alignment: 1, packed: true };
  }
  if (type.typeLength > 0) return { widths: [{ bytes: type.typeLength, share: 1 }], alignment, packed: false };
  const known = statistics && MEASURED.get(statistics);
  if (known) return known;
  const average = averageBytes(type, statistics, fromExpression);
  const sampled = statistics && sampledWidths(type.baseType, statistics);
  const width = { widths: sampled ? centred(sampled, average) : spread(average), alignment, packed: true };
  if (statistics) MEASURED.set(statistics, width);
  return width;
}

function averageBytes(type: KeyType, statistics: ColumnStatistics | null, fromExpression: boolean): number {
  if (!statistics || statistics.averageWidth <= 0) return defaultWidth(type.type);
  const { averageWidth } = statistics;
  return fromExpression && averageWidth <= 130 ? Math.max(1, averageWidth - 3) : averageWidth;
}

/** lsyscache.c, get_typavgwidth(): the planner's guess for a column that was never analysed. */
export function defaultWidth(type: string): number {
  const limit = /^(?:character varying|character)\((\d+)\)/.exec(type);
  if (!limit) return type.startsWith('numeric') ? 8 : 32;
  const characters = Number(limit[1]);
  if (type.startsWith('character(') || characters <= 32) return characters + (characters <= 126 ? 1 : 4);
  return characters < 1000 ? 32 + (characters - 32) / 2 : 32 + (1000 - 32) / 2;
}

/** The widths of the values that ANALYZE kept: common values by frequency, histogram bounds (equally many rows each) for the rest. */
function sampledWidths(baseType: string, statistics: ColumnStatistics): Map<number, number> | null {
  const { common, bounds } = sampledValues(statistics);
  if (common.length + bounds.length === 0) return null;
  const frequencies = statistics.mostCommonFrequencies ?? [];
  const commonShare = frequencies.reduce((sum, frequency) => sum + frequency, 0);
  const shareOfBound = Math.max(0, 1 - statistics.nullFraction - commonShare) / Math.max(1, bounds.length);
  const widths = new Map<number, number>();
  const count = (value: string | null, share: number) => {
    const bytes = value === null ? null : storedBytes(baseType, value);
    if (bytes !== null) widths.set(bytes, (widths.get(bytes) ?? 0) + share);
  };
  common.forEach((value, i) => count(value, frequencies[i] ?? 0));
  bounds.forEach((value) => count(value, shareOfBound || 1e-9));
  return widths.size > 0 ? widths : null;
}

/** Moves sampled widths so that their mean is the measured one: ANALYZE keeps no bounds over 1 kB, and redacted ones have other lengths. */
function centred(sampled: ReadonlyMap<number, number>, average: number): KeyWidth['widths'] {
  const total = [...sampled.values()].reduce((sum, share) => sum + share, 0);
  // averageWidth is rounded to an integer, so a difference under 1 is none.
  const shift = Math.abs(mean(sampled) - average) < 1 ? 0 : Math.round(average - mean(sampled));
  const widths = [...sampled].map(([bytes, share]) => ({ bytes: Math.max(1, bytes + shift), share: share / total }));
  return coarsen(widths);
}

function mean(sampled: ReadonlyMap<number, number>): number {
  let [total, weighted] = [0, 0];
  for (const [bytes, share] of sampled) [total, weighted] = [total + share, weighted + bytes * share];
  return weighted / total;
}

/** Without values to look at: lengths around the mean, so that rounding up to 8 bytes costs what it does on average. */
function spread(average: number): KeyWidth['widths'] {
  const offsets = average >= 8 ? [-3, -2, -1, 0, 1, 2, 3, 4] : [0];
  return offsets.map((offset) => ({
    bytes: Math.max(1, Math.round(average) + offset),
    share: 1 / offsets.length,
  }));
}

function coarsen(widths: KeyWidth['widths']): KeyWidth['widths'] {
  if (widths.length <= MAX_WIDTHS) return widths;
  const sorted = widths.toSorted((a, b) => a.bytes - b.bytes);
  const step = Math.ceil(sorted.length / MAX_WIDTHS);
  const merged: { bytes: number; share: number }[] = [];
  for (let from = 0; from < sorted.length; from += step) {
    const group = sorted.slice(from, from + step);
    const share = group.reduce((sum, width) => sum + width.share, 0);
    const weighted = group.reduce((sum, width) => sum + width.bytes * width.share, 0);
    merged.push({ bytes: Math.round(weighted / share), share });
  }
  return merged;
}
