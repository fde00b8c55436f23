import type { Column, Constraint, Index, ObjectName, Relation } from '../catalog/model.ts';
import { singular, wordsOf } from './identifier-words.ts';
import { isUsable } from './index-facts.ts';

export type ForeignKey = Constraint & { readonly references: NonNullable<Constraint['references']> };

/** Foreign keys that were declared on this table; those that a partition has from its parent are left out. */
export function foreignKeysOf(relation: Relation): readonly ForeignKey[] {
  return relation.constraints.filter(
    (constraint): constraint is ForeignKey =>
      constraint.kind === 'foreign-key' && constraint.references !== null && !constraint.inherited,
  );
}

export function columnOf(relation: Relation | undefined, name: string): Column | undefined {
  return relation?.columns.find((column) => column.name === name);
}

/** The key's columns in key order, or null without a primary key. */
export function primaryKeyOf(relation: Relation): readonly string[] | null {
  const constraint = relation.constraints.find(({ kind }) => kind === 'primary-key');
  if (constraint) return constraint.columns;
  const index = relation.indexes.find(({ primary }) => primary);
  return index ? index.keys.flatMap(({ column }) => column ?? []) : null;
}

/** Usable unique indexes that tell every row from every other: full, over columns alone, and none of them may be null twice. */
export function identifyingIndexes(relation: Relation): readonly Index[] {
  return relation.indexes.filter(
    (index) =>
      index.unique &&
      isUsable(index) &&
      index.predicate === null &&
      index.keys.every(
        ({ column }) => column !== null && (index.nullsNotDistinct || columnOf(relation, column)?.notNull === true),
      ),
  );
}

const LOGS =
  /^(?:log|event|audit|history|archive|snapshot|changelog|journal|staging|stage|import|backup|metric|tmp|temp|raw|trace)$/;

/** A table whose name says that rows are only added to it, or that it is no place where they stay. */
export function isLogTable(relation: ObjectName): boolean {
  return wordsOf(relation.name)
    .map(singular)
    .some((word) => LOGS.test(word));
}

export function sameName(a: ObjectName, b: ObjectName): boolean {
  return a.schema === b.schema && a.name === b.name;
}

export function nameKey({ schema, name }: ObjectName): string {
  return JSON.stringify([schema, name]);
}
