/** Turkish has its word for them after the values. */
const END = / parametresi$/;
const START = /\$1 = (?=NULL|')/g;

/**
 * The values in a DETAIL line (`parameters: $1 = 'it''s', $2 = NULL`; capitalised since PostgreSQL 16, translated by
 * lc_messages). Empty when it is another kind of detail, or when log_parameter_max_length cut a value: it ends in `...`
 * then, and part of a value is no value.
 */
export function parseParameters(written: string | null): (string | null)[] {
  if (written === null) return [];
  const detail = written.replace(END, '');
  START.lastIndex = 0;
  const start = START.exec(detail);
  // The word before it is short in every language, and holds no value.
  if (!start || start.index > 40) return [];
  const values: (string | null)[] = [];
  let at = start.index;
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
      const value = detail.slice(at + 1, end).replaceAll("''", "'");
      if (value.endsWith('...')) return [];
      values.push(value);
      at = end + 1;
    }
    if (at >= detail.length) return values;
    if (!detail.startsWith(', ', at)) return [];
    at += 2;
  }
}

function closingQuote(text: string, open: number): number {
  if (text.charAt(open) !== "'") return -1;
  for (let i = open + 1; ; i += 2) {
    i = text.indexOf("'", i);
    if (i < 0) return -1;
    if (text.charAt(i + 1) !== "'") return i;
  }
}
