/** C0 and C1, but newline, TAB and the line ends of Windows. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)/g;

/** A text with its control characters as escapes such as `\x1b`: a name or a statement is not to steer the terminal. */
export function visibleText(text: string): string {
  return text.replaceAll(CONTROL, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** The same of every text in it, keys aside. What has nothing to be changed is not copied: of a workload that may be very much. */
export function visible<T>(value: T): T {
  if (typeof value === 'string') return visibleText(value) as T;
  return changeWithin(value, visible);
}

/** Has each value of a list or an object changed; the same object where nothing was. */
export function changeWithin<T>(value: T, change: (each: unknown, key: string) => unknown): T {
  if (typeof value !== 'object' || value === null) return value;
  let changed: T | null = null;
  for (const key of Object.keys(value) as (keyof T & string)[]) {
    const each = change(value[key], key);
    if (each !== value[key])
      (changed ??= (Array.isArray(value) ? [...value] : { ...value }) as T)[key] = each as T[typeof key];
  }
  return changed ?? value;
}
