import { firstWord, tokenize, trimStart } from '../sql/tokens.ts';
import { SKIPPED, type SkipReason } from './skipped.ts';

const QUERIES: ReadonlySet<string> = new Set([
  'select',
  'with',
  'insert',
  'update',
  'delete',
  'merge',
  'values',
  'table',
]);
const TRANSACTION: ReadonlySet<string> = new Set([
  'begin',
  'start',
  'commit',
  'end',
  'rollback',
  'abort',
  'savepoint',
  'release',
]);

/** Why a statement is not one that the planner could plan; null for SELECT, INSERT, UPDATE, DELETE, MERGE, VALUES, TABLE. */
export function reasonToSkip(sql: string): SkipReason | null {
  const word = firstWord(sql);
  if (QUERIES.has(word)) return null;
  if (TRANSACTION.has(word)) return SKIPPED.transaction;
  if (word === 'explain') return SKIPPED.explain;
  if (word === '') return /^[;\s]*$/.test(trimStart(sql)) ? SKIPPED.empty : null;
  return UTILITIES.has(word) ? SKIPPED.utility : null;
}

/** DISCARD ALL, by which poolers have the next client find a session as it began. */
export function isSessionReset(sql: string): boolean {
  return firstWord(sql) === 'discard' && tokenize(sql)[1]?.text.toLowerCase() === 'all';
}

/** What begins with any other word is no SQL of PostgreSQL 18, and will be reported with the parser's reason. */
const UTILITIES: ReadonlySet<string> = new Set(
  `alter analyze call checkpoint close cluster comment copy create deallocate declare discard do drop execute fetch grant import listen
   load lock move notify prepare reassign refresh reindex reset revoke security set show truncate unlisten vacuum wait`.split(
    /\s+/,
  ),
);

const CURSOR =
  /^declare\s+(?:"(?:[^"]|"")+"|\S+)\s+(?:(?:binary|asensitive|insensitive|no|scroll)\s+)*cursor\s+(?:with(?:out)?\s+hold\s+)?for\s+/i;
const COPY_QUERY = /^copy\s*\(/i;

/** The query that DECLARE … CURSOR FOR query or COPY (query) TO runs; the statement itself for all others. */
export function innerQuery(sql: string): string {
  const word = firstWord(sql);
  if (word !== 'declare' && word !== 'copy') return sql;
  const text = trimStart(sql);
  const cursor = CURSOR.exec(text);
  if (cursor) return text.slice(cursor[0].length);
  const copy = COPY_QUERY.exec(text);
  return copy ? (parenthesised(text, copy[0].length - 1) ?? sql) : sql;
}

function parenthesised(sql: string, open: number): string | null {
  let depth = 0;
  for (const token of tokenize(sql)) {
    if (token.text === '(') depth++;
    else if (token.text === ')' && --depth === 0) return sql.slice(open + 1, token.start).trim();
  }
  return null;
}
