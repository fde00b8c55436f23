import type { Constraint, ObjectName } from '../catalog/model.ts';
import { quoteIdentifier, quoteQualified } from '../sql/quote.ts';

export interface Reference {
  readonly columns: readonly string[];
  readonly references: { readonly relation: ObjectName; readonly columns: readonly string[] };
}

/** Lists rows that refer to nothing; it returns none when the foreign key can be validated (MATCH SIMPLE). */
export function orphansQuery(relation: ObjectName, { columns, references }: Reference): string {
  const own = columns.map((column) => `c.${quoteIdentifier(column)}`);
  const isGiven = own.map((column) => `${column} IS NOT NULL`).join(' AND ');
  const joined = references.columns
    .map((column, position) => `p.${quoteIdentifier(column)} = ${own[position]}`)
    .join(' AND ');
  return (
    `SELECT ${own.join(', ')} FROM ${quoteQualified(relation)} c WHERE ${isGiven}` +
    ` AND NOT EXISTS (SELECT FROM ${quoteQualified(references.relation)} p WHERE ${joined}) LIMIT 20`
  );
}

export function nullsQuery(relation: ObjectName, column: string): string {
  return `SELECT * FROM ${quoteQualified(relation)} WHERE ${quoteIdentifier(column)} IS NULL LIMIT 20`;
}

/** Rows that break a constraint which was never validated, where a query can tell; CHECK takes an unknown for true. */
export function violationsQuery(relation: ObjectName, constraint: Constraint): string | undefined {
  if (constraint.kind === 'foreign-key' && constraint.references) {
    if (constraint.references.match !== 'simple') return undefined;
    return orphansQuery(relation, { columns: constraint.columns, references: constraint.references });
  }
  if (constraint.kind === 'not-null' && constraint.columns[0] !== undefined) {
    return nullsQuery(relation, constraint.columns[0]);
  }
  const condition = /^CHECK \((.*)\)(?: NO INHERIT)?(?: NOT VALID)?$/s.exec(constraint.definition)?.[1];
  if (constraint.kind !== 'check' || condition === undefined) return undefined;
  return `SELECT * FROM ${quoteQualified(relation)} WHERE NOT (${condition}) LIMIT 20`;
}
