/** Upper bounds of range partitions as pg_get_expr writes them, for one key of a time type. */

export interface TimeRange {
  /** Milliseconds since 1970, UTC; null for MINVALUE. */
  readonly from: number | null;
  /** Null for MAXVALUE. */
  readonly to: number | null;
}

/** `FOR VALUES FROM ('2026-01-01') TO (MAXVALUE)`; undefined for anything else, several keys or other types included. */
export function timeRange(bound: string): TimeRange | undefined {
  const match = /^FOR VALUES FROM \(([^,()]+)\) TO \(([^,()]+)\)$/.exec(bound);
  if (!match) return undefined;
  const from = timeOf(match[1]!);
  const to = timeOf(match[2]!);
  return from === undefined || to === undefined ? undefined : { from, to };
}

/** `'2026-01-01 00:00:00+00'`, `MAXVALUE`. Times without a zone are taken as UTC: a bound is never told to the hour. */
function timeOf(literal: string): number | null | undefined {
  if (literal === 'MINVALUE' || literal === 'MAXVALUE') return null;
  const match = /^'(\d{4,}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d(?:\.\d+)?)(?:\+00)?)?'$/.exec(literal);
  const time = match ? Date.parse(`${match[1]}T${match[2] ?? '00:00:00'}Z`) : NaN;
  return Number.isNaN(time) ? undefined : time;
}
