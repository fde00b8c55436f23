import type { Catalog } from '../catalog/model.ts';
import { UserError } from '../errors.ts';
import { listOf } from '../lint/phrases.ts';
import { plural } from '../report/format.ts';
import { loadParser, parse, SqlSyntaxError } from '../sql/parser.ts';
import { rangesOf } from '../sql/range-vars.ts';

/** Names that a remark tells. */
const NAMED = 3;

/**
 * The catalog with the schemas in which the statements find the tables that they name without one.
 * @param given by the user; null to tell it from the statements
 * @throws UserError where the database has no such schema
 */
export async function withSearchPath(
  catalog: Catalog,
  statements: readonly string[],
  given: readonly string[] | null,
): Promise<Catalog> {
  return given === null ? onPathOf(statements, catalog) : onPath(given, catalog);
}

function onPath(searchPath: readonly string[], catalog: Catalog): Catalog {
  const known = new Set([...catalog.schemas.map(({ name }) => name), ...catalog.relations.map(({ schema }) => schema)]);
  for (const schema of searchPath)
    if (!known.has(schema)) throw new UserError(`--search-path: the database has no schema ${schema}`);
  return { ...catalog, searchPath };
}

/**
 * Sessions of applications often have another path than ours (ALTER ROLE … SET, or what a driver sets). Tables that are named without a schema, and
 * not on the path, are looked for in schemas that alone have some of them; where most are in none at all, the statements are taken for those
 * of another database. What was taken on, and what cannot be told, is said in `incomplete`.
 */
async function onPathOf(statements: readonly string[], catalog: Catalog): Promise<Catalog> {
  const path = new Set(catalog.searchPath);
  const here = new Set<string>();
  const schemasOf = new Map<string, string[]>();
  for (const { schema, name } of catalog.relations) {
    if (path.has(schema)) here.add(name);
    else {
      const there = schemasOf.get(name);
      if (there) there.push(schema);
      else schemasOf.set(name, [schema]);
    }
  }
  if (statements.length === 0 || schemasOf.size === 0) return catalog;
  await loadParser();
  const missing = new Set(statements.flatMap(unqualifiedNames));
  for (const name of missing) if (here.has(name) || name.startsWith('pg_')) missing.delete(name);
  const elsewhere = [...missing].filter((name) => schemasOf.has(name)).sort();
  if (elsewhere.length * 2 <= missing.size) return catalog;

  const sure = new Map<string, number>();
  for (const name of elsewhere) {
    const [schema = '', ...others] = schemasOf.get(name)!;
    if (others.length === 0) sure.set(schema, (sure.get(schema) ?? 0) + 1);
  }
  const added = [...sure].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1)).map(([schema]) => schema);
  const unclear = elsewhere.filter((name) => !schemasOf.get(name)!.some((schema) => sure.has(schema)));
  const incomplete = [...catalog.incomplete];
  if (added.length > 0)
    incomplete.push(
      `tables that statements name without a schema were looked for in ${listOf(added)} too, beyond the search_path of this connection: --search-path tells where they are`,
    );
  if (unclear.length > 0) {
    const schemas = new Set(unclear.flatMap((name) => schemasOf.get(name)!));
    incomplete.push(
      `statements name ${someOf(unclear)} without a schema, and ${plural(schemas.size, 'schema')} beyond the search_path of this connection have tables so called (${someOf([...schemas])}): --search-path tells which is meant`,
    );
  }
  return { ...catalog, searchPath: [...catalog.searchPath, ...added], incomplete };
}

function someOf(names: readonly string[]): string {
  return names.length > NAMED ? `${names.slice(0, NAMED).join(', ')} and others` : listOf(names);
}

/** Of relations; none of what does not parse. */
function unqualifiedNames(sql: string): readonly string[] {
  try {
    const { relations, own } = rangesOf(parse(sql));
    return relations.flatMap(({ schema, name }) => (schema === null && !own.has(name) ? [name] : []));
  } catch (error) {
    if (error instanceof SqlSyntaxError) return [];
    throw error;
  }
}
