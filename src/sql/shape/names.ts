import type { Catalog, Column, ObjectName, RelationKind } from '../../catalog/model.ts';
import { parseOne, SqlSyntaxError, type SelectStmt } from '../parser.ts';

/** A relation as name resolution sees it. */
export interface NamedRelation extends ObjectName {
  readonly kind: RelationKind;
  /** In table order. */
  readonly columns: readonly string[];
  column(name: string): Column | undefined;
}

/** Look-ups over a catalog, built once and used for every statement. */
export interface CatalogNames {
  /** Follows the search path when no schema is given. */
  relation(schema: string | undefined, name: string): NamedRelation | undefined;
  /** The query of a view, parsed once; undefined for other kinds, and where its definition is not known. */
  viewQuery(relation: NamedRelation): SelectStmt | undefined;
}

/** `searchPath` without `$user` and pg_catalog, whose relations the catalog does not hold. */
export function createNames(catalog: Pick<Catalog, 'relations' | 'searchPath'>): CatalogNames {
  const relations = new Map<string, NamedRelation & { readonly viewDefinition: string | null }>();
  for (const { schema, name, kind, columns, viewDefinition } of catalog.relations) {
    const byName = new Map(columns.map((column) => [column.name, column]));
    relations.set(keyOf(schema, name), {
      schema,
      name,
      kind,
      columns: columns.map((column) => column.name),
      column: (columnName) => byName.get(columnName),
      viewDefinition,
    });
  }
  const views = new Map<string, SelectStmt | undefined>();
  return {
    relation(schema, name) {
      if (schema !== undefined) return relations.get(keyOf(schema, name));
      for (const path of catalog.searchPath) {
        const found = relations.get(keyOf(path, name));
        if (found) return found;
      }
      return undefined;
    },
    viewQuery({ schema, name, kind }) {
      if (kind !== 'view') return undefined;
      const key = keyOf(schema, name);
      if (!views.has(key)) views.set(key, parseView(relations.get(key)?.viewDefinition ?? null));
      return views.get(key);
    },
  };
}

function keyOf(schema: string, name: string): string {
  return JSON.stringify([schema, name]);
}

function parseView(definition: string | null): SelectStmt | undefined {
  if (definition === null) return undefined;
  try {
    const { stmt } = parseOne(definition);
    return stmt && 'SelectStmt' in stmt ? stmt.SelectStmt : undefined;
  } catch (error) {
    // A view written by another server version's grammar is treated as a relation of its own.
    if (error instanceof SqlSyntaxError) return undefined;
    throw error;
  }
}
