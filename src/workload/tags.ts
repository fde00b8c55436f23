import { trimmedEnd } from '../sql/split.ts';
import { skipBlockComment, tokenize } from '../sql/tokens.ts';

/** A tag of a comment, such as `route` and `/users/:id`. */
export type Tag = readonly [key: string, value: string];

/** Longer comments are prose. */
const LONGEST_COMMENT = 2_000;
const MOST_TAGS = 16;

/** What may stand before a block comment, beside others: also what ends the statement. */
const GAP = /(?:[\s;]|--[^\n]*\n)*/y;
/** sqlcommenter: key='value', both percent-encoded, a quote in the value as \'. */
const COMMENTER = /\s*([^\s=,']+)\s*=\s*'((?:[^'\\]|\\.)*)'\s*(?:,|$)/y;
/** Rails' marginalia and query log tags: key:value. */
const MARGINALIA = /\s*([A-Za-z_][\w.-]*)\s*:\s*([^,]*?)\s*(?:,|$)/y;
/** Values of these differ in every call, and name no place in the code. */
const UNIQUE = /^(?:trace(?:parent|state|_?id)|span_?id|request_?id|job_?id|pid|thread_?id)$/i;

/**
 * The tags in the comments that begin or end a statement, one or several in a row: sqlcommenter's `key='value'` and marginalia's `key:value`, in
 * the order of the text. Empty for other comments.
 */
export function readTags(sql: string): readonly Tag[] {
  if (!sql.includes('/*')) return [];
  const isLong = sql.length > 2 * LONGEST_COMMENT;
  const { comments, end } = leadingComments(isLong ? sql.slice(0, LONGEST_COMMENT) : sql);
  const rest = isLong ? sql.slice(-LONGEST_COMMENT) : sql.slice(end);
  return tagsOf(comments, isLong ? (commentsBefore(rest) ?? []) : trailingComments(rest));
}

/** The same where it is known already where the comments are: those that begin the statement, and those that end it. */
export function readTagsOf(lead: string, tail: string): readonly Tag[] {
  return tagsOf(leadingComments(lead).comments, trailingComments(tail));
}

function tagsOf(...comments: readonly (readonly string[])[]): readonly Tag[] {
  return comments.flat().flatMap(readComment).slice(0, MOST_TAGS);
}

/** Without their marks, and without those that have another inside: in them there are no tags. */
function leadingComments(sql: string): { readonly comments: readonly string[]; readonly end: number } {
  const comments: string[] = [];
  for (let end = 0; ;) {
    GAP.lastIndex = end;
    GAP.test(sql);
    const start = GAP.lastIndex;
    const after = sql.startsWith('/*', start) ? skipBlockComment(sql, start) : -1;
    if (after < 0) return { comments, end };
    const comment = sql.slice(start + 2, after - 2);
    if (comment.length <= LONGEST_COMMENT && !comment.includes('/*')) comments.push(comment);
    end = after;
  }
}

function trailingComments(sql: string): readonly string[] {
  const before = sql.includes('--') ? null : commentsBefore(sql);
  if (before !== null) return before;
  const last = tokenize(sql).findLast(({ text }) => text !== ';');
  if (last?.kind === 'unterminated') return [];
  const rest = sql.slice(last ? last.start + last.text.length : 0);
  return leadingComments(rest).comments;
}

/** From the end, since what opens a comment may stand in a literal before them; null where one of them has another inside, or is long. */
function commentsBefore(sql: string): readonly string[] | null {
  const comments: string[] = [];
  for (let end = trimmedEnd(sql); sql.endsWith('*/', end);) {
    const start = end < 4 ? -1 : sql.lastIndexOf('/*', end - 4);
    const comment = sql.slice(start + 2, end - 2);
    if (start < 0 || comment.length > LONGEST_COMMENT || comment.includes('*/')) return null;
    comments.unshift(comment);
    end = trimmedEnd(sql, start);
  }
  return comments;
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
