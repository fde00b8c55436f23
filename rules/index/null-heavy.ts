import { columnOf, defineRule, foundIndex, ownIndexes, quoteIdentifier } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/null-heavy',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog', 'statistics'],
  summary: 'Most entries of an index are nulls, which queries seldom look for.',
  consequence: 'The index is larger than its useful part, and every row without a value is written to it too.',
  action: 'Create it anew with `WHERE column IS NOT NULL`, with `CREATE INDEX CONCURRENTLY`, then drop this one.',
  details: `Indexes on one column, without a predicate, of 1 MB or more, where at least half of the rows are null. Left alone are constraints, and columns that the
workload tests for \`IS NULL\`.`,
  options: {
    minNullFraction: 0.5,
    minSizeBytes: 1_048_576,
  },
  bad: {
    schema: `CREATE TABLE ticket (id bigint PRIMARY KEY, closed_by bigint);
CREATE INDEX ticket_closed_by_idx ON ticket (closed_by);`,
    observed: {
      tables: { ticket: { statistics: { closed_by: { nullFraction: 0.9 } } } },
      indexes: { ticket_closed_by_idx: { sizeBytes: 8_388_608 } },
    },
  },
  good: {
    schema: `CREATE TABLE ticket (id bigint PRIMARY KEY, closed_by bigint);
CREATE INDEX ticket_closed_by_idx ON ticket (closed_by) WHERE closed_by IS NOT NULL;`,
    observed: {
      tables: { ticket: { statistics: { closed_by: { nullFraction: 0.9 } } } },
      indexes: { ticket_closed_by_idx: { sizeBytes: 8_388_608 } },
    },
  },

  *check(context) {
    for (const own of ownIndexes(context.catalog)) {
      const { index, relation, holder, sizeBytes } = own;
      const [key] = index.keys;
      if (!key?.column || index.keys.length > 1 || index.predicate !== null || index.constraint !== null) continue;
      if (index.method !== 'btree' || index.exclusion || sizeBytes < context.options.minSizeBytes) continue;
      const column = columnOf(relation, key.column);
      const fraction = (column?.inheritedStatistics ?? column?.statistics)?.nullFraction ?? 0;
      if (fraction < context.options.minNullFraction) continue;
      const isAsked = context
        .uses(relation)
        .some(({ use }) =>
          use.predicates.some(({ column: name, operator }) => name === key.column && operator === 'IS NULL'),
        );
      if (isAsked) continue;
      yield foundIndex(
        own,
        `${Math.round(fraction * 100)} % of the entries of ${index.name} of ${holder.name} are null`,
        {
          notes: [`WHERE ${quoteIdentifier(key.column)} IS NOT NULL would leave them out`],
        },
      );
    }
  },
});
