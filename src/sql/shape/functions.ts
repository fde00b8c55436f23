import { strings, walk } from '../ast.ts';
import type { FuncCall, Node } from '../parser.ts';

/** PostgreSQL 18's own aggregates; user-defined ones are known only by their syntax (DISTINCT, FILTER, ORDER BY, *). */
const AGGREGATES = new Set(
  `any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count covar_pop covar_samp every json_agg
  json_agg_strict json_object_agg json_object_agg_strict json_object_agg_unique jsonb_agg jsonb_agg_strict
  jsonb_object_agg jsonb_object_agg_strict jsonb_object_agg_unique max min mode percentile_cont percentile_disc
  range_agg range_intersect_agg regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy
  regr_syy stddev stddev_pop stddev_samp string_agg sum var_pop var_samp variance xmlagg`
    .trim()
    .split(/\s+/),
);

export function isAggregate(call: FuncCall): boolean {
  if (call.over) return false;
  if (call.agg_star || call.agg_distinct || call.agg_filter || call.agg_order || call.agg_within_group) return true;
  return AGGREGATES.has(functionName(call));
}

export function functionName(call: FuncCall): string {
  return (strings(call.funcname).at(-1) ?? '').toLowerCase();
}

/** PostgreSQL's own volatile functions that a condition may hold; of users' functions the names tell nothing. */
const VOLATILE = new Set(
  'random random_normal nextval setval currval lastval clock_timestamp timeofday gen_random_uuid uuidv4 uuidv7 uuid_generate_v4'.split(
    ' ',
  ),
);

export function hasVolatileFunction(node: Node): boolean {
  let found = false;
  walk({ node }, (type, fields) => {
    if (type === 'FuncCall' && VOLATILE.has(functionName(fields))) found = true;
    return type !== 'SubLink';
  });
  return found;
}
