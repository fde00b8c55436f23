import type { Catalog } from '../catalog/model.ts';
import type { Rule } from '../lint/contract.ts';

const NAMED = 3;

/**
 * What rules on statistics could not say for want of a privilege: PostgreSQL shows no row of pg_stats for a table that the
 * role may not read, which looks as if the table had never been analysed.
 * @param ran ids of the rules that ran to their end
 */
export function unreadableTables(catalog: Catalog, rules: readonly Rule[], ran: readonly string[]): readonly string[] {
  const asking = rules.filter(({ id, needs }) => needs.includes('statistics') && ran.includes(id));
  const hidden = catalog.relations.filter(
    ({ readable, extension, kind, partitionOf }) =>
      !readable && extension === null && partitionOf === null && (kind === 'table' || kind === 'partitioned-table'),
  );
  if (asking.length === 0 || hidden.length === 0) return [];
  const ids = asking.map(({ id }) => id).join(', ');
  const names = hidden.slice(0, NAMED).map(({ schema, name }) => `${schema}.${name}`);
  const rest = hidden.length > NAMED ? ` and ${hidden.length - NAMED} others` : '';
  return [`${names.join(', ')}${rest} could not be judged by ${ids}: no SELECT privilege`];
}
