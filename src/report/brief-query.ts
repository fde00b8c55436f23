import { quoteIdentifier } from '../sql/quote.ts';
import { endOfWidth, widthOf } from '../text-width.ts';

const SELECT_LIST = /^(\s*select\s+(?:distinct\s+)?)(.+?)(\s+from\s)/is;

/** Room that a select list may take before it is cut to `…`: names of the columns matter less than the conditions. */
const SELECT_LIST_ROOM = 40;

/** `table.` before a column. Normalised queries hold no literal that could look like one. */
const QUALIFIER = /\b[a-z_][a-z0-9_]*\.(?=["a-z_*])/gi;

/** A query in one line that takes at most `width` columns of a terminal: long select lists go first, then the qualifiers of columns. */
export function briefQuery(sql: string, width: number): string {
  let text = unquote(sql).replaceAll(/\s+/g, ' ').trim();
  if (widthOf(text) > width) {
    text = text.replace(SELECT_LIST, (all, head: string, list: string, from: string) =>
      list.length > SELECT_LIST_ROOM ? `${head}…${from}` : all,
    );
  }
  if (widthOf(text) > width) text = text.replaceAll(QUALIFIER, '');
  return widthOf(text) > width ? `${text.slice(0, endOfWidth(text, 0, width - 1))}…` : text;
}

/** ORMs quote every identifier; a reader needs the quotes only where they change the meaning: `"user"` is a column, and `user` who asks. */
function unquote(sql: string): string {
  return sql.replaceAll(/(?<!&)"((?:[^"]|"")+)"/g, (_, name: string) => quoteIdentifier(name.replaceAll('""', '"')));
}
