import { UserError } from '../errors.ts';
import { nearestName } from '../lint/nearest-name.ts';

/** Where in which file a value stands, for messages: `idx-advisor.config.js: ignore[2].expires`. */
export interface Place {
  readonly file: string;
  readonly path: string;
}

export function within(place: Place, key: string | number): Place {
  const step = typeof key === 'number' ? `[${key}]` : /^[\w$]+$/.test(key) ? `.${key}` : `["${key}"]`;
  return { file: place.file, path: `${place.path}${step}`.replace(/^\./, '') };
}

export function wrong(place: Place, message: string, hint: string): UserError {
  return new UserError(`${place.file}${place.path && `: ${place.path}`} ${message}`, { hint });
}

export function expectObject(value: unknown, place: Place): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw wrong(place, `must be an object, and is ${kindOf(value)}`, 'see docs/configuration.md');
}

export function expectList(value: unknown, place: Place): readonly unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  throw wrong(place, `must be a list, and is ${kindOf(value)}`, 'write it in brackets');
}

export function expectText(value: unknown, place: Place): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw wrong(place, `must be a text, and is ${kindOf(value)}`, 'see docs/configuration.md');
}

export function expectOneOf<T extends string>(value: unknown, choices: readonly T[], place: Place): T {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  const nearest = typeof value === 'string' ? nearestName(value, choices) : undefined;
  const hint = nearest ? `did you mean ${nearest}?` : `use one of ${choices.join(', ')}`;
  throw wrong(place, `is ${kindOf(value)}, which is none of ${choices.join(', ')}`, hint);
}

/** @throws UserError for a key that is not among the names, with the nearest one. */
export function expectKeys(
  value: Readonly<Record<string, unknown>>,
  names: readonly string[],
  place: Place,
  what: string,
): void {
  for (const key of Object.keys(value)) {
    if (names.includes(key)) continue;
    const nearest = nearestName(key, names);
    const none = names.length > 0 ? `use one of ${names.join(', ')}` : 'take it out';
    throw wrong(place, `has no ${what} ${key}`.replace(/^ /, ''), nearest ? `did you mean ${nearest}?` : none);
  }
}

/** For messages: a text in quotes, another value by its type. */
export function kindOf(value: unknown): string {
  if (typeof value === 'string') return value.trim() === '' ? 'empty' : `"${value}"`;
  if (value === null) return 'null';
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number' || typeof value === 'boolean') return `the ${typeof value} ${value}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
