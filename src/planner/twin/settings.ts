import type { Catalog } from '../../catalog/model.ts';
import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';

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
/** Above this number of relations in one join, planning by dynamic programming takes minutes, and nothing can stop it. */
const MOST_JOINED = 12;
const CAPPED = new Set(['from_collapse_limit', 'join_collapse_limit', 'geqo_threshold']);

/** One SET for each setting of the server that moves plans; unknown ones (of other versions) are to be passed over. */
export function settingStatements(catalog: Catalog): string[] {
  const copied = Object.entries(catalog.settings)
    .filter(([name]) => PLANNING.has(name) || name.startsWith('enable_'))
    // Without a unit: a bare number is in the setting's own, as pg_settings tells it.
    .map(([name, { value }]) => `SET ${quoteIdentifier(name)} = ${quoteLiteral(capped(name, value))}`);
  const path = catalog.searchPath.map(quoteIdentifier).join(', ') || "''";
  return [
    ...copied,
    `SET search_path = ${path}`,
    'SET jit = off',
    'SET max_parallel_workers_per_gather = 0',
    'SET check_function_bodies = off',
    'SET plan_cache_mode = auto',
  ];
}

function capped(name: string, value: string): string {
  return CAPPED.has(name) && Number(value) > MOST_JOINED ? String(MOST_JOINED) : value;
}
