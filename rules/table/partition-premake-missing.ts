import { defineRule, found, isFrameworkTable, nameKey, partitionTree, timeRange } from '../../src/lint/contract.ts';
import type { Relation, TimeRange } from '../../src/lint/contract.ts';

const options = {
  /** Partitions that must be ready before the time comes, as times of a usual partition's length. */
  ahead: 1,
  /** Fewer partitions of a time show no habit. */
  minPartitions: 3,
  /** A last partition that ended longer ago, in times of a usual one's length, ends a table that nobody writes any more. */
  abandoned: 3,
};

export default defineRule({
  id: 'table/partition-premake-missing',
  severity: 'error',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A table is partitioned by time, and has no partition for the time that comes next.',
  consequence:
    'From the end of the last partition on every insert fails: `no partition of relation found for row`. It happens at midnight of the first.',
  action: 'Create the next partitions now, and let a job (pg_partman, cron) make them ahead of time from then on.',
  details:
    'For tables with one range key of a date or timestamp type and at least `minPartitions` bounded partitions. The usual length is the median. A DEFAULT partition, or one up to MAXVALUE, takes what comes, and silences the rule. A table whose last partition ended more than `abandoned` lengths ago is taken to be closed.',
  options,
  bad: {
    schema: `CREATE TABLE reading (id bigint NOT NULL, at date NOT NULL, value numeric, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE reading_a PARTITION OF reading FOR VALUES FROM (CURRENT_DATE - 20) TO (CURRENT_DATE - 13);
CREATE TABLE reading_b PARTITION OF reading FOR VALUES FROM (CURRENT_DATE - 13) TO (CURRENT_DATE - 6);
CREATE TABLE reading_c PARTITION OF reading FOR VALUES FROM (CURRENT_DATE - 6) TO (CURRENT_DATE + 1);`,
  },
  good: {
    schema: `CREATE TABLE reading (id bigint NOT NULL, at date NOT NULL, value numeric, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE reading_a PARTITION OF reading FOR VALUES FROM (CURRENT_DATE - 13) TO (CURRENT_DATE - 6);
CREATE TABLE reading_b PARTITION OF reading FOR VALUES FROM (CURRENT_DATE - 6) TO (CURRENT_DATE + 1);
CREATE TABLE reading_c PARTITION OF reading FOR VALUES FROM (CURRENT_DATE + 1) TO (CURRENT_DATE + 8);
CREATE TABLE reading_d PARTITION OF reading FOR VALUES FROM (CURRENT_DATE + 8) TO (CURRENT_DATE + 15);`,
  },

  *check(context) {
    const { catalog } = context;
    const { ahead, minPartitions, abandoned } = context.options;
    const { partitionsOf, topmost } = partitionTree(catalog);
    const now = Date.parse(catalog.takenAt);
    const judged = new Set(context.tables.map(nameKey));
    for (const table of catalog.relations) {
      if (table.partitionKey === null || !judged.has(nameKey(topmost(table))) || isFrameworkTable(table)) continue;
      const end = endOf(partitionsOf(table), minPartitions);
      if (!end || end.at > now + ahead * end.length || end.at < now - abandoned * end.length) continue;
      const when = new Date(end.at).toISOString().slice(0, 10);
      const message =
        end.at < now
          ? `The last partition of ${table.name} ended on ${when}: inserts fail`
          : `The last partition of ${table.name} ends on ${when}`;
      yield found(table, message);
    }
  },
});

/** Where bounded partitions end, and how long they usually are, in milliseconds; null when any time finds a partition. */
function endOf(partitions: readonly Relation[], least: number): { at: number; length: number } | null {
  const ranges = partitions.map(({ partitionOf }) => timeRange(partitionOf!.bound));
  if (ranges.length < least || !ranges.every((range): range is TimeRange => range !== undefined)) return null;
  const ends = ranges.map(({ to }) => to);
  if (!ends.every((to) => to !== null)) return null;
  const lengths = ranges.flatMap(({ from, to }) => (from === null || to === null ? [] : [to - from]));
  const length = lengths.sort((a, b) => a - b)[Math.floor(lengths.length / 2)];
  return length === undefined ? null : { at: Math.max(...ends), length };
}
