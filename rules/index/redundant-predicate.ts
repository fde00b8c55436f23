import { columnOf, columnsTestedNotNull, defineRule, foundIndex, listOf, ownIndexes } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/redundant-predicate',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A partial index tests a column for `IS NOT NULL` that is NOT NULL anyway.',
  consequence:
    'It leaves nothing out, but up to PostgreSQL 16 and in part later the planner uses it only for queries that say so too, and a unique one cannot be a constraint.',
  action: 'Create the index without that condition, with `CREATE INDEX CONCURRENTLY`, then drop this one.',
  options: {},
  bad: {
    schema: `CREATE TABLE account (id bigint PRIMARY KEY, city text NOT NULL, name text);
CREATE INDEX ON account (name) WHERE city IS NOT NULL;`,
  },
  good: {
    schema: `CREATE TABLE account (id bigint PRIMARY KEY, city text NOT NULL, name text);
CREATE INDEX ON account (name) WHERE name IS NOT NULL;`,
  },

  *check({ catalog }) {
    for (const own of ownIndexes(catalog)) {
      const { index, relation, holder } = own;
      if (index.predicate === null) continue;
      const needless = columnsTestedNotNull(index.predicate).filter((column) => columnOf(relation, column)?.notNull);
      if (needless.length === 0) continue;
      yield foundIndex(own, `${index.name} of ${holder.name} tests ${listOf(needless)} for null, which cannot be null`);
    }
  },
});
