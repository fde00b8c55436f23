import type { ForeignKeyAction, IndexDefinition, IndexKey, ObjectName } from '../catalog/model.ts';
import { quoteIdentifier, quoteQualified } from './quote.ts';

/** The one module that writes DDL text from data; everything it prints ends without a semicolon. */

export interface CreateIndexOptions {
  /** Cannot run inside a transaction. */
  readonly concurrently?: boolean;
  /** ON ONLY: of a partitioned table, without its partitions; such an index is invalid until theirs are attached. */
  readonly only?: boolean;
  readonly ifNotExists?: boolean;
}

export function createIndexSql(definition: IndexDefinition, name: string, options: CreateIndexOptions = {}): string {
  const create = [
    'CREATE',
    ...(definition.unique ? ['UNIQUE'] : []),
    'INDEX',
    ...(options.concurrently ? ['CONCURRENTLY'] : []),
    ...(options.ifNotExists ? ['IF NOT EXISTS'] : []),
    quoteIdentifier(name),
  ].join(' ');
  const target = `${options.only ? 'ONLY ' : ''}${quoteQualified(definition.relation)}`;
  return `${create} ON ${target} USING ${quoteIdentifier(definition.method)} ${describeIndex(definition)}`;
}

/** @param name the index, which lives in its table's schema. */
export function dropIndexSql(name: ObjectName, options: { concurrently?: boolean; ifExists?: boolean } = {}): string {
  const concurrently = options.concurrently ? 'CONCURRENTLY ' : '';
  return `DROP INDEX ${concurrently}${options.ifExists ? 'IF EXISTS ' : ''}${quoteQualified(name)}`;
}

/** PostgreSQL renames the index to the constraint's name when the two differ. */
export function addUniqueUsingIndexSql(relation: ObjectName, constraint: string, index: string): string {
  return `ALTER TABLE ${quoteQualified(relation)} ADD CONSTRAINT ${quoteIdentifier(constraint)} UNIQUE USING INDEX ${quoteIdentifier(index)}`;
}

/** As above; columns that are not NOT NULL yet are made so, which reads every row. */
export function addPrimaryKeyUsingIndexSql(relation: ObjectName, constraint: string, index: string): string {
  return `ALTER TABLE ${quoteQualified(relation)} ADD CONSTRAINT ${quoteIdentifier(constraint)} PRIMARY KEY USING INDEX ${quoteIdentifier(index)}`;
}

export function addForeignKeySql(
  key: {
    readonly relation: ObjectName;
    readonly columns: readonly string[];
    readonly references: { readonly relation: ObjectName; readonly columns: readonly string[] };
    readonly onDelete: ForeignKeyAction;
    readonly onUpdate: ForeignKeyAction;
  },
  constraint: string,
  notValid: boolean,
): string {
  const list = (columns: readonly string[]) => columns.map(quoteIdentifier).join(', ');
  const action = (event: string, does: ForeignKeyAction) =>
    does === 'no action' ? '' : ` ON ${event} ${does.toUpperCase()}`;
  return (
    `ALTER TABLE ${quoteQualified(key.relation)} ADD CONSTRAINT ${quoteIdentifier(constraint)} FOREIGN KEY (${list(key.columns)})` +
    ` REFERENCES ${quoteQualified(key.references.relation)} (${list(key.references.columns)})` +
    `${action('DELETE', key.onDelete)}${action('UPDATE', key.onUpdate)}${notValid ? ' NOT VALID' : ''}`
  );
}

export function addNotNullCheckSql(relation: ObjectName, column: string, constraint: string): string {
  return `ALTER TABLE ${quoteQualified(relation)} ADD CONSTRAINT ${quoteIdentifier(constraint)} CHECK (${quoteIdentifier(column)} IS NOT NULL) NOT VALID`;
}

export function validateConstraintSql(relation: ObjectName, constraint: string): string {
  return `ALTER TABLE ${quoteQualified(relation)} VALIDATE CONSTRAINT ${quoteIdentifier(constraint)}`;
}

export function setNotNullSql(relation: ObjectName, column: string, notNull: boolean): string {
  return `ALTER TABLE ${quoteQualified(relation)} ALTER COLUMN ${quoteIdentifier(column)} ${notNull ? 'SET' : 'DROP'} NOT NULL`;
}

export function dropConstraintSql(
  relation: ObjectName,
  constraint: string,
  options: { ifExists?: boolean } = {},
): string {
  return `ALTER TABLE ${quoteQualified(relation)} DROP CONSTRAINT ${options.ifExists ? 'IF EXISTS ' : ''}${quoteIdentifier(constraint)}`;
}

/** Makes a partition's index part of the parent's, both by their own names. */
export function attachIndexSql(parent: ObjectName, partition: ObjectName): string {
  return `ALTER INDEX ${quoteQualified(parent)} ATTACH PARTITION ${quoteQualified(partition)}`;
}

/** What follows the table in CREATE INDEX, such as `(channel_id, created_at DESC) INCLUDE (user_hash)`. */
export function describeIndex(definition: IndexDefinition): string {
  const parts = [`(${definition.keys.map(keySql).join(', ')})`];
  if (definition.include.length > 0) parts.push(`INCLUDE (${definition.include.map(quoteIdentifier).join(', ')})`);
  if (definition.nullsNotDistinct) parts.push('NULLS NOT DISTINCT');
  if (definition.predicate !== null) parts.push(`WHERE ${enclose(definition.predicate)}`);
  return parts.join(' ');
}

function keySql(key: IndexKey): string {
  const parts = [key.expression === null ? quoteIdentifier(key.column ?? '') : keyExpression(key.expression)];
  if (key.collation) {
    const { schema, name } = key.collation;
    parts.push('COLLATE', schema === 'pg_catalog' ? quoteIdentifier(name) : quoteQualified(key.collation));
  }
  if (key.operatorClass !== null) parts.push(operatorClassSql(key.operatorClass));
  if (key.direction === 'desc') parts.push('DESC');
  const defaultNulls = key.direction === 'desc' ? 'first' : 'last';
  if (key.nulls !== defaultNulls) parts.push(`NULLS ${key.nulls.toUpperCase()}`);
  return parts.join(' ');
}

/** A function call stands by itself in an index's key list; every other expression needs parentheses of its own. */
function keyExpression(expression: string): string {
  return /^[a-z_][a-z0-9_]*\(/.test(expression) && closesAtEnd(expression, expression.indexOf('('))
    ? expression
    : `(${expression})`;
}

function enclose(predicate: string): string {
  return predicate.startsWith('(') && closesAtEnd(predicate, 0) ? predicate : `(${predicate})`;
}

/** Whether the parenthesis at a position closes with the text's last character; quoted text does not count. */
function closesAtEnd(text: string, open: number): boolean {
  let depth = 0;
  for (let position = open; position < text.length; position++) {
    const character = text[position];
    if (character === "'" || character === '"') {
      const end = text.indexOf(character, position + 1);
      if (end < 0) return false;
      position = end;
    } else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return position === text.length - 1;
  }
  return false;
}

/** `public.gin_trgm_ops`, `text_pattern_ops`, `gist_trgm_ops(siglen='32')`: names quoted where they are not yet. */
function operatorClassSql(operatorClass: string): string {
  const [, name = operatorClass, parameters = ''] = /^([^(]*?)\s*(\(.*\))?$/s.exec(operatorClass) ?? [];
  const quoted = name.includes('"') ? name : name.split('.').map(quoteIdentifier).join('.');
  return parameters ? `${quoted} ${parameters}` : quoted;
}
