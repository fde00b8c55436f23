import { isObject, type JsonObject } from './json-objects.ts';

/* Documents of Elastic's integration, which takes records apart: the message is what comes after `duration: 1.000 ms  execute S_1: `. */

const NANOSECONDS = 1e6;
/** What the server writes with a statement's name. */
const NAMED = /^(?:parse|bind|execute)/;

/** The server's line or record as it was, where a document of PostgreSQL's has it; null in others. */
export function originalOf({ postgresql, event }: JsonObject): string | null {
  const original = isObject(postgresql) && isObject(event) ? event.original : null;
  return typeof original === 'string' ? original : null;
}

/** A record's fields as a csvlog's are called; null where a document is none of the integration's, or has the server's line as its message. */
export function elasticRecord(document: JsonObject): JsonObject | null {
  const fields = within(within(document, 'postgresql'), 'log');
  const { message, event } = document;
  const { timestamp, query_step: step, query } = fields;
  const level = within(document, 'log').level;
  if (typeof timestamp !== 'string' || typeof level !== 'string') return null;
  if (typeof message === 'string' && message.startsWith(timestamp)) return null;
  const hasStep = typeof step === 'string';
  // Of a log that is no csvlog it has the statement in a field of its own, and what is empty it leaves out.
  const text = message ?? (hasStep ? (query ?? '') : undefined);
  const ms = isObject(event) && typeof event.duration === 'number' ? event.duration / NANOSECONDS : null;
  return {
    ...fields,
    query: hasStep ? undefined : query,
    user: within(document, 'user').name,
    pid: within(document, 'process').pid,
    connection_from: fields.client_addr,
    error_severity: level,
    message: [
      ...(ms === null ? [] : [`duration: ${ms.toFixed(3)} ms`]),
      ...(typeof text === 'string' ? [hasStep ? `${step}${nameOf(step, fields)}: ${text}` : text] : []),
    ].join('  '),
  };
}

function nameOf(step: string, { query_name: name }: JsonObject): string {
  if (typeof name === 'string') return ` ${name}`;
  return NAMED.test(step) ? ' <unnamed>' : '';
}

function within(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return isObject(value) ? value : {};
}

/**
 * The `fields` of what Elasticsearch was asked for by their names, each a list of one value, its path with dots: as a document has them. Undefined for others
 * (Filebeat calls so what its configuration adds).
 */
export function withoutLists(fields: unknown): JsonObject | undefined {
  if (!isObject(fields) || !Object.values(fields).every(Array.isArray)) return undefined;
  const document: Record<string, unknown> = {};
  for (const [path, values] of Object.entries(fields as Record<string, unknown[]>)) {
    const names = path.split('.');
    const last = names.pop()!;
    const parent = names.reduce<Record<string, unknown> | null>((object, name) => {
      const inner = object && (object[name] ??= {});
      return isObject(inner) ? inner : null;
    }, document);
    if (parent) parent[last] ??= values[0];
  }
  return document;
}
