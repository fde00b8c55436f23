import type { Catalog } from '../../catalog/model.ts';
import { quoteIdentifier, quoteLiteral, searchPathSetting } from '../../sql/quote.ts';

/** What the optimizer reads besides the enable_* switches. Left out: what plans parallel workers, which the twin has none of. */
const PLANNING = new Set([
  'seq_page_cost',
  'random_page_cost',
  'cpu_tuple_cost',
  'cpu_index_tuple_cost',
  'cpu_operator_cost',
  'effective_cache_size',
  'effective_io_concurrency',
  'work_mem',
  'hash_mem_multiplier',
  'from_collapse_limit',
  'join_collapse_limit',
  'geqo',
  'geqo_threshold',
  'geqo_effort',
  'geqo_pool_size',
  'geqo_generations',
  'geqo_selection_bias',
  'geqo_seed',
  'default_statistics_target',
  'constraint_exclusion',
  'cursor_tuple_fraction',
  'recursive_worktable_factor',
  'transform_null_equals',
  'array_nulls',
  'TimeZone',
  'DateStyle',
  'IntervalStyle',
  'default_text_search_config',
  'gin_fuzzy_search_limit',
]);
/**
 * Relations in one join that dynamic programming takes at most. Where all are joined by one key it takes 0.4 s for ten here and three times as
 * long for each further one, and nothing can stop it.
 */
const MOST: Readonly<Record<string, number>> = {
  from_collapse_limit: 10,
  join_collapse_limit: 10,
  // PostgreSQL's own: at and above it the search is a genetic one.
  geqo_threshold: 12,
};

/** One SET for each setting of the server that moves plans; unknown ones (of other versions) are to be passed over. */
export function settingStatements(catalog: Catalog): string[] {
  const copied = Object.entries(catalog.settings)
    .filter(([name]) => PLANNING.has(name) || name.startsWith('enable_'))
    // Without a unit: a bare number is in the setting's own, as pg_settings tells it.
    .map(([name, { value }]) => `SET ${quoteIdentifier(name)} = ${quoteLiteral(capped(name, value))}`);
  return [
    ...copied,
    `SET ${searchPathSetting(catalog.searchPath)}`,
    'SET jit = off',
    'SET max_parallel_workers_per_gather = 0',
    'SET check_function_bodies = off',
    'SET plan_cache_mode = auto',
    'SET geqo = on',
  ];
}

/** One line where the twin searches for join orders less than the server was told to. */
export function cappedSettings({ settings }: Catalog): readonly string[] {
  const told = Object.entries(settings).filter(
    ([name, { value }]) => capped(name, value) !== value || (name === 'geqo' && value === 'off'),
  );
  if (told.length === 0) return [];
  const names = told.map(([name, { value }]) => `${name} = ${value}`).join(', ');
  return [`the server's ${names} would make planning take minutes: the twin tries fewer orders of many joins`];
}

function capped(name: string, value: string): string {
  const most = MOST[name];
  return most !== undefined && Number(value) > most ? String(most) : value;
}
