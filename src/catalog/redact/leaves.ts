import { formatArray, mapArray, parseArray } from './array-text.ts';
import type { ValueClass } from './value-class.ts';

/** Replaces the single values that a value consists of: the elements of an array, the bounds of a range, or itself. */
export function mapLeaves(
  value: string,
  valueClass: ValueClass,
  change: (leaf: string, leafClass: ValueClass) => string,
): string {
  switch (valueClass.kind) {
    case 'array':
      return formatArray(mapArray(parseArray(value), (leaf) => mapLeaves(leaf, valueClass.element, change)));
    case 'range':
      return mapRange(value, (bound) => mapLeaves(bound, valueClass.element, change));
    case 'lexeme':
      return change(value, { kind: 'lexeme', bytes: Buffer.byteLength(value) });
    default:
      return change(value, valueClass);
  }
}

/** `empty`, `[1,5)`, `("2020-01-01 00:00:00",)`. An infinite bound is left out. */
function mapRange(value: string, change: (bound: string) => string): string {
  const match = /^([[(])("(?:[^"\\]|\\.|"")*"|[^",]*),("(?:[^"\\]|\\.|"")*"|[^",]*)([\])])$/s.exec(value);
  if (!match) return value;
  const [, open, lower, upper, close] = match;
  const bound = (text: string) => {
    if (text === '') return '';
    const plain = text.startsWith('"')
      ? text.slice(1, -1).replaceAll(/\\(.)|""/gs, (_, escaped: string) => escaped ?? '"')
      : text;
    return `"${change(plain).replaceAll(/["\\]/g, '\\$&')}"`;
  };
  return `${open}${bound(lower!)},${bound(upper!)}${close}`;
}
