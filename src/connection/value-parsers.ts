/** bigint: a number wherever it is exact. */
export function parseBigint(text: string): number | string {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}

export const INT8 = 20;

/**
 * Types whose drivers would make Dates and other objects of their values (date, timestamp, timestamptz, interval, point,
 * circle): they arrive as text, which loses no precision.
 */
export const TEXTUAL_TYPES = [1082, 1114, 1184, 1186, 600, 718] as const;
