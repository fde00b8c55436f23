import type { Catalog } from '../catalog/model.ts';

const SIGNS: readonly (readonly [string, RegExp])[] = [
  ['Rails', /^(?:ar_internal_metadata|schema_migrations)$/],
  ['Prisma', /^_prisma_migrations$/],
  ['Ecto', /^oban_jobs$/],
  ['TypeORM', /^typeorm_metadata$/],
];

const known = new WeakMap<Catalog, string | null>();

/**
 * The framework whose defaults made this schema, by the tables that it leaves: one that writes `timestamp` and `serial`
 * everywhere unless told otherwise. Null for none, and for Django and others, whose defaults nobody objects to.
 */
export function frameworkOf(catalog: Catalog): string | null {
  const cached = known.get(catalog);
  if (cached !== undefined) return cached;
  const names = catalog.relations.map(({ name }) => name);
  const found = SIGNS.find(([, sign]) => names.some((name) => sign.test(name)))?.[0] ?? null;
  known.set(catalog, found);
  return found;
}
