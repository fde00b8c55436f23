import { accessPhrase, defineRule, isUsable, keyText, listOf } from '../../src/lint/contract.ts';
import type { IndexDefinition, Proposal, Relation, RuleContext, TableUse } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/missing-composite',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog', 'workload', 'planner'],
  summary:
    'A query of the workload filters, joins or sorts a table by columns that no index serves together. The index may need several columns in a certain order, or one alone.',
  consequence:
    'The server reads every row of the table, or every row that a narrower index finds, and throws most of them away. The cost grows with the table, not with the answer.',
  action:
    'Create the index that the finding shows: columns compared for equality first, then the one that is sorted by or compared by range.',
  details: `Every use of a table by every query is looked at: equality, lists of values, ranges, patterns, containment, joins, and \`ORDER BY … LIMIT\`.
The candidates for each are priced by PostgreSQL's own optimizer, together and against each other, and only what it uses, and what saves at least
\`--min-improvement\` of a query's cost, is reported. An index that already serves is never proposed again: keys, directions, operator classes,
collations, predicate and included columns are compared exactly. Views, foreign and temporary tables and tables of extensions are left alone.`,
  options: {},
  bad: {
    schema: `CREATE TABLE message (id bigint PRIMARY KEY, user_hash uuid NOT NULL, created_at timestamptz NOT NULL, body text);
CREATE INDEX message_user_hash_idx ON message (user_hash);`,
    queries: ["SELECT id, body FROM message WHERE user_hash = $1 AND created_at >= now() - interval '7 days'"],
  },
  good: {
    schema: `CREATE TABLE message (id bigint PRIMARY KEY, user_hash uuid NOT NULL, created_at timestamptz NOT NULL, body text);
CREATE INDEX message_user_hash_created_at_idx ON message (user_hash, created_at);`,
    queries: ["SELECT id, body FROM message WHERE user_hash = $1 AND created_at >= now() - interval '7 days'"],
  },

  *check(context) {
    for (const query of context.queries) {
      for (const use of query.shape.relations) {
        const proposal = proposalFor(context, { query, use });
        if (proposal) yield proposal;
      }
    }
  },
});

function proposalFor(context: RuleContext, { query, use }: TableUse): Proposal | undefined {
  const relation = context.relation(use.relation);
  if (!relation || !canBeIndexed(relation)) return undefined;
  const missing = context.candidates(query, use).filter((definition) => !context.coveringIndex(definition));
  const [best] = missing;
  if (!best) return undefined;
  const columns = best.keys.map(keyText);
  const messageFor = (keys: readonly string[]) => {
    const phrase = accessPhrase(use, keys) || accessPhrase(use) || `a scan of ${listOf(keys)}`;
    const narrow = serving(
      relation,
      keys.filter((key) => accessPhrase(use, [key]) !== ''),
    );
    return narrow ? `${narrow} serves ${phrase}, and a wider index would serve more` : `No index serves ${phrase}`;
  };
  return {
    // Of a partition, the index belongs on the topmost parent.
    object: { schema: best.relation.schema, table: best.relation.name, columns, name: null },
    message: messageFor(columns),
    messageFor,
    notes: partlyServing(relation, best),
    fingerprints: [query.fingerprint],
    indexes: missing,
  };
}

/** Materialized views take indexes as tables do; views and foreign tables take none. */
function canBeIndexed(relation: Relation): boolean {
  return (
    ['table', 'partitioned-table', 'materialized-view'].includes(relation.kind) &&
    relation.persistence !== 'temporary' &&
    relation.extension === null
  );
}

/** The existing index that begins with just these keys, in whatever order. */
function serving(relation: Relation, keys: readonly string[]): string | undefined {
  if (keys.length === 0) return undefined;
  return relation.indexes.find((index) => {
    const first = index.keys.slice(0, keys.length).map(keyText);
    const isPlain = index.method === 'btree' && index.predicate === null && isUsable(index);
    return isPlain && first.length === keys.length && keys.every((key) => first.includes(key));
  })?.name;
}

/** Existing indexes that start as the missing one does: what the planner has to make do with. */
function partlyServing(relation: Relation, missing: IndexDefinition): readonly string[] {
  const wanted = missing.keys.map(keyText);
  return relation.indexes.flatMap((index) => {
    if (index.method !== missing.method || index.predicate !== null || !isUsable(index)) return [];
    const keys = index.keys.map(keyText);
    const common = wanted.findIndex((key, position) => key !== keys[position]);
    return common > 0 ? [`${index.name} serves ${listOf(wanted.slice(0, common))} alone`] : [];
  });
}
