/** A parsed PostgreSQL array: null is NULL, lists are the rows of an array with several dimensions. */
export type ArrayValue = readonly (string | null | ArrayValue)[];

/** `{a,"b c",NULL}` and `{{1,2},{3,4}}`. @throws Error on what array_out does not write */
export function parseArray(text: string): ArrayValue {
  // An array whose lower bound is not 1 is written `[0:2]={…}`.
  const start = text.startsWith('[') ? text.indexOf('=') + 1 : 0;
  const [value, end] = parseAt(text, start);
  if (end !== text.length) throw new Error(`not an array: trailing text at ${end}`);
  return value;
}

function parseAt(text: string, start: number): [ArrayValue, number] {
  if (text[start] !== '{') throw new Error(`not an array: no brace at ${start}`);
  const values: (string | null | ArrayValue)[] = [];
  let at = start + 1;
  while (text[at] !== '}') {
    if (at >= text.length) throw new Error('not an array: it does not end');
    if (text[at] === ',') at++;
    if (text[at] === '{') {
      const [nested, end] = parseAt(text, at);
      values.push(nested);
      at = end;
      continue;
    }
    const element = text[at] === '"' ? QUOTED : BARE;
    element.lastIndex = at;
    const match = element.exec(text);
    if (!match) throw new Error(`not an array: bad element at ${at}`);
    at = element.lastIndex;
    const value = match[1]!.replaceAll(/\\(.)/gs, '$1');
    values.push(element === BARE && value === 'NULL' ? null : value);
  }
  return [values, at + 1];
}

const QUOTED = /"((?:[^"\\]|\\.)*)"/sy;
const BARE = /([^{}",\\]+)/sy;

export function formatArray(values: ArrayValue): string {
  return `{${values.map((value) => (Array.isArray(value) ? formatArray(value as ArrayValue) : formatElement(value as string | null))).join(',')}}`;
}

function formatElement(value: string | null): string {
  if (value === null) return 'NULL';
  const isPlain = value !== '' && !/[{}",\\\s]/.test(value) && value.toUpperCase() !== 'NULL';
  return isPlain ? value : `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** Replaces every value that is not NULL. */
export function mapArray(values: ArrayValue, change: (value: string) => string): ArrayValue {
  return values.map((value) => {
    if (value === null) return null;
    return typeof value === 'string' ? change(value) : mapArray(value, change);
  });
}
