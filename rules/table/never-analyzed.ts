import {
  countText,
  defineRule,
  found,
  isFrameworkTable,
  partNames,
  quoteQualified,
  someOf,
  storedTables,
} from '../../src/lint/contract.ts';
import type { Relation } from '../../src/lint/contract.ts';

const options = {
  minRows: 1_000,
};

const PAGE_BYTES = 8192;

export default defineRule({
  id: 'table/never-analyzed',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A table that holds rows was never analysed.',
  consequence: 'The planner guesses how many rows a condition leaves, and picks the wrong join or the wrong index.',
  action:
    'Run `ANALYZE` on it. For a partitioned table do so after each load: autovacuum analyses only its partitions.',
  details:
    'No `ANALYZE`, by hand or by autovacuum, is on record, no column has statistics, and the counters know of at least `minRows` rows (or the file has as many pages as a row each would fill). A partitioned table is reported when its partitions have statistics and it has none of its own, which joins and groupings over all of it need. Tables that the role may not read are left out.',
  options,
  bad: {
    schema: 'CREATE TABLE import_line (id bigint PRIMARY KEY, sku bigint NOT NULL);',
    observed: { tables: { import_line: { usage: { liveTuples: 100_000 } } } },
  },
  good: {
    schema: `CREATE TABLE import_line (id bigint PRIMARY KEY, sku bigint NOT NULL);
INSERT INTO import_line SELECT i, i FROM generate_series(1, 2000) i;
ANALYZE import_line;`,
    observed: { tables: { import_line: { usage: { liveTuples: 100_000 } } } },
  },

  *check(context) {
    const { minRows } = context.options;
    for (const { table, parts } of storedTables(context.catalog)) {
      if (!parts.every(({ readable }) => readable) || !table.readable || isFrameworkTable(table)) continue;
      const never = parts.filter((part) => isNeverAnalyzed(part) && rowsOf(part) >= minRows);
      if (never.length > 0) {
        const names = partNames({ table, parts: never });
        const rows = never.reduce((sum, part) => sum + rowsOf(part), 0);
        const which = names.length > 0 ? `${someOf(names)}, of ${table.name},` : table.name;
        yield found(
          table,
          `${which} with ${countText(rows)} rows ${names.length > 1 ? 'were' : 'was'} never analysed`,
          {
            fix: analyze(table),
          },
        );
      } else if (table.kind === 'partitioned-table' && lacksOverview(table, parts)) {
        yield found(table, `${table.name} as a whole was never analysed, only its partitions`, { fix: analyze(table) });
      }
    }
  },
});

function isNeverAnalyzed({ usage, columns }: Relation): boolean {
  return (
    usage !== null &&
    usage.lastAnalyzeAt === null &&
    usage.lastAutoanalyzeAt === null &&
    columns.length > 0 &&
    columns.every(({ statistics }) => statistics === null)
  );
}

/** Rows by the counters; where those are gone (a restored or crashed server), one for each page, as a lower bound. */
function rowsOf({ usage, tuples, sizeBytes }: Relation): number {
  return Math.max(usage?.liveTuples ?? 0, tuples < 0 ? sizeBytes / PAGE_BYTES : 0);
}

function lacksOverview(table: Relation, parts: readonly Relation[]): boolean {
  return (
    !isAnalyzed(table.usage) &&
    table.columns.every(({ inheritedStatistics }) => inheritedStatistics === null) &&
    parts.some(({ columns }) => columns.some(({ statistics }) => statistics !== null))
  );
}

function isAnalyzed(usage: Relation['usage']): boolean {
  return usage !== null && (usage.lastAnalyzeAt !== null || usage.lastAutoanalyzeAt !== null);
}

function analyze(table: Relation) {
  return {
    kind: 'statement',
    relation: { schema: table.schema, name: table.name },
    up: [`ANALYZE ${quoteQualified(table)}`],
    down: [],
    transactional: true,
    lock: 'SHARE UPDATE EXCLUSIVE',
  } as const;
}
