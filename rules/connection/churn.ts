import { countText, defineRule } from '../../src/lint/contract.ts';
import type { EventKind, RuleContext } from '../../src/lint/contract.ts';

const options = {
  /** rules.md 4.1: new connections a second, over the whole log. */
  maxPerSecond: 5,
  /** The session in the middle is shorter than this. */
  minSessionMs: 1_000,
  /** Sessions that are asked for before anything is said of their length. */
  minSessions: 1_000,
  /** A shorter log says nothing of the rate. */
  minSeconds: 60,
};

export default defineRule({
  id: 'connection/churn',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog', 'workload'],
  summary: 'Clients connect for a moment and leave again, instead of keeping their connections.',
  consequence:
    'Each connection starts a process, authenticates and fills its caches anew: some milliseconds and megabytes, often more than the query that follows takes.',
  action: 'Let the application keep a pool of connections, or put PgBouncer before the server.',
  details: `The log tells of it with \`log_connections\` and \`log_disconnections\`. It is said when there are more than \`maxPerSecond\` new connections a second (5) over at least
\`minSeconds\` (60), or when half of at least \`minSessions\` sessions (1,000) are shorter than \`minSessionMs\` (1,000).`,
  options,
  bad: {
    schema: 'CREATE TABLE page (id bigint PRIMARY KEY);',
    queries: ['SELECT id FROM page WHERE id = $1'],
    log: {
      events: [
        { kind: 'connection', count: 40_000 },
        { kind: 'session', count: 40_000, total: 2_000_000_000, largest: 900_000, median: 40_000 },
      ],
    },
  },
  good: {
    schema: 'CREATE TABLE page (id bigint PRIMARY KEY);',
    queries: ['SELECT id FROM page WHERE id = $1'],
    log: {
      events: [
        { kind: 'connection', count: 20 },
        { kind: 'session', count: 20, total: 60_000_000_000, largest: 3_600_000_000, median: 3_000_000_000 },
      ],
    },
  },

  *check(context) {
    const { maxPerSecond, minSessionMs, minSessions, minSeconds } = context.options;
    const connections = totalOf(context, 'connection');
    const sessions = totalOf(context, 'session');
    const seconds = ((connections?.lastAt ?? 0) - (connections?.firstAt ?? 0)) / 1_000;
    const perSecond = connections && seconds >= minSeconds ? connections.count / seconds : 0;
    const medianMs = (sessions?.median ?? Infinity) / 1_000;
    const areShort = sessions !== undefined && sessions.count >= minSessions && medianMs < minSessionMs;
    if (perSecond <= maxPerSecond && !areShort) return;
    const parts = [
      ...(perSecond > maxPerSecond ? [`${countText(perSecond)} new connections a second`] : []),
      ...(areShort
        ? [`half of ${countText(sessions.count)} sessions ended within ${countText(Math.ceil(medianMs))} ms`]
        : []),
    ];
    yield {
      object: { schema: '', table: '', columns: [], name: null },
      message: `Clients connect anew all the time: ${parts.join(', and ')}`,
      fingerprints: [],
    };
  },
});

function totalOf({ events }: RuleContext, kind: EventKind) {
  return events.totals.find((each) => each.kind === kind);
}
