import { basename } from 'node:path';
import { introspect } from '../catalog/introspect.ts';
import type { Catalog } from '../catalog/model.ts';
import { embeddedSession } from '../connection/embedded.ts';
import { UserError } from '../errors.ts';
import { openEmbedded } from '../planner/twin/embedded.ts';
import { chooseExtensions } from '../planner/twin/extensions.ts';
import { firstWord } from '../sql/tokens.ts';
import { madeObject, type MadeObject } from './made-object.ts';
import { runStatements, type FailedStatement } from './run-script.ts';
import { readScript, type Script, type ScriptStatement } from './script.ts';
import { uncheckedKeys, VALIDATE_ALL } from './unchecked-keys.ts';

export interface SchemaFile {
  readonly catalog: Catalog;
  /** The line that makes a table, an index or another object: by `schema.name`. */
  readonly lines: ReadonlyMap<string, number>;
  /** Statements that the embedded PostgreSQL refused; `incomplete` of the catalog tells them too. */
  readonly failed: readonly FailedStatement[];
}

/** Rows are no part of a schema, and what runs here in one transaction at a time begins and ends its own. */
const PASSED_OVER = new Set(
  'insert update delete copy begin start commit end rollback savepoint release vacuum analyze lock notify'.split(' '),
);

/**
 * The catalog of what a DDL file makes (pg_dump's, Rails' structure.sql, a hand-written one), in an embedded PostgreSQL without
 * a server. What it cannot have is stepped over and told in `incomplete`: extensions by name, statements that fail with their
 * lines and the server's reasons.
 * @throws UserError where nothing of the file could be run.
 */
export async function readSchemaText(text: string, name: string, cacheDirectory: string | null): Promise<SchemaFile> {
  const script = readScript(text);
  const made = script.statements.map((statement) => ({ ...statement, made: madeObject(statement.sql) }));
  const extensions = [...new Set(made.flatMap(({ made }) => (made?.kind === 'extension' ? [made.name] : [])))];
  const { available, missing } = chooseExtensions(extensions);
  const wanted = made.filter(
    ({ sql, made }) =>
      !PASSED_OVER.has(firstWord(sql)) && (made?.kind !== 'extension' || available.includes(made.name)),
  );
  if (wanted.length === 0) {
    throw new UserError(`${name} holds no DDL`, {
      hint: 'give the output of pg_dump --schema-only, or a file like it',
    });
  }
  const db = await openEmbedded({ textOrder: 'language', extensions: available, cacheDirectory });
  try {
    const failed = await runAll(db, wanted);
    const [first] = failed;
    if (first && failed.length === wanted.length) {
      throw new UserError(`no statement of ${name} could be run; line ${first.line}: ${first.reason}`, {
        hint: 'give DDL of PostgreSQL, such as the output of pg_dump --schema-only',
      });
    }
    // pg_dump empties it, so that every name must be qualified; a workload is written for the usual one.
    await db.exec('RESET search_path; RESET ROLE; RESET SESSION AUTHORIZATION');
    await db.exec(ANALYZE_CATALOG);
    const catalog = await introspect(embeddedSession(db));
    return {
      catalog: {
        ...catalog,
        database: { ...catalog.database, name: databaseName(name) },
        incomplete: [...catalog.incomplete, ...remarks(name, script, missing, failed)],
      },
      lines: linesOf(made),
      failed,
    };
  } finally {
    await db.close().catch(() => undefined);
  }
}

/** Characters of a statement that failed, and of the server's reason, which may quote all that comes after a quote that is not closed. */
const MOST_OF_STATEMENT = 60;
const MOST_OF_REASON = 240;

/** Autovacuum is off here, and without statistics the planner takes a catalog of thousands of tables for an empty one. */
const ANALYZE_CATALOG =
  'ANALYZE pg_catalog.pg_class, pg_catalog.pg_attribute, pg_catalog.pg_depend, pg_catalog.pg_attrdef, pg_catalog.pg_index, pg_catalog.pg_constraint, pg_catalog.pg_sequence';

type Executor = Parameters<typeof runStatements>[0];

async function runAll(db: Executor, statements: readonly ScriptStatement[]): Promise<readonly FailedStatement[]> {
  const unchecked = uncheckedKeys(statements);
  if (unchecked === null) return runStatements(db, statements);
  const originals = new Map(unchecked.map(({ line, sql, original }) => [`${line} ${sql}`, original]));
  const lost: FailedStatement[] = [];
  for (const failed of await runStatements(db, unchecked)) {
    const sql = originals.get(`${failed.line} ${failed.sql}`) ?? failed.sql;
    // Once more as it was written, so that no reason speaks of what nobody wrote.
    lost.push(...(sql === failed.sql ? [failed] : await runStatements(db, [{ line: failed.line, sql }])));
  }
  await db.exec(`RESET ROLE; RESET SESSION AUTHORIZATION; ${VALIDATE_ALL}`);
  return lost;
}

/** The file's name without its endings: what a baseline knows the schema by. */
function databaseName(file: string): string {
  return basename(file).replace(/(?:\.(?:sql|ddl|dump|gz))+$/i, '') || 'schema';
}

function remarks(
  name: string,
  { notFollowed }: Script,
  missing: readonly string[],
  failed: readonly FailedStatement[],
): readonly string[] {
  return [
    ...missing.map(
      (extension) =>
        `the extension ${extension} is not in the embedded PostgreSQL: it was stepped over, and what needs it is not there`,
    ),
    ...(failed.length > 0
      ? [
          failed.length === 1
            ? `1 statement of ${name} failed, and what it makes was not looked at`
            : `${failed.length} statements of ${name} failed, and what they make was not looked at`,
        ]
      : []),
    ...failed.map(
      ({ sql, line, reason }) => `${name}, line ${line}: ${brief(sql)}: ${shorten(reason, MOST_OF_REASON)}`,
    ),
    ...notFollowed.map(({ sql, line }) => `${name}, line ${line}: ${sql} was not followed`),
  ];
}

function brief(sql: string): string {
  const made = madeObject(sql);
  if (made) return `CREATE ${made.kind.toUpperCase()} ${[made.schema, made.name].filter(Boolean).join('.')}`;
  return shorten(sql, MOST_OF_STATEMENT);
}

function shorten(text: string, most: number): string {
  const words = text.replaceAll(/\s+/g, ' ');
  return words.length > most ? `${words.slice(0, most - 1)}…` : words;
}

const PLACED = new Set([
  'table',
  'index',
  'view',
  'materialized view',
  'foreign table',
  'sequence',
  'type',
  'function',
]);

function linesOf(
  statements: readonly (ScriptStatement & { readonly made: MadeObject | null })[],
): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  for (const { line, made } of statements) {
    if (!made || !PLACED.has(made.kind)) continue;
    const key = `${made.schema ?? 'public'}.${made.name}`;
    if (!lines.has(key)) lines.set(key, line);
  }
  return lines;
}
