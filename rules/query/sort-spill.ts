import { bytesText, countText, defineRule, hoursOf } from '../../src/lint/contract.ts';
import type { AnalyzedQuery, EventGroup, Proposal, RuleContext } from '../../src/lint/contract.ts';

const options = {
  /** rules.md 4.1: what is smaller stays in the page cache. Of the largest file. */
  minBytes: 10 * 1024 * 1024,
  /** Files an hour, of the time that the statement wrote any. */
  minPerHour: 5,
};

export default defineRule({
  id: 'query/sort-spill',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog', 'workload'],
  summary: 'A query sorts or hashes more than `work_mem` holds, and writes it to temporary files.',
  consequence:
    'It writes and reads back all that it sorts, every time it runs, and takes the disk and the page cache away from the others.',
  action:
    'Let an index give the order, or read fewer rows and columns before sorting. Where it must be, give the session that runs it more: `SET work_mem` for that role or transaction, not for all.',
  details: `The log tells of temporary files when \`log_temp_files\` is set (0 for all). They are counted with the statement that wrote them: at least \`minPerHour\` an hour (5), the largest of
at least \`minBytes\` (10 MB). Those of CREATE INDEX and other utilities are not counted. Where an index in the right order would pay, \`index/missing-composite\` proposes it.`,
  options,
  bad: {
    schema:
      'CREATE TABLE event (id bigint PRIMARY KEY, kind text NOT NULL, payload text NOT NULL, created_at timestamptz NOT NULL);',
    queries: ['SELECT kind, payload FROM event WHERE id > $1 ORDER BY payload'],
    log: {
      events: [{ kind: 'temporary-file', in: 0, count: 60, total: 6_000_000_000, largest: 120_000_000, hours: 2 }],
    },
  },
  good: {
    schema:
      'CREATE TABLE event (id bigint PRIMARY KEY, kind text NOT NULL, payload text NOT NULL, created_at timestamptz NOT NULL);',
    queries: ['SELECT kind, payload FROM event WHERE id > $1 ORDER BY payload'],
    log: { events: [{ kind: 'temporary-file', in: 0, count: 60, total: 60_000_000, largest: 1_200_000, hours: 2 }] },
  },

  *check(context) {
    const queries = new Map(context.queries.map((query) => [query.fingerprint, query]));
    for (const group of context.events.groups) {
      const query = group.kind === 'temporary-file' ? queries.get(group.statement ?? '') : undefined;
      if (!query || (group.largest ?? 0) < context.options.minBytes) continue;
      if (group.count / hoursOf(group) < context.options.minPerHour) continue;
      const proposal = proposalFor(context, query, group);
      if (proposal) yield proposal;
    }
  },
});

function proposalFor({ catalog }: RuleContext, query: AnalyzedQuery, group: EventGroup): Proposal | undefined {
  const [use] = query.shape.relations;
  if (!use) return undefined;
  const tables = [...new Set(query.shape.relations.map(({ relation }) => relation.name))];
  const sorted = use.orderComplete ? use.orderBy : [];
  const setting = catalog.settings.work_mem;
  // A default may be that of the embedded server which a file of DDL was read into.
  const isSet = setting?.unit === 'kB' && setting.source !== 'default';
  const workMem = isSet ? Number(setting.value) * 1024 : NaN;
  return {
    object: {
      schema: use.relation.schema,
      table: use.relation.name,
      columns: sorted.flatMap(({ column }) => column ?? []),
      // Two queries on a table are two findings.
      name: null,
      variant: query.fingerprint,
    },
    message: `A query on ${tables.join(', ')} wrote ${countText(group.count)} temporary files, the largest of ${bytesText(group.largest ?? 0)}`,
    notes: [
      `${bytesText(group.total ?? 0)} in all`,
      ...(Number.isNaN(workMem) ? [] : [`work_mem is ${bytesText(workMem)} here`]),
    ],
    fingerprints: [query.fingerprint],
  };
}
