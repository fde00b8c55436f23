/** A tag of a comment, such as `route` and `/users/:id`. */
export type Tag = readonly [key: string, value: string];

/** Longer comments are prose. */
const LONGEST_COMMENT = 2_000;
const MOST_TAGS = 16;

/* What opens a comment may stand in a literal before the last one; in one that has another inside there are no tags. */
const LEADING = /^\s*\/\*((?:(?!\*\/|\/\*)[\s\S]){1,2000})\*\//;
const TRAILING = /\/\*((?:(?!\*\/|\/\*)[\s\S]){1,2000})\*\/[\s;]*$/;
/** sqlcommenter: key='value', both percent-encoded, a quote in the value as \'. */
const COMMENTER = /\s*([^\s=,']+)\s*=\s*'((?:[^'\\]|\\.)*)'\s*(?:,|$)/y;
/** Rails' marginalia and query log tags: key:value. */
const MARGINALIA = /\s*([A-Za-z_][\w.-]*)\s*:\s*([^,]*?)\s*(?:,|$)/y;
/** Values of these differ in every call, and name no place in the code. */
const UNIQUE = /^(?:trace(?:parent|state|_?id)|span_?id|request_?id|job_?id|pid|thread_?id)$/i;

/**
 * The tags in the comments that begin or end a statement: sqlcommenter's `key='value'` and marginalia's `key:value`, in the order of the
 * text. Empty for other comments.
 */
export function readTags(sql: string): readonly Tag[] {
  if (!sql.includes('/*')) return [];
  const head = sql.length > 2 * LONGEST_COMMENT ? sql.slice(0, LONGEST_COMMENT) : sql;
  const tail = sql.length > 2 * LONGEST_COMMENT ? sql.slice(-LONGEST_COMMENT) : sql;
  const leading = LEADING.exec(head);
  const trailing = TRAILING.exec(tail);
  const isSame = leading !== null && trailing !== null && head === tail && trailing.index < leading[0].length;
  return [...readComment(leading?.[1] ?? ''), ...readComment(isSame ? '' : (trailing?.[1] ?? ''))].slice(0, MOST_TAGS);
}

/** Whether the values of a tag are few, and say where a statement comes from; traceparent's are neither. */
export function isPlace(key: string): boolean {
  return !UNIQUE.test(key);
}

/** The tags of one comment, without its marks. */
export function readComment(comment: string): readonly Tag[] {
  return (
    pairs(comment, COMMENTER, (text) => decode(text.replaceAll(/\\(.)/g, '$1'))) ??
    pairs(comment, MARGINALIA, (text) => text) ??
    []
  );
}

/** Null unless all of the comment is pairs: what only looks like a tag in places is prose. */
function pairs(comment: string, pattern: RegExp, read: (text: string) => string): readonly Tag[] | null {
  const tags: Tag[] = [];
  pattern.lastIndex = 0;
  for (let at = 0; at < comment.trimEnd().length; at = pattern.lastIndex) {
    const match = pattern.exec(comment);
    if (!match) return null;
    const [, key = '', value = ''] = match;
    if (value !== '') tags.push([read(key), read(value)]);
  }
  return tags;
}

function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
