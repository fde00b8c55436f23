import type { Index, ObjectName } from '../catalog/model.ts';
import { UserError } from '../errors.ts';
import { quoteLiteral, quoteQualified } from '../sql/quote.ts';

/**
 * CREATE INDEX as pg_get_indexdef saved it: storage parameters, operator classes and all. It was saved under an empty
 * search_path, so that every name in it is qualified.
 */
export function savedIndexSql(
  index: Index,
  options: { readonly concurrently?: boolean; readonly ifNotExists?: boolean } = {},
): string {
  const [, start, rest] = /^(CREATE (?:UNIQUE )?INDEX )(.*)$/s.exec(index.definition) ?? [];
  if (start === undefined || rest === undefined) {
    throw new UserError(`the definition of index ${index.name} is not in the catalog, so it could not be built again`);
  }
  return `${start}${options.concurrently ? 'CONCURRENTLY ' : ''}${options.ifNotExists ? 'IF NOT EXISTS ' : ''}${rest}`;
}

/** What pg_get_indexdef leaves out, to run before the index is built. */
export function placeOf(index: Index): readonly string[] {
  return index.tablespace === null ? [] : [`SET default_tablespace = ${quoteLiteral(index.tablespace)}`];
}

/** And after. */
export function commentOf(index: Index, name: ObjectName): readonly string[] {
  return index.comment === null ? [] : [`COMMENT ON INDEX ${quoteQualified(name)} IS ${quoteLiteral(index.comment)}`];
}
