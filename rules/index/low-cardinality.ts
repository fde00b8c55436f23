import { columnOf, defineRule, foundIndex, isNeeded, ownIndexes } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/low-cardinality',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog', 'statistics'],
  summary: 'Five values or fewer make up nearly all entries of an index.',
  consequence:
    'For a frequent value the planner reads the table anyway, so that most of the index is written for nothing.',
  action: 'If queries look for the rare values only, make the index a partial one on them.',
  details: `Indexes on one column, without a predicate, of more than 80 kB, where the five most common values have 95 % of the rows. Left alone are unique indexes, those that serve a foreign key,
booleans, which are the subject of \`index/boolean-column\`, and indexes that a query of the workload is planned with: it looks for a rare value.`,
  options: {
    minShare: 0.95,
    values: 5,
    minSizeBytes: 81_920,
  },
  bad: {
    schema: `CREATE TABLE job (id bigint PRIMARY KEY, state text NOT NULL);
CREATE INDEX job_state_idx ON job (state);`,
    observed: {
      tables: {
        job: {
          statistics: {
            state: { distinct: 3, mostCommonValues: '{done,open,failed}', mostCommonFrequencies: [0.98, 0.015, 0.005] },
          },
        },
      },
      indexes: { job_state_idx: { sizeBytes: 8_388_608 } },
    },
  },
  good: {
    schema: `CREATE TABLE job (id bigint PRIMARY KEY, state text NOT NULL);
CREATE INDEX job_state_idx ON job (state) WHERE state <> 'done';`,
    observed: {
      tables: {
        job: {
          statistics: {
            state: { distinct: 3, mostCommonValues: '{done,open,failed}', mostCommonFrequencies: [0.98, 0.015, 0.005] },
          },
        },
      },
      indexes: { job_state_idx: { sizeBytes: 8_388_608 } },
    },
  },

  *check({ catalog, options }) {
    for (const own of ownIndexes(catalog)) {
      const { index, relation, holder, sizeBytes } = own;
      const [key] = index.keys;
      if (!key?.column || index.keys.length > 1 || index.predicate !== null || index.method !== 'btree') continue;
      if (isNeeded(own) || sizeBytes <= options.minSizeBytes) continue;
      const column = columnOf(relation, key.column);
      const frequencies = (column?.inheritedStatistics ?? column?.statistics)?.mostCommonFrequencies ?? [];
      const share = frequencies.slice(0, options.values).reduce((sum, each) => sum + each, 0);
      if (column?.baseType === 'boolean' || share < options.minShare) continue;
      const count = Math.min(frequencies.length, options.values);
      yield foundIndex(
        own,
        `${count === 1 ? 'One value makes' : `${count} values make`} up ${Math.round(share * 100)} % of ${index.name} of ${holder.name}`,
        { unlessUsed: true },
      );
    }
  },
});
