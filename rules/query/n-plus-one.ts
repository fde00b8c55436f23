import { countText, defineRule, givesValuesOf } from '../../src/lint/contract.ts';
import type { AnalyzedQuery, Proposal, RelationUse, RuleContext } from '../../src/lint/contract.ts';

const options = {
  /** rules.md 4.1: what came ten times in a row once may have been chance. */
  minOccurrences: 3,
};

export default defineRule({
  id: 'query/n-plus-one',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog', 'workload'],
  summary: 'A query is asked again and again within one session, for one row after the other of a query before it.',
  consequence:
    'Each of them waits for the network and for the planner. A page of a hundred rows takes a hundred round trips, however fast each query is, and no index mends it.',
  action:
    'Ask for all rows at once: join them to the query before, or look them up by `= ANY($1)`. ORMs call it eager loading (`select_related`, `prefetch_related`, `includes`, `JOIN FETCH`).',
  details: `It needs a log that tells sessions and times, and every statement: with \`log_min_duration_sample\` no run is whole, while \`log_transaction_sample_rate\` keeps transactions whole.
A run is ten or more executions in one session, less than a second from one to the next, with at most three others between, and with different values. A query that comes several times in one message, for which the client waits once, counts once for it;
no run goes on beyond a connection’s begin or end, or a pooler’s \`DISCARD ALL\`, where the log has them. It counts when another query was
asked right before it, and a foreign key, or the names of the columns, lead from that one's table to this one's: then its rows gave the values. \`minOccurrences\` runs (3) are asked for.`,
  options,
  bad: {
    schema: `CREATE TABLE author (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE post (id bigint PRIMARY KEY, author_id bigint NOT NULL REFERENCES author ON DELETE CASCADE, title text NOT NULL);
CREATE INDEX post_author_id_idx ON post (author_id);`,
    queries: ['SELECT id, author_id, title FROM post WHERE id > $1', 'SELECT id, name FROM author WHERE id = $1'],
    log: { runs: [{ of: 1, after: 0, occurrences: 40, executions: 800 }] },
  },
  good: {
    schema: `CREATE TABLE author (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE post (id bigint PRIMARY KEY, author_id bigint NOT NULL REFERENCES author ON DELETE CASCADE, title text NOT NULL);
CREATE INDEX post_author_id_idx ON post (author_id);`,
    queries: ['SELECT id, author_id, title FROM post WHERE id > $1', 'SELECT id, name FROM author WHERE id = ANY ($1)'],
  },

  *check(context) {
    const queries = new Map(context.queries.map((query) => [query.fingerprint, query]));
    for (const query of context.queries) {
      if (query.shape.kind !== 'select') continue;
      for (const { fingerprint, occurrences, executions } of query.statistics?.runs?.parents ?? []) {
        const parent = queries.get(fingerprint);
        if (!parent || occurrences < context.options.minOccurrences) continue;
        const lookup = lookupAfter(context, query, parent);
        if (!lookup) continue;
        yield proposalFor(query, parent, lookup, { occurrences, executions });
        break;
      }
    }
  },
});

interface LookUp {
  readonly use: RelationUse;
  readonly column: string;
  /** The table whose rows gave the values. */
  readonly source: string;
}

/** Where the query looks rows up by a value that the parent's rows hold. */
function lookupAfter(context: RuleContext, query: AnalyzedQuery, parent: AnalyzedQuery): LookUp | undefined {
  for (const use of query.shape.relations) {
    const target = context.relation(use.relation);
    for (const { kind, column } of use.predicates) {
      if (!target || kind !== 'equality' || column === null) continue;
      for (const { relation } of parent.shape.relations) {
        const source = context.relation(relation);
        if (source && givesValuesOf(source, target, column)) return { use, column, source: source.name };
      }
    }
  }
  return undefined;
}

function proposalFor(
  query: AnalyzedQuery,
  parent: AnalyzedQuery,
  { use, column, source }: LookUp,
  { occurrences, executions }: { readonly occurrences: number; readonly executions: number },
): Proposal {
  const { schema, name } = use.relation;
  const each = countText(executions / occurrences);
  const runs = query.statistics?.runs;
  return {
    object: { schema, table: name, columns: [column], name: null },
    message: `${name} is looked up by ${column} one row at a time, ${each} times after each of ${countText(occurrences)} queries on ${source}`,
    fingerprints: [query.fingerprint, parent.fingerprint],
    notes:
      runs && runs.longest > executions / occurrences
        ? [`the longest run has ${countText(runs.longest)} executions`]
        : [],
  };
}
