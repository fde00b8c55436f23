import { createHash } from 'node:crypto';
import { fingerprint as queryFingerprint, parse, type RangeVar } from './parser.ts';

/** A name with a schema, or with numbers that pg_query leaves out: most texts have neither, and need not be parsed for it. */
const MAY_TELL = /[\w"$]\s*\.\s*["\p{L}_]|[\p{L}_$]\d\d/u;
/** pg_query takes names for one that differ in numbers of two digits and more. Of years, months and shards each has its own; of temporary names that count up not. */
const COUNTED = /\d{5,}/g;
const NUMBER = /\d\d/;
/** Where search_path finds the table without it. */
const USUAL_SCHEMA = 'public';

/**
 * pg_query's fingerprint: 16 hex digits, equal for statements that differ in constants, IN-list lengths, case and white space. Statements
 * on relations of other schemas, or whose names differ in a number of up to four digits (`orders_2024`), have others: other indexes
 * serve them.
 * @throws SqlSyntaxError
 */
export function fingerprint(sql: string): string {
  const ofQuery = queryFingerprint(sql);
  const names = MAY_TELL.test(sql) ? tellingNames(parse(sql)) : [];
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
    const { relname, schemaname } = value as RangeVar;
    if (relname !== undefined) {
      const name = relname.replaceAll(COUNTED, '');
      const schema = schemaname === USUAL_SCHEMA ? '' : (schemaname ?? '');
      if (schema !== '' || NUMBER.test(name)) names.push(`${schema}.${name}`);
    }
    for (const child of Object.values(value)) pending.push(child);
  }
  return names;
}
