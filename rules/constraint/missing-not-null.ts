import { defineRule, found, ownTables } from '../../src/lint/contract.ts';
import type { Column, Relation, RuleContext } from '../../src/lint/contract.ts';

const options = {
  /** Fewer rows than this say nothing. */
  minRows: 1000,
};

const FILLED_LATER =
  /^(?:deleted|removed|archived|discarded|parent|next|previous|prev|end|ended|ends|finished|completed|expires?|expired|last|closed|cancell?ed)(?:_|$)|(?<!^(?:created|updated|inserted|modified))_(?:at|on)$/;

export default defineRule({
  id: 'constraint/missing-not-null',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog', 'statistics'],
  summary: 'A column may be null, and no row of a sample is.',
  consequence:
    'Every reader has to think of a case that never occurs, the planner cannot rely on it, and the first null gets in unnoticed.',
  action:
    'Count the nulls, then make the column NOT NULL by way of a check that is validated first, so that no lock stops writers while the table is read.',
  details:
    'Reported from `minRows` rows on, where the statistics saw no null at all: a sample, so the fix counts before it changes anything. A validated `CHECK (column IS NOT NULL)` counts as the constraint. Columns that are only filled later (names that end in `_at` but for `created_at` and `updated_at`, or begin with deleted, parent, next, …) are left alone, and so are those without a default that an INSERT of the workload leaves out: it would fail from then on.',
  options,
  bad: {
    schema: `CREATE TABLE visit (id bigint PRIMARY KEY, page text);
INSERT INTO visit SELECT i, 'page ' || i FROM generate_series(1, 2000) i;
ANALYZE visit;`,
  },
  good: {
    schema: `CREATE TABLE visit (id bigint PRIMARY KEY, page text NOT NULL, note text, agent text);
INSERT INTO visit SELECT i, 'page ' || i, NULL, 'agent ' || i FROM generate_series(1, 2000) i;
ANALYZE visit;`,
    queries: ['INSERT INTO visit (id, page) VALUES ($1, $2)'],
  },

  *check(context) {
    for (const table of ownTables(context)) {
      const rows = context.rows(table);
      if (rows === null || rows < context.options.minRows) continue;
      for (const column of table.columns) {
        const statistics = column.inheritedStatistics ?? column.statistics;
        if (column.notNull || column.generated !== null || statistics?.nullFraction !== 0) continue;
        if (FILLED_LATER.test(column.name) || isChecked(table, column.name)) continue;
        if (isLeftOut(context, table, column)) continue;
        yield found(table, `${table.name}.${column.name} may be null, and no row of the sample is`, {
          columns: [column.name],
          fix: { kind: 'set-not-null', relation: { schema: table.schema, name: table.name }, column: column.name },
        });
      }
    }
  },
});

function isChecked(table: Relation, column: string): boolean {
  return table.constraints.some(
    ({ kind, validated, columns, definition }) =>
      (kind === 'check' || kind === 'not-null') &&
      validated &&
      columns.length === 1 &&
      columns[0] === column &&
      /NOT NULL/.test(definition),
  );
}

/** Whether a statement of the workload inserts rows without a value for it. */
function isLeftOut(context: RuleContext, table: Relation, column: Column): boolean {
  if (column.default !== null || column.identity !== null) return false;
  return context
    .uses(table)
    .some(({ use }) => use.writes?.includes('insert') && !use.columnsWritten.includes(column.name));
}
