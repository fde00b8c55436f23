import type { Catalog, Relation } from './model.ts';

/** Relations by name and oid, built once for a catalog. */
export interface CatalogIndex {
  readonly catalog: Catalog;
  readonly byName: ReadonlyMap<string, Relation>;
  readonly byOid: ReadonlyMap<number, Relation>;
}

export function indexCatalog(catalog: Catalog): CatalogIndex {
  return {
    catalog,
    byName: new Map(catalog.relations.map((relation) => [key(relation.schema, relation.name), relation])),
    byOid: new Map(catalog.relations.map((relation) => [relation.oid, relation])),
  };
}

export function findRelation(
  { byName }: CatalogIndex,
  name: { readonly schema: string; readonly name: string },
): Relation | undefined {
  return byName.get(key(name.schema, name.name));
}

/** A relation as a statement names it: without a schema, the first of that name on the search path, as PostgreSQL looks. */
export function resolveRelation(index: CatalogIndex, schema: string | null, name: string): Relation | undefined {
  const schemas = schema === null ? index.catalog.searchPath : [schema];
  return schemas.map((one) => index.byName.get(key(one, name))).find((relation) => relation !== undefined);
}

/** No identifier holds NUL. */
function key(schema: string, name: string): string {
  return `${schema}\0${name}`;
}
