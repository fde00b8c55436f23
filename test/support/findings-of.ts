import type { Catalog, Relation } from '../../src/catalog/model.ts';
import { buildContext } from '../../src/lint/context.ts';
import type { Proposal, Rule } from '../../src/lint/contract.ts';
import { runRules } from '../../src/lint/run.ts';
import { objectText } from '../../src/report/output.ts';
import { aCatalog } from './catalog-builder.ts';

type Options = Readonly<Record<string, unknown>>;

/** What a rule proposes on tables, or on a catalog whose other objects matter; a rule that throws fails the test. */
export function findingsOf(
  rule: Rule,
  given: readonly Relation[] | Partial<Catalog>,
  options: Options = {},
): readonly Proposal[] {
  const catalog: Catalog = Array.isArray(given) ? aCatalog(...(given as Relation[])) : { ...aCatalog(), ...given };
  const context = buildContext({ catalog, queries: [], indexCandidates: () => [], coveringIndex: () => undefined });
  const { proposals, failures, skipped } = runRules([rule], context, { [rule.id]: options });
  for (const failure of failures) throw new Error(failure.message);
  for (const { reason } of skipped) throw new Error(reason);
  return proposals.map(({ proposal, severity }) => ({ ...proposal, severity }));
}

/** The same, one line each: `warning public.orders(user_id, item_id) orders_item_fkey`, `warning schema sales`. */
export function linesOf(
  rule: Rule,
  given: readonly Relation[] | Partial<Catalog>,
  options: Options = {},
): readonly string[] {
  return findingsOf(rule, given, options).map(({ severity, object, silence }) => {
    const spoken = silence === undefined ? severity : 'silent';
    if (object.kind !== undefined) return `${spoken} ${objectText(object)}`;
    const columns = object.columns.length > 0 ? `(${object.columns.join(', ')})` : '';
    const name = object.name === null ? '' : ` ${object.name}`;
    return `${spoken} ${object.schema}.${object.table}${columns}${name}`;
  });
}
