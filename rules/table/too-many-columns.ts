import { countText, defineRule, found, ownTables } from '../../src/lint/contract.ts';

const options = {
  maxColumns: 100,
  /** Average bytes of a row in the table itself, which is what is not moved to TOAST. */
  maxRowBytes: 2_000,
};

export default defineRule({
  id: 'table/too-many-columns',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A table has more than 100 columns, or rows of more than 2 kB on average.',
  consequence:
    'A query that wants two columns reads pages full of the others, an update of one writes the whole row anew, and 1,600 columns, dropped ones included, are the end.',
  action: 'Move what is read together, or seldom, to a table of its own with the same key.',
  details:
    'The width is the sum of `pg_stats.avg_width`, which counts 18 bytes for a value that is stored in TOAST; without statistics only columns are counted. The limit of columns is GitLab’s.',
  options,
  bad: {
    schema: `CREATE TABLE wide (
  id bigint PRIMARY KEY,
${Array.from({ length: 17 }, (_, row) => `  ${Array.from({ length: 6 }, (_, column) => `field_${'abcdefghijklmnopq'[row]}${'uvwxyz'[column]} text`).join(', ')}`).join(',\n')}
);`,
  },
  good: { schema: 'CREATE TABLE narrow (id bigint PRIMARY KEY, a text, b text);' },

  *check(context) {
    const { maxColumns, maxRowBytes } = context.options;
    for (const table of ownTables(context)) {
      if (table.columns.length > maxColumns) {
        yield found(table, `${table.name} has ${table.columns.length} columns`);
        continue;
      }
      const bytes = table.columns.reduce((sum, { statistics, inheritedStatistics }) => {
        const its = statistics ?? inheritedStatistics;
        return sum + (its ? its.averageWidth * (1 - its.nullFraction) : 0);
      }, 0);
      if (bytes > maxRowBytes) yield found(table, `A row of ${table.name} has ${countText(bytes)} bytes on average`);
    }
  },
});
