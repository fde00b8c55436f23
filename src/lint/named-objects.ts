import type { Catalog, ObjectName, Relation } from '../catalog/model.ts';
import type { RuleContext } from './contract.ts';
import { isFrameworkSchema, isFrameworkTable } from './framework-tables.ts';

/** Something that a user named, and what it stands in. */
export interface NamedObject {
  readonly kind: 'schema' | 'table' | 'view' | 'column' | 'index' | 'constraint' | 'sequence' | 'function';
  readonly name: string;
  /** What the finding is about: the relation that it belongs to, or the object itself. */
  readonly object: ObjectName;
  readonly columns: readonly string[];
}

/**
 * Every name that a user chose: no system, extension or framework object, no partition, no index that only implements a
 * constraint of its name, no sequence of an identity or serial column, and no not-null constraint, which names itself (18).
 */
export function namedObjects({ catalog }: Pick<RuleContext, 'catalog'>): readonly NamedObject[] {
  const before = known.get(catalog);
  if (before) return before;
  const all = namesOf(catalog);
  known.set(catalog, all);
  return all;
}

/** Several rules ask for them. */
const known = new WeakMap<Catalog, readonly NamedObject[]>();

function namesOf(catalog: Catalog): readonly NamedObject[] {
  const schemas = catalog.schemas.filter(({ name, extension }) => extension === null && !isForeignSchema(name));
  return [
    ...schemas.map(({ name }) => ({ kind: 'schema' as const, name, object: { schema: name, name }, columns: [] })),
    ...catalog.relations.filter(isChosen).flatMap(namesIn),
    ...catalog.sequences
      .filter(({ ownedBy, extension, schema }) => ownedBy === null && extension === null && !isForeignSchema(schema))
      .map(({ schema, name }) => ({ kind: 'sequence' as const, name, object: { schema, name }, columns: [] })),
    ...catalog.functions
      .filter(({ schema }) => !isForeignSchema(schema))
      .map(({ schema, name }) => ({ kind: 'function' as const, name, object: { schema, name }, columns: [] })),
  ];
}

/** The server's own, or one that a framework fills and changes by itself. */
export function isForeignSchema(schema: string): boolean {
  return isSystemSchema(schema) || isFrameworkSchema(schema);
}

export function isSystemSchema(name: string): boolean {
  return /^(?:pg_|information_schema$)/.test(name);
}

function isChosen(relation: Relation): boolean {
  return (
    relation.extension === null &&
    relation.partitionOf === null &&
    relation.persistence !== 'temporary' &&
    !isSystemSchema(relation.schema) &&
    !isFrameworkTable(relation)
  );
}

function namesIn(relation: Relation): readonly NamedObject[] {
  const object = { schema: relation.schema, name: relation.name };
  const isView = relation.kind === 'view' || relation.kind === 'materialized-view';
  return [
    { kind: isView ? 'view' : 'table', name: relation.name, object, columns: [] },
    // A view's columns are those of its tables.
    ...(isView ? [] : relation.columns).map(({ name }) => ({ kind: 'column' as const, name, object, columns: [name] })),
    ...relation.indexes
      .filter(({ constraint }) => constraint === null)
      .map((index) => ({
        kind: 'index' as const,
        name: index.name,
        object,
        columns: index.keys.flatMap(({ column }) => column ?? []),
      })),
    ...relation.constraints
      .filter(({ kind, inherited }) => kind !== 'not-null' && kind !== 'trigger' && !inherited)
      .map(({ name, columns }) => ({ kind: 'constraint' as const, name, object, columns })),
  ];
}
