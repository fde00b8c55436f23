import type { PGlite } from '@electric-sql/pglite';
import type { Catalog, Column, Index, Relation } from '../../catalog/model.ts';
import { quoteQualified } from '../../sql/quote.ts';
import type { ComparedColumns } from '../engine.ts';
import { runSteps, step } from './steps.ts';

const IDENTIFIER = '(?:"(?:[^"]|"")+"|[^".(\\[\\s]+)';
/** What format_type begins with, of a type that is not PostgreSQL's own: schema and name. */
const QUALIFIED = new RegExp(`^${IDENTIFIER}\\.${IDENTIFIER}`);

/**
 * Types that extensions bring which the twin cannot have (PostGIS, pgvector): of each a type by its name that takes any text, without operators
 * and functions of its own. Their tables can then be planned; a statement that does something with such a value is refused by the planner, for
 * want of what it calls.
 */
export class StandInTypes {
  readonly #names: ReadonlySet<string>;

  private constructor(names: ReadonlySet<string>) {
    this.#names = names;
  }

  static async make(db: PGlite, catalog: Catalog, relations: readonly Relation[]): Promise<StandInTypes> {
    const absent = await absentTypes(db, catalog, relations);
    const failed = await runSteps(
      db,
      absent.map((name, index) => step('type', name, createStandIn(name, index))),
    );
    const without = new Set(failed.map(({ of }) => of));
    return new StandInTypes(new Set(absent.filter((name) => !without.has(name))));
  }

  isOf({ baseType }: Column): boolean {
    return this.#names.size > 0 && this.#names.has(nameOf(baseType) ?? '');
  }

  /** Nothing that the twin can plan would use such an index: it has none of the operators. */
  isIndexed({ columns }: Relation, { keys }: Index): boolean {
    return columns.some((column) => this.isOf(column) && keys.some((key) => key.column === column.name));
  }

  /** Of how their values are spread nothing can be told, and nothing asked. */
  leaveOut(compared: ComparedColumns | undefined, relations: readonly Relation[]): ComparedColumns | undefined {
    const ours = new Set(
      relations.flatMap((relation) =>
        relation.columns.filter((column) => this.isOf(column)).map(({ name }) => `${quoteQualified(relation)}.${name}`),
      ),
    );
    if (ours.size === 0) return compared;
    return (relation, column) =>
      !ours.has(`${quoteQualified(relation)}.${column}`) && (compared?.(relation, column) ?? true);
  }
}

/** Those of the catalog that are to be made, and are not there, whatever user-defined types will be made after them. */
async function absentTypes(db: PGlite, catalog: Catalog, relations: readonly Relation[]): Promise<string[]> {
  const ownNames = [...catalog.types.filter(({ kind }) => kind !== 'other'), ...catalog.relations].map(quoteQualified);
  const own = new Set(ownNames);
  const named = new Set(typesNamed(catalog, relations).flatMap((type) => nameOf(type) ?? []));
  const foreign = [...named].filter((name) => !own.has(name));
  if (foreign.length === 0) return [];
  const { rows } = await db.query<{ name: string }>(
    'SELECT name FROM unnest($1::text[]) AS name WHERE to_regtype(name) IS NULL',
    [foreign],
  );
  return rows.map(({ name }) => name);
}

function nameOf(type: string): string | undefined {
  return QUALIFIED.exec(type)?.[0];
}

function typesNamed({ types }: Catalog, relations: readonly Relation[]): string[] {
  return [
    ...relations.flatMap(({ columns }) => columns.map(({ type }) => type)),
    ...types.flatMap((type) => {
      if (type.kind === 'domain') return [type.baseType];
      return type.kind === 'composite' ? type.attributes.map((attribute) => attribute.type) : [];
    }),
  ];
}

/**
 * With the functions of text, and one for modifiers that takes whatever there is: what it returns, how many dimensions the array of them
 * has, nobody reads. Django asks for the bytes of a geometry; and what a stand-in of a function returns (StandInFunctions) may be assigned to one.
 */
function createStandIn(name: string, index: number): string {
  const [read, write, modify] = ['read', 'write', 'modify'].map((purpose) => `pg_temp.${purpose}_${index}`);
  return `
    CREATE TYPE ${name};
    CREATE FUNCTION ${read}(cstring) RETURNS ${name} LANGUAGE internal IMMUTABLE STRICT AS 'textin';
    CREATE FUNCTION ${write}(${name}) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
    CREATE FUNCTION ${modify}(cstring[]) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'array_ndims';
    CREATE TYPE ${name} (INPUT = ${read}, OUTPUT = ${write}, TYPMOD_IN = ${modify}, STORAGE = extended);
    CREATE CAST (${name} AS bytea) WITHOUT FUNCTION AS ASSIGNMENT;
    CREATE CAST (text AS ${name}) WITHOUT FUNCTION AS ASSIGNMENT`;
}
