import type { IndexDefinition, ObjectName } from '../catalog/model.ts';
import { quoteIdentifier, quoteLiteral, quoteQualified } from '../sql/quote.ts';

/**
 * DO blocks that stand between the statements of a migration's file. Plain SQL, not psql's \if and \gexec, so that every
 * runner can run the files. What CONCURRENTLY does cannot be in them, as a DO block is a transaction.
 */

/**
 * Renames the invalid leftover of a killed build, so that the next statement may drop it CONCURRENTLY without ever
 * meeting a valid index. A build in progress is invalid too, but holds SHARE UPDATE EXCLUSIVE on the table: taking that
 * lock waits for it, or gives up after lock_timeout.
 */
export function setLeftoverAside(table: ObjectName, index: ObjectName, aside: string): string {
  const isLeftover = `EXISTS (SELECT FROM pg_index WHERE indexrelid = ${regclassOrNull(index)} AND NOT indisvalid)`;
  return doBlock(
    `  IF ${isLeftover} THEN
    LOCK TABLE ONLY ${quoteQualified(table)} IN SHARE UPDATE EXCLUSIVE MODE;
    IF ${isLeftover} THEN
      ALTER INDEX ${quoteQualified(index)} RENAME TO ${quoteIdentifier(aside)};
    END IF;
  END IF;`,
  );
}

/**
 * Fails unless the index exists, is valid, and is the one that the migration means: `IF NOT EXISTS` would be content
 * with any relation of that name. Key texts of expressions are not compared, as the server rewrites them.
 */
export function requireBuilt(
  definition: IndexDefinition,
  index: ObjectName,
  hint = 'Run this file again; if it stops here once more, look at what has that name, and drop or rename it',
): string {
  const columns = [...definition.keys.map((key) => key.column), ...definition.include];
  const expected = columns.map((column) => (column === null ? 'NULL' : quoteLiteral(column))).join(', ');
  return doBlock(
    `  IF NOT EXISTS (
    SELECT FROM pg_index i
    WHERE i.indexrelid = ${regclassOrNull(index)}
      AND i.indrelid = ${regclass(definition.relation)}
      AND i.indisvalid AND i.indisready
      AND ${definition.unique ? '' : 'NOT '}i.indisunique
      AND i.indpred IS ${definition.predicate === null ? '' : 'NOT '}NULL
      AND ARRAY(
        SELECT a.attname::text
        FROM generate_subscripts(i.indkey, 1) AS k
        LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k]
        ORDER BY k
      ) = ARRAY[${expected}]::text[]
  ) THEN
    ${raise(`index ${quoteQualified(index)} is not valid, or is another one than this migration builds`, hint)}
  END IF;`,
  );
}

/** Fails before anything is built when duplicates exist: a build that fails on them leaves an index that costs every write. */
export function requireNoDuplicates(definition: IndexDefinition, index: ObjectName, query: string): string {
  const columns = definition.keys.map((key) => key.column ?? key.expression).join(', ');
  return requireNoRows(query, {
    unless: [`SELECT FROM pg_index WHERE indexrelid = ${regclassOrNull(index)} AND indisvalid`],
    message: `${quoteQualified(definition.relation)} has rows with the same (${columns})`,
    condition: 'unique_violation',
  });
}

/**
 * Fails before a constraint is added that rows break: it would be left behind not valid, and refuse from then on what the application writes.
 * @param query rows that break it
 * @param constraint its name: where it is there already, its validation finds them
 * @param message what is wrong with them
 */
export function requireNoViolations(
  query: string,
  table: ObjectName,
  constraint: string,
  { message, condition, unless = [] }: Omit<Refusal, 'unless'> & Partial<Refusal>,
): string {
  const isThere = `SELECT FROM pg_constraint WHERE conrelid = ${regclass(table)} AND conname = ${quoteLiteral(constraint)}`;
  return requireNoRows(query, { unless: [...unless, isThere], message, condition });
}

interface Refusal {
  /** Rows, of any of these, by which all is well already. */
  readonly unless: readonly string[];
  readonly message: string;
  readonly condition: string;
}

function requireNoRows(query: string, { unless, message, condition }: Refusal): string {
  const conditions = [...unless.map((rows) => `NOT EXISTS (${rows})`), `EXISTS (${query})`];
  return doBlock(
    `  IF ${conditions.join('\n    AND ')} THEN
    ${raise(message, `List them, and mend them first: ${query}`, condition)}
  END IF;`,
  );
}

/**
 * Adds a constraint, unless it is there already.
 * @param type pg_constraint.contype
 */
export function addConstraintOnce(
  table: ObjectName,
  constraint: string,
  statement: string,
  type: 'c' | 'f' | 'p' | 'u' = 'u',
): string {
  return doBlock(
    `  IF NOT EXISTS (
    SELECT FROM pg_constraint WHERE conrelid = ${regclass(table)} AND conname = ${quoteLiteral(constraint)} AND contype = '${type}'
  ) THEN
    ${statement};
  END IF;`,
  );
}

/**
 * Fails when the index has become the table's replica identity: dropping it would succeed, and then fail every UPDATE
 * and DELETE of a published table.
 */
export function requireNotReplicaIdentity(index: ObjectName): string {
  return doBlock(
    `  IF EXISTS (SELECT FROM pg_index WHERE indexrelid = ${regclassOrNull(index)} AND indisreplident) THEN
    ${raise(
      `index ${quoteQualified(index)} is the replica identity of its table`,
      'Give the table another one first: ALTER TABLE ... REPLICA IDENTITY',
    )}
  END IF;`,
  );
}

export function raise(message: string, hint: string, condition = 'object_not_in_prerequisite_state'): string {
  return `RAISE EXCEPTION USING
      ERRCODE = ${quoteLiteral(condition)},
      MESSAGE = ${quoteLiteral(message)},
      HINT = ${quoteLiteral(hint)};`;
}

export const regclass = (object: ObjectName) => `${quoteLiteral(quoteQualified(object))}::regclass`;
/** Null where nothing of that name exists. */
export const regclassOrNull = (object: ObjectName) => `to_regclass(${quoteLiteral(quoteQualified(object))})`;

export function doBlock(body: string): string {
  const tag = dollarTag(body);
  return `DO ${tag}\nBEGIN\n${body}\nEND\n${tag}`;
}

/** A dollar quote that the text does not hold: identifiers may hold anything. */
function dollarTag(body: string): string {
  for (let number = 0; ; number++) {
    const tag = number === 0 ? '$guard$' : `$guard${number}$`;
    // The end of the body must not run together with the closing tag either.
    if (!body.includes(tag)) return tag;
  }
}
