import { countText, defineRule } from '../../src/lint/contract.ts';

const options = {
  /** rules.md 4.1: executions of the longest run. */
  minExecutions: 20,
};

export default defineRule({
  id: 'query/row-by-row-write',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog', 'workload'],
  summary: 'Rows are written one statement after the other, many in a row within one session.',
  consequence:
    'Every row waits for the network; outside of a transaction every row waits for the disk as well. One statement with all rows is ten to a hundred times faster.',
  action:
    'Write them at once: `INSERT … VALUES (…), (…)`, `INSERT … SELECT FROM unnest($1, $2)`, or `COPY`; `UPDATE … FROM (VALUES …)` for changes. ORMs call it bulk create and bulk update.',
  details: `A run is ten or more executions in one session, less than a second from one to the next, with different values; it needs a log that tells sessions and times. It is said when
the longest has at least \`minExecutions\` executions (20).`,
  options,
  bad: {
    schema: 'CREATE TABLE reading (id bigint PRIMARY KEY, sensor text NOT NULL, level real NOT NULL);',
    queries: ['INSERT INTO reading (id, sensor, level) VALUES ($1, $2, $3)'],
    log: { runs: [{ of: 0, occurrences: 12, executions: 6_000 }] },
  },
  good: {
    schema: 'CREATE TABLE reading (id bigint PRIMARY KEY, sensor text NOT NULL, level real NOT NULL);',
    queries: ['INSERT INTO reading (id, sensor, level) SELECT * FROM unnest($1::bigint[], $2::text[], $3::real[])'],
  },

  *check(context) {
    for (const query of context.queries) {
      const { kind, relations } = query.shape;
      const runs = query.statistics?.runs;
      if (!runs || runs.longest < context.options.minExecutions) continue;
      if (kind !== 'insert' && kind !== 'update' && kind !== 'delete') continue;
      const target = relations.find(({ role }) => role === 'target');
      if (!target) continue;
      const { schema, name } = target.relation;
      yield {
        object: { schema, table: name, columns: [], name: null, variant: `${kind} ${query.fingerprint}` },
        message: `${name} is written row by row: ${countText(runs.executions)} × ${kind.toUpperCase()} in ${countText(runs.occurrences)} runs of one session`,
        notes: [`the longest run has ${countText(runs.longest)} executions`],
        fingerprints: [query.fingerprint],
      };
    }
  },
});
