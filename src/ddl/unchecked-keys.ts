import { tokenize } from '../sql/tokens.ts';
import type { ScriptStatement } from './script.ts';

/** A statement with the text that it stands for. */
export interface Rewritten extends ScriptStatement {
  readonly original: string;
}

/** Says of all foreign keys that they are valid: only where every one of them that is not was made so by uncheckedKeys. */
export const VALIDATE_ALL =
  "UPDATE pg_catalog.pg_constraint SET convalidated = true WHERE contype = 'f' AND NOT convalidated";

/**
 * Adds foreign keys without reading the rows, of which there are none: each key of a dump costs two queries, a quarter of the
 * time of a large schema. Null where the script has keys that are not valid or not enforced by themselves, or none to add.
 */
export function uncheckedKeys(statements: readonly ScriptStatement[]): readonly Rewritten[] | null {
  if (statements.some(({ sql }) => /\bNOT\s+(?:VALID|ENFORCED)\b/i.test(sql))) return null;
  const rewritten = statements.map((statement) => ({
    ...statement,
    sql: addsOneKey(statement.sql) ? `${statement.sql}\nNOT VALID` : statement.sql,
    original: statement.sql,
  }));
  return rewritten.some(({ sql, original }) => sql !== original) ? rewritten : null;
}

/** `ALTER TABLE ONLY a ADD CONSTRAINT b FOREIGN KEY … REFERENCES …`, as pg_dump writes it: one action, and nothing after the key. */
function addsOneKey(sql: string): boolean {
  if (!/^ALTER\s+TABLE\b[^']*\bFOREIGN\s+KEY\b/i.test(sql)) return false;
  const tokens = tokenize(sql);
  let depth = 0;
  for (const { text } of tokens) {
    if (text === '(') depth++;
    if (text === ')') depth--;
    if (text === ',' && depth === 0) return false;
  }
  const words = tokens.map(({ kind, text }) => (kind === 'word' ? text.toLowerCase() : '')).join(' ');
  return (
    /^alter table .*\badd (?:constraint \S* )?foreign key .*\breferences\b/.test(words) && !/\badd column\b/.test(words)
  );
}
