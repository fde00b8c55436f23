import { scan } from './parser.ts';
import { quoteLiteral } from './quote.ts';

export interface Sample {
  readonly sql: string;
  /** Text form, null for NULL. */
  readonly parameters: readonly (string | null)[];
}

/**
 * Puts quoted literals in place of `$n`: untyped, as bound values are, so that casts and operators around them decide
 * the type. A parameter without a value stays as it is, as does a value with a NUL, which no literal can hold.
 * @throws SqlSyntaxError for what the lexer rejects
 */
export function bindParameters(sql: string, parameters: readonly (string | null)[]): string {
  if (parameters.length === 0) return sql;
  const bytes = Buffer.from(sql);
  const pieces: string[] = [];
  let done = 0;
  // The scanner knows comments, literals and dollar quotes, and gives byte offsets.
  for (const { start, end, tokenName } of scan(sql)) {
    if (tokenName !== 'PARAM') continue;
    const value = parameters[Number(bytes.toString('latin1', start + 1, end)) - 1];
    if (value === undefined || value?.includes('\0')) continue;
    pieces.push(bytes.toString('utf8', done, start), value === null ? 'NULL' : quoteLiteral(value));
    done = end;
  }
  return pieces.join('') + bytes.toString('utf8', done);
}

/** A sample as it can be planned; `generic` when `$n` are left, which need EXPLAIN (GENERIC_PLAN). */
export function plannableText(sample: Sample): { readonly sql: string; readonly generic: boolean } {
  const sql = bindParameters(sample.sql, sample.parameters);
  return { sql, generic: scan(sql).some((token) => token.tokenName === 'PARAM') };
}
