/** Turkish has its word for them after the values. */
const END = / parametresi$/;
const DOTS = '...';
const CUT = /\.\.\.$/;
const START = /\$1 = (?=NULL|')/;
const LONGEST_WORD = 40;

/**
 * The values in a DETAIL line (`parameters: $1 = 'it''s', $2 = NULL`; capitalised since PostgreSQL 16, translated by
 * lc_messages). Empty when it is another kind of detail, or when log_parameter_max_length may have cut a value: it ends in `...`
 * then, inside the quotes, and part of a value is no value.
 */
export function parseParameters(written: string | null): (string | null)[] {
  if (written === null) return [];
  const detail = written.replace(END, '');
  const values: (string | null)[] = [];
  let at = startOf(detail);
  if (at < 0) return [];
  for (let number = 1; ; number++) {
    const label = `$${number} = `;
    if (!detail.startsWith(label, at)) return [];
    at += label.length;
    if (detail.startsWith('NULL', at)) {
      values.push(null);
      at += 4;
    } else {
      const end = closingQuote(detail, at);
      if (end < 0) return [];
      values.push(detail.slice(at + 1, end).replaceAll("''", "'"));
      at = end + 1;
    }
    if (at >= detail.length) return mayBeCut(values) ? [] : values;
    if (!detail.startsWith(', ', at)) return [];
    at += 2;
  }
}

/** Whether a DETAIL line is of parameters, also where their values are cut. */
export function hasParameters(detail: string): boolean {
  return startOf(detail) >= 0;
}

/** Where the first value is told; the word before it is short in every language, and holds no value. */
function startOf(detail: string): number {
  const at = detail.search(START);
  return at > LONGEST_WORD ? -1 : at;
}

/**
 * Values are cut after so many bytes, the same for all. One that ends in `...` is whole where another is longer than it all: then more would have
 * been written of it. Characters are compared with bytes, for the server's encoding may be one in which they take fewer.
 */
function mayBeCut(values: readonly (string | null)[]): boolean {
  const dotted = values.filter((value) => value?.endsWith(DOTS));
  if (dotted.length === 0) return false;
  const longest = Math.max(...values.map((value) => [...(value ?? '').replace(CUT, '')].length));
  return dotted.some((value) => Buffer.byteLength(value!) >= longest);
}

function closingQuote(text: string, open: number): number {
  if (text.charAt(open) !== "'") return -1;
  for (let i = open + 1; ; i += 2) {
    i = text.indexOf("'", i);
    if (i < 0) return -1;
    if (text.charAt(i + 1) !== "'") return i;
  }
}
