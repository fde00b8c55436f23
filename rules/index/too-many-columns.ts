import { defineRule, foundIndex, ownIndexes } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/too-many-columns',
  severity: 'info',
  preset: 'strict',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'An index that is not unique has many key columns.',
  consequence:
    'Each key makes every entry longer and the index slower to write, and the last ones seldom narrow anything down.',
  action:
    'Keep the keys that queries compare for equality and the one that they sort by or compare by range; turn those that are only read into `INCLUDE`.',
  details: 'The threshold is that of strong_migrations. Included columns are not counted.',
  options: {
    /** Key columns. */
    maxColumns: 3,
  },
  bad: {
    schema: `CREATE TABLE sale (id bigint PRIMARY KEY, shop int, clerk int, till int, day date);
CREATE INDEX ON sale (shop, clerk, till, day);`,
  },
  good: {
    schema: `CREATE TABLE sale (id bigint PRIMARY KEY, shop int, clerk int, till int, day date);
CREATE INDEX ON sale (shop, clerk, day) INCLUDE (till);`,
  },

  *check({ catalog, options }) {
    for (const own of ownIndexes(catalog)) {
      const { index, holder } = own;
      if (index.unique || index.exclusion || index.keys.length <= options.maxColumns) continue;
      yield foundIndex(own, `${index.name} of ${holder.name} has ${index.keys.length} key columns`);
    }
  },
});
