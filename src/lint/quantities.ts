import { countText } from '../count-text.ts';

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** `8 kB`, `1.5 GB`: powers of 1024, as PostgreSQL writes sizes. */
export function bytesText(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 1024 && unit < UNITS.length - 1) [value, unit] = [value / 1024, unit + 1];
  return `${value < 10 && unit > 0 ? Math.round(value * 10) / 10 : Math.round(value)} ${UNITS[unit]}`;
}

/** `42 %`; what is below half a percent, and not nothing, is `< 1 %`. */
export function shareText(share: number): string {
  const percent = Math.round(share * 100);
  return percent === 0 && share > 0 ? '< 1 %' : `${percent} %`;
}

/** Names in a sentence: `a, b and c`, or the first ones `and 7 others`. */
export function someOf(names: readonly string[], most = 5): string {
  if (names.length <= most) {
    return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
  }
  return `${names.slice(0, most).join(', ')} and ${countText(names.length - most)} others`;
}
