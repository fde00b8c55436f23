import { columnOf, defineRule, foundIndex, listOf, ownIndexes } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/boolean-column',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'An index has a boolean among its keys, which tells two kinds of rows apart and no more.',
  consequence:
    'Half of the index, or nearly all of it, is entries that no query looks for; they are kept up to date all the same.',
  action: 'Make it a partial index: move the boolean to `WHERE`, for the value that queries ask for.',
  details:
    'Unique indexes and included columns are left alone. An index that is looked up by both values, each of them rare together with the other keys, is fine as it is, and nothing is said of one that the plans of the workload read.',
  options: {},
  bad: {
    schema: `CREATE TABLE job (id bigint PRIMARY KEY, done boolean NOT NULL, queue text NOT NULL);
CREATE INDEX ON job (queue, done);`,
  },
  good: {
    schema: `CREATE TABLE job (id bigint PRIMARY KEY, done boolean NOT NULL, queue text NOT NULL);
CREATE INDEX ON job (queue) WHERE NOT done;`,
  },

  *check({ catalog }) {
    for (const own of ownIndexes(catalog)) {
      const { index, relation, holder } = own;
      if (index.unique || index.exclusion) continue;
      const booleans = index.keys.flatMap(({ column }) =>
        column !== null && columnOf(relation, column)?.baseType === 'boolean' ? [column] : [],
      );
      if (booleans.length === 0) continue;
      yield foundIndex(own, `${index.name} of ${holder.name} has the boolean ${listOf(booleans)} among its keys`, {
        unlessUsed: true,
      });
    }
  },
});
