import type { Catalog } from '../src/catalog/model.ts';
import { quoteIdentifier } from '../src/sql/quote.ts';

/** A catalog made by hand with the text of its primary keys, which the twin makes them by: without, it plans as if there were none. */
export function keyed(catalog: Catalog): Catalog {
  const relations = catalog.relations.map((relation) => ({
    ...relation,
    constraints: relation.constraints.map((constraint) =>
      constraint.kind === 'primary-key'
        ? { ...constraint, definition: `PRIMARY KEY (${constraint.columns.map(quoteIdentifier).join(', ')})` }
        : constraint,
    ),
  }));
  return { ...catalog, relations };
}
