/**
 * The elements of a one-dimensional array in PostgreSQL's text form, as pg_stats gives them: `{a,"b c",NULL}`. NULL becomes
 * null. Text that is no such array gives what could be read of it: statistics are a help here, never a must.
 */
export function parseArrayText(text: string): (string | null)[] {
  const elements: (string | null)[] = [];
  let at = text.startsWith('{') ? 1 : text.length;
  while (at < text.length && text[at] !== '}') {
    if (text[at] === '"') {
      let element = '';
      at++;
      while (at < text.length && text[at] !== '"') {
        if (text[at] === '\\') at++;
        element += text[at] ?? '';
        at++;
      }
      at++;
      elements.push(element);
    } else {
      const start = at;
      while (at < text.length && text[at] !== ',' && text[at] !== '}') at++;
      const bare = text.slice(start, at);
      elements.push(bare === 'NULL' ? null : bare.replaceAll(/\\(.)/g, '$1'));
    }
    if (text[at] === ',') at++;
  }
  return elements;
}
