import type { Constraint, ForeignKeyAction, ObjectName } from './model.ts';
import type { ConstraintRow } from './queries/constraints.ts';

const KINDS: Readonly<Record<string, Constraint['kind']>> = {
  p: 'primary-key',
  u: 'unique',
  f: 'foreign-key',
  c: 'check',
  x: 'exclusion',
  // Since 18 NOT NULL has rows; before, it is only in pg_attribute.
  n: 'not-null',
  t: 'trigger',
};

const ACTIONS: Readonly<Record<string, ForeignKeyAction>> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
};

const MATCHES = { s: 'simple', f: 'full', p: 'partial' } as const;

export interface NamedRelation extends ObjectName {
  readonly columnName: (attnum: number) => string | undefined;
}

/** @param relationOf any relation by oid; undefined for one that is not listed (a temporary or dropped table) */
export function assembleConstraint(
  row: ConstraintRow,
  relation: NamedRelation,
  relationOf: (oid: number) => NamedRelation | undefined,
): Constraint {
  const referenced = row.type === 'f' ? relationOf(row.referenced) : undefined;
  return {
    name: row.name,
    kind: KINDS[row.type] ?? 'check',
    columns: columnNames(row.columns, relation),
    definition: row.definition,
    validated: row.validated,
    enforced: row.enforced,
    deferrable: row.deferrable,
    initiallyDeferred: row.deferred,
    index: row.index,
    references: referenced
      ? {
          relation: { schema: referenced.schema, name: referenced.name },
          columns: columnNames(row.referenced_columns, referenced),
          onDelete: ACTIONS[row.on_delete] ?? 'no action',
          onUpdate: ACTIONS[row.on_update] ?? 'no action',
          match: MATCHES[row.match as keyof typeof MATCHES] ?? 'simple',
        }
      : null,
    inherited: row.inherited,
    comment: row.comment,
    period: row.period,
  };
}

/** Expression elements of exclusion constraints have attnum 0, and no name. */
function columnNames(attnums: readonly number[] | null, relation: NamedRelation): string[] {
  return (attnums ?? []).flatMap((attnum) => relation.columnName(attnum) ?? []);
}
