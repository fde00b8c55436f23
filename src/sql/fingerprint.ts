import { createHash } from 'node:crypto';
import { fingerprint as queryFingerprint, parse, type RangeVar } from './parser.ts';

/**
 * A name with a schema, or with numbers that pg_query leaves out: texts that have neither, nor an alias, need not be parsed for it. The number of a
 * parameter (`$10`) is in no name.
 */
const MAY_TELL = /[\w"$]\s*\.\s*["\p{L}_]|(?:[\p{L}_]|[\p{L}\w$]\$)\d\d/u;
/** What may be an alias, for it comes after what may be a table and is none of the words that do: pg_query leaves the name of a table out that has one. */
const MAY_HAVE_ALIAS =
  /(?:\b(?:from|join|update|into|using|only)\s|,)[\s(]*[^\s,()]+[\s)*]+(?!(?:cross|fetch|for|from|full|group|having|inner|join|left|limit|natural|offset|on|order|returning|right|select|set|union|using|values|where)\b)["\p{L}_/-]/iu;
/** pg_query takes names for one that differ in numbers of two digits and more. Of years, months and shards each has its own; of temporary names that count up not. */
const COUNTED = /\d{5,}/g;
const NUMBER = /\d\d/;
/** Where search_path finds the table without it. */
const USUAL_SCHEMA = 'public';

/**
 * pg_query's fingerprint: 16 hex digits, equal for statements that differ in constants, IN-list lengths, case and white space. Statements
 * on other relations have others, also where the relations differ in their schema, in a number of up to four digits (`orders_2024`), or
 * have the same alias (`orders t`, `users t`): other indexes serve them.
 * @throws SqlSyntaxError
 */
export function fingerprint(sql: string): string {
  const ofQuery = queryFingerprint(sql);
  const names = MAY_TELL.test(sql) || MAY_HAVE_ALIAS.test(sql) ? tellingNames(parse(sql)) : [];
  if (names.length === 0) return ofQuery;
  return createHash('sha256')
    .update(JSON.stringify([ofQuery, ...names]))
    .digest('hex')
    .slice(0, ofQuery.length);
}

/** Of the relations whose names pg_query does not tell apart. */
function tellingNames(tree: unknown): string[] {
  const names: string[] = [];
  const pending: unknown[] = [tree];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value !== 'object' || value === null) continue;
    const { relname, schemaname, alias } = value as RangeVar;
    if (relname !== undefined) {
      const name = relname.replaceAll(COUNTED, '');
      const schema = schemaname === USUAL_SCHEMA ? '' : (schemaname ?? '');
      if (schema !== '' || alias !== undefined || NUMBER.test(name)) names.push(`${schema}.${name}`);
    }
    for (const child of Object.values(value)) pending.push(child);
  }
  return names;
}
