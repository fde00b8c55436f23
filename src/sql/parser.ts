/**
 * The only module that imports pg-query-parser. That package's own last release is PostgreSQL 9.5's grammar as a native
 * build; package.json keeps the name and points it at its living successor, libpg-query 18 (PostgreSQL 18's grammar, WASM).
 */
import { createRequire } from 'node:module';
import type * as PgQuery from 'pg-query-parser';
import type { ParseResult, RawStmt } from 'pg-query-parser';
import { compileParser } from './parser-code.ts';

type Parser = typeof PgQuery;

let loaded: Parser | undefined;

/** Loads the WASM module (about 50 ms); must be awaited once before any other function here is called. */
export async function loadParser(): Promise<void> {
  if (loaded) return;
  compileParser();
  // It is CommonJS: to import it Node would look through all of its text for names first, which takes 30 ms.
  const parser = createRequire(import.meta.url)('pg-query-parser') as Parser;
  await parser.loadModule();
  loaded = parser;
}

/** The parser's own message, such as `syntax error at or near "FORM"`. */
export class SqlSyntaxError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'SqlSyntaxError';
  }
}

/** Errors that come of it do not tell where: a log may have very many texts that do not parse, and each stack takes its time. */
function withoutStack<Result>(work: () => Result): Result {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/**
 * Parses a text of any number of statements. Locations in the tree are UTF-8 byte offsets, not string indexes.
 * @throws SqlSyntaxError
 */
export function parse(sql: string): ParseResult {
  rejectNul(sql);
  try {
    return withoutStack(() => parser().parseSync(sql));
  } catch (error) {
    throw new SqlSyntaxError(messageOf(error), { cause: error });
  }
}

/**
 * Parses a text that must hold exactly one statement.
 * @throws SqlSyntaxError also for none or several
 */
export function parseOne(sql: string): RawStmt {
  const statements = parse(sql).stmts ?? [];
  const [first] = statements;
  if (!first || statements.length > 1) throw new SqlSyntaxError(`expected one statement, found ${statements.length}`);
  return first;
}

/**
 * pg_query's fingerprint: 16 hex digits, equal for statements that differ in constants, IN-list lengths, case and white space.
 * @throws SqlSyntaxError
 */
export function fingerprint(sql: string): string {
  rejectNul(sql);
  let result: string;
  try {
    result = withoutStack(() => parser().fingerprintSync(sql));
  } catch (error) {
    throw withoutStack(() => new SqlSyntaxError(messageOf(error), { cause: error }));
  }
  // libpg-query returns the message of lexer and memory errors as if it were the fingerprint.
  if (!/^[0-9a-f]{16}$/.test(result)) throw new SqlSyntaxError(result);
  return result;
}

/** Byte ranges of the tokens of a text. @throws SqlSyntaxError for what the lexer rejects */
export function scan(sql: string): readonly { start: number; end: number; tokenName: string; keywordName: string }[] {
  rejectNul(sql);
  try {
    return parser().scanSync(sql).tokens;
  } catch (error) {
    throw new SqlSyntaxError(messageOf(error), { cause: error });
  }
}

function parser(): Parser {
  if (!loaded) throw new Error('loadParser() was not awaited');
  return loaded;
}

/** libpg-query reads C strings: it would silently parse only what stands before a NUL. */
function rejectNul(sql: string): void {
  if (sql.includes('\0')) throw new SqlSyntaxError('the text holds a NUL byte');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export type * from 'pg-query-parser';
