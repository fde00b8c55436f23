import {
  countText,
  defineRule,
  found,
  partNames,
  quoteQualified,
  shareText,
  someOf,
  storedTables,
} from '../../src/lint/contract.ts';
import type { Relation } from '../../src/lint/contract.ts';

const options = {
  /** Part of the rows that changed since the last ANALYZE; autovacuum analyses at 0.1. */
  share: 0.2,
  minChanges: 1_000,
};

export default defineRule({
  id: 'table/stale-statistics',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'More than a fifth of a table changed since it was last analysed.',
  consequence:
    'The planner knows the table as it was: new values, such as those of today, do not occur in its statistics, and it takes them for rare.',
  action:
    'Run `ANALYZE`. Where it happens again, lower `autovacuum_analyze_scale_factor` for this table, or look why autovacuum does not come.',
  details:
    '`n_mod_since_analyze` against `reltuples`, for tables that were analysed before. Partitions are reported on their parent, those that are stale by name.',
  options,
  bad: {
    schema: `BEGIN;
CREATE TABLE stock (id bigint PRIMARY KEY, amount bigint NOT NULL);
INSERT INTO stock SELECT i, 0 FROM generate_series(1, 4000) i;
ANALYZE stock;
COMMIT;
UPDATE stock SET amount = 5;
SELECT pg_stat_force_next_flush();`,
    rows: { stock: 4_000 },
  },
  good: {
    schema: 'CREATE TABLE stock (id bigint PRIMARY KEY, amount bigint NOT NULL);',
    rows: { stock: 4_000 },
    observed: {
      tables: { stock: { usage: { modifiedSinceAnalyze: 300, lastAutoanalyzeAt: '2026-01-01T00:00:00.000Z' } } },
    },
  },

  *check(context) {
    const { share, minChanges } = context.options;
    for (const { table, parts } of storedTables(context.catalog)) {
      const stale = parts.filter((part) => {
        const changes = changesOf(part);
        return wasAnalyzed(part) && changes >= minChanges && changes > share * Math.max(part.tuples, 0);
      });
      if (stale.length === 0) continue;
      const changes = stale.reduce((sum, part) => sum + changesOf(part), 0);
      const rows = stale.reduce((sum, part) => sum + Math.max(part.tuples, 0), 0);
      const names = partNames({ table, parts: stale });
      const ratio = rows > 0 ? ` (${shareText(changes / rows)} of its rows)` : '';
      yield found(
        table,
        `${countText(changes)} changes${ratio} came to ${names.length > 0 ? `${someOf(names)}, of ${table.name},` : table.name} since it was last analysed`,
        {
          fix: {
            kind: 'statement',
            relation: { schema: table.schema, name: table.name },
            up: stale.map((part) => `ANALYZE ${quoteQualified(part)}`),
            down: [],
            transactional: true,
            lock: 'SHARE UPDATE EXCLUSIVE',
          },
        },
      );
    }
  },
});

function changesOf({ usage }: Relation): number {
  return usage?.modifiedSinceAnalyze ?? 0;
}

function wasAnalyzed({ usage, columns }: Relation): boolean {
  return (
    usage !== null &&
    (usage.lastAnalyzeAt !== null ||
      usage.lastAutoanalyzeAt !== null ||
      columns.some(({ statistics }) => statistics !== null))
  );
}
