import type { Catalog, UserFunction } from '../catalog/model.ts';
import { tokenize, type Token } from '../sql/tokens.ts';

const words = (text: string) => new Set(text.split(/\s+/));

/** Words that may stand before a parenthesis without being called. */
const SYNTAX =
  words(`if elsif while case when then else return and or not in values any all some exists select as over filter
  within using on array row cast from join lateral with by limit offset perform distinct is between like ilike into
  numeric decimal varchar char character bit timestamp timestamptz time timetz interval`);

/** Functions of pg_catalog that look nothing up by a name that they are given. */
const BUILT_IN = words(`coalesce nullif greatest least extract substring position trim overlay now clock_timestamp
  statement_timestamp transaction_timestamp timeofday date_trunc date_part age to_char to_date to_timestamp to_number make_date
  make_interval make_timestamp make_timestamptz lower upper initcap length char_length octet_length left right lpad rpad btrim
  ltrim rtrim replace translate split_part strpos substr reverse repeat concat concat_ws format md5 encode decode regexp_replace
  regexp_match regexp_matches regexp_split_to_array regexp_split_to_table string_to_array array_to_string string_agg array_agg
  json_agg jsonb_agg count sum avg min max bool_and bool_or every row_number rank dense_rank lag lead first_value abs ceil ceiling
  floor round trunc mod power sqrt exp ln log random sign gen_random_uuid row_to_json to_json to_jsonb jsonb_build_object
  json_build_object jsonb_build_array json_build_array jsonb_set jsonb_array_elements jsonb_array_elements_text jsonb_object_keys
  jsonb_each jsonb_each_text jsonb_array_length jsonb_typeof jsonb_strip_nulls array_length cardinality array_append
  array_prepend array_cat array_remove array_position unnest generate_series num_nulls num_nonnulls pg_notify current_setting
  hashtext pg_trigger_depth quote_ident quote_literal quote_nullable ascii chr pg_advisory_xact_lock`);

/**
 * What runs code elsewhere that looks names up by the same search_path (triggers, other functions), makes objects, or takes
 * a name as a text.
 */
const REFUSED =
  words(`execute insert update delete merge call copy truncate create alter drop grant revoke lock do refresh
  listen notify set reset search_path regclass regproc regprocedure regtype regoper regoperator regconfig regdictionary
  regcollation regnamespace regrole collate`);

const OPERATORS = words('+ - * / % ^ = <> != < > <= >= || := => ~ !~ ~* !~* -> ->> #> #>> @> <@ ? ?| ?& & | #');

/** Extensions that bring functions or operator classes, and neither operators nor types of common names. */
const EXTENSIONS = words(
  'plpgsql pg_stat_statements pgcrypto uuid-ossp pgstattuple pg_buffercache amcheck pg_cron btree_gin',
);

/**
 * Whether every name in the function's body is found with an empty search_path too: it says a schema, or is one of
 * pg_catalog, which is always searched. True only where that is certain: for bodies that call no function of users, change
 * nothing, and read nothing but ordinary tables without row security. Operators are taken to be PostgreSQL's own.
 */
export function isQualifiedBody(one: UserFunction, catalog: Catalog): boolean {
  if (!catalog.extensions.every(({ name }) => EXTENSIONS.has(name))) return false;
  const body = bodyOf(one);
  if (body === null) return false;
  const tokens = tokenize(body);
  const names = namesOf(catalog);
  return tokens.every((token, at) => isHarmless(token, at, tokens, names));
}

/** pg_get_functiondef ends in `AS $function$…$function$`. */
function bodyOf({ definition }: UserFunction): string | null {
  const text = tokenize(definition ?? '').findLast(({ kind }) => kind === 'string')?.text ?? '';
  const [tag] = /^\$\w*\$/.exec(text) ?? [];
  return tag === undefined ? null : text.slice(tag.length, -tag.length);
}

interface Names {
  /** Of relations, types and functions in any schema. */
  readonly own: ReadonlySet<string>;
  /** `schema.table` of ordinary tables, which run nothing when they are read. */
  readonly plain: ReadonlySet<string>;
  readonly schemas: ReadonlySet<string>;
}

const known = new WeakMap<Catalog, Names>();

function namesOf(catalog: Catalog): Names {
  const before = known.get(catalog);
  if (before) return before;
  const plain = catalog.relations.filter(
    ({ kind, rowSecurity }) => (kind === 'table' || kind === 'partitioned-table') && !rowSecurity.enabled,
  );
  const names = {
    own: new Set([...catalog.relations, ...catalog.types, ...catalog.functions].map(({ name }) => name)),
    plain: new Set(plain.map(({ schema, name }) => `${schema}.${name}`)),
    schemas: new Set(catalog.schemas.map(({ name }) => name)),
  };
  known.set(catalog, names);
  return names;
}

function isHarmless(token: Token, at: number, tokens: readonly Token[], names: Names): boolean {
  if (token.kind === 'unterminated') return false;
  if (token.kind === 'operator') return OPERATORS.has(token.text);
  if (token.kind !== 'word' && token.kind !== 'identifier') return true;
  const name = nameOf(token);
  const next = tokens[at + 1]?.text;
  const isCalled = next === '(';
  if (tokens[at - 1]?.text === '.') {
    const before = tokens[at - 2];
    const schema = before === undefined ? '' : nameOf(before);
    if (isCalled) return schema === 'pg_catalog';
    // A record's field, a column by its table's alias, or a relation.
    return !names.schemas.has(schema) || names.plain.has(`${schema}.${name}`);
  }
  if (next === '.') return true;
  if (names.own.has(name) || (token.kind === 'word' && REFUSED.has(name))) return false;
  if (isCalled) return token.kind === 'word' && (SYNTAX.has(name) || BUILT_IN.has(name));
  return true;
}

function nameOf({ kind, text }: Token): string {
  return kind === 'identifier' ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase();
}
