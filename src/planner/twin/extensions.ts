import type { Extension as EmbeddedExtension } from '@electric-sql/pglite';

/** Extensions whose code PGlite 0.5 brings along (`@electric-sql/pglite/contrib/*`), by the name of their module. */
const CONTRIB = new Map(
  [
    'bloom',
    'btree_gin',
    'btree_gist',
    'citext',
    'cube',
    'dict_int',
    'dict_xsyn',
    'earthdistance',
    'fuzzystrmatch',
    'hstore',
    'intarray',
    'isn',
    'lo',
    'ltree',
    'moddatetime',
    'pg_trgm',
    'pgcrypto',
    'seg',
    'tablefunc',
    'tcn',
    'tsm_system_rows',
    'tsm_system_time',
    'unaccent',
    'uuid-ossp',
  ].map((name) => [name, name.replaceAll('-', '_')]),
);

/** Extensions that add nothing that a query plan could need; foreign tables are unplannable by themselves. */
const IRRELEVANT = new Set([
  'plpgsql',
  'pg_stat_statements',
  'pg_buffercache',
  'pg_prewarm',
  'pg_freespacemap',
  'pg_visibility',
  'pg_walinspect',
  'pageinspect',
  'amcheck',
  'auto_explain',
  'pg_cron',
  'pg_repack',
  'pg_hint_plan',
  'hypopg',
  'pgstattuple',
  'pgaudit',
  'pg_stat_kcache',
  'pg_qualstats',
  'pg_wait_sampling',
  'pg_surgery',
  'sslinfo',
  'adminpack',
  'postgres_fdw',
  'file_fdw',
  'dblink',
]);

export interface ExtensionChoice {
  readonly available: readonly string[];
  readonly missing: readonly string[];
}

/** Which of a server's extensions the embedded PostgreSQL can have too. */
export function chooseExtensions(names: readonly string[]): ExtensionChoice {
  const relevant = names.filter((name) => !IRRELEVANT.has(name));
  return {
    available: relevant.filter((name) => CONTRIB.has(name)),
    missing: relevant.filter((name) => !CONTRIB.has(name)).sort(),
  };
}

/** Why something fails, with the extensions that may be wanting. */
export function blameMissing(reason: string, missing: readonly string[]): string {
  if (missing.length === 0 || !OF_AN_EXTENSION.test(reason)) return reason;
  return withMissing(reason, missing);
}

export function withMissing(text: string, missing: readonly string[]): string {
  return `${text} (not available here: extension ${missing.join(', ')})`;
}

/** The last one is of what stands in for a function (StandInFunctions), in a view. */
const OF_AN_EXTENSION =
  /^(?!relation |column ).*(?:does not exist|is not a (?:table|type)|access method|must be type boolean, not type text)/;

/** The code of the given extensions, loaded only now. */
export async function loadExtensionCode(names: readonly string[]): Promise<Record<string, EmbeddedExtension>> {
  // earthdistance is built on cube, and CREATE EXTENSION … CASCADE wants its files.
  const wanted = names.includes('earthdistance') && !names.includes('cube') ? [...names, 'cube'] : names;
  const entries = wanted.map(async (name) => {
    const module = CONTRIB.get(name)!;
    const loaded = (await import(`@electric-sql/pglite/contrib/${module}`)) as Record<string, EmbeddedExtension>;
    return [module, linkedAlone(loaded[module]!)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * PGlite compiles the code of all extensions at once, and Emscripten links what is ready as if the others were complete: it takes their symbols for
 * undefined and leaves the extension half linked, so that pg_trgm's first comparison of trigrams ended in a trap, whenever it was ready first. Undecoded,
 * each is compiled and linked by itself when it is first called.
 */
function linkedAlone({ name, setup }: EmbeddedExtension): EmbeddedExtension {
  return {
    name,
    setup: (db, options: Record<string, unknown>, ...rest) =>
      setup(db, Object.assign(options, { noWasmDecoding: true }), ...rest),
  };
}
