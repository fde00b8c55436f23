import type { JsonObject } from './json-objects.ts';

/** Of lists in lists: `metadata`, `parsed`. */
const DEEPEST = 8;

/**
 * A log record of OpenTelemetry's protocol in JSON, as collectors write it to files, with its body as plain fields or text. Null where the body is
 * none of its values.
 */
export function readLogRecord({ timeUnixNano, eventName }: JsonObject, body: JsonObject): JsonObject | null {
  const value = valueOf(body);
  if (typeof value === 'string') return { timeUnixNano, message: value };
  if (typeof value !== 'object') return null;
  // Supabase has the fields in the body, and the message as the event's name.
  return { timeUnixNano, ...(typeof eventName === 'string' && { event_message: eventName }), ...(value as JsonObject) };
}

/** Of an AnyValue; undefined where it is of none of the kinds that logs have. */
function valueOf(any: unknown, depth = 0): unknown {
  const { stringValue, intValue, kvlistValue } = (any ?? {}) as JsonObject;
  if (typeof stringValue === 'string') return stringValue;
  if (intValue !== undefined) return Number(intValue);
  const pairs = (kvlistValue as JsonObject | undefined)?.values;
  if (!Array.isArray(pairs) || depth > DEEPEST) return undefined;
  const entries = (pairs as (JsonObject | null)[]).map((pair) => [pair?.key, valueOf(pair?.value, depth + 1)] as const);
  return Object.fromEntries(entries.filter(([key]) => typeof key === 'string'));
}
