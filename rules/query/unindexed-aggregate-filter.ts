import { defineRule, isUsable, keyText, listOf } from '../../src/lint/contract.ts';
import type { Predicate, Proposal, Relation, RuleContext, TableUse } from '../../src/lint/contract.ts';

const options = {
  /** rules.md 4.1: below, a sequential scan takes a few milliseconds. */
  minRows: 10_000,
  /** Calls seen; a report that ran once is not worth an index that every write pays for. */
  minCalls: 10,
};

export default defineRule({
  id: 'query/unindexed-aggregate-filter',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog', 'workload', 'planner'],
  summary:
    'A query counts, sums or groups the rows of a table that a filter selects, and no index starts with any column of that filter.',
  consequence:
    'Every row of the table is read to add up a few of them, each time a dashboard is opened. It is the query that gets slower with every day of data.',
  action:
    'Create the index that the finding shows: the filter’s columns, and the aggregated ones with them where that lets the table go unread.',
  details: `A query counts as aggregated when it has \`GROUP BY\` or an aggregate function at the level where the table stands, also by way of a join.
The table holds at least \`minRows\` rows (10,000) as of the last ANALYZE, and the query ran at least \`minCalls\` times (10).
Whether the filter keeps so many rows that reading the whole table is right, the optimizer decides: an index that it does not use is not reported.
Where an index serves a part of the filter, \`index/missing-composite\` speaks instead.`,
  options,
  bad: {
    schema:
      'CREATE TABLE analysis (id bigint PRIMARY KEY, sentiment text, stress_score real, created_at timestamptz NOT NULL);',
    queries: ["SELECT avg(stress_score) FROM analysis WHERE created_at >= now() - interval '1 day'"],
  },
  good: {
    schema: `CREATE TABLE analysis (id bigint PRIMARY KEY, sentiment text, stress_score real, created_at timestamptz NOT NULL);
CREATE INDEX analysis_created_at_idx ON analysis (created_at) INCLUDE (stress_score);`,
    queries: ["SELECT avg(stress_score) FROM analysis WHERE created_at >= now() - interval '1 day'"],
  },

  *check(context) {
    for (const query of context.queries) {
      if (query.calls < context.options.minCalls) continue;
      for (const use of query.shape.relations) {
        const relation = use.aggregated ? context.relation(use.relation) : undefined;
        const rows = relation ? context.rows(relation) : null;
        if (!relation || rows === null || rows < context.options.minRows) continue;
        const proposal = proposalFor(context, relation, { query, use });
        if (proposal) yield proposal;
      }
    }
  },
});

function proposalFor(context: RuleContext, relation: Relation, { query, use }: TableUse): Proposal | undefined {
  const filter = [
    ...new Set(use.predicates.filter(canUseIndex).map((predicate) => predicate.column ?? predicate.expression)),
  ];
  if (filter.length === 0 || filter.some((key) => leadsAnIndex(relation, key))) return undefined;
  const indexes = context.candidates(query, use).filter((definition) => !context.coveringIndex(definition));
  const [best] = indexes;
  if (!best) return undefined;
  return {
    object: {
      schema: best.relation.schema,
      table: best.relation.name,
      columns: best.keys.map(keyText),
      name: null,
    },
    message: messageFor(relation.name, filter.map(String)),
    // Of an index that serves part of the filter, only that part is said.
    messageFor: (keys) => {
      const served = filter.map(String).filter((key) => keys.includes(key));
      return messageFor(relation.name, served.length > 0 ? served : filter.map(String));
    },
    fingerprints: [query.fingerprint],
    indexes,
  };
}

function messageFor(table: string, filter: readonly string[]): string {
  const none = filter.length > 1 ? 'any of them' : 'it';
  return `An aggregate reads all of ${table} to filter it by ${listOf(filter)}: no index starts with ${none}`;
}

function canUseIndex(predicate: Predicate): boolean {
  return predicate.kind !== 'inequality' && predicate.kind !== 'other';
}

/** A partial index serves some values only, so it does not count here. */
function leadsAnIndex(relation: Relation, key: string | null): boolean {
  return relation.indexes.some((index) => {
    const [first] = index.keys;
    return index.predicate === null && isUsable(index) && (first?.column ?? first?.expression) === key;
  });
}
