import { columnOf, defineRule, foundIndex, listOf, ownIndexes } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/btree-on-array',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A B-tree has an array among its keys: it finds whole arrays that are equal, and none by an element.',
  consequence:
    '`@>`, `&&` and `= ANY (column)` read the whole table as if there were no index, and long arrays may be too large for an entry.',
  action: 'Create a GIN index on the column with `CREATE INDEX CONCURRENTLY … USING gin`, and drop this one.',
  details:
    'Unique indexes are left alone: whole arrays may well be keys. Where queries compare whole arrays, ignore the finding.',
  options: {},
  bad: {
    schema: `CREATE TABLE article (id bigint PRIMARY KEY, labels text[] NOT NULL);
CREATE INDEX ON article (labels);`,
  },
  good: {
    schema: `CREATE TABLE article (id bigint PRIMARY KEY, labels text[] NOT NULL);
CREATE INDEX ON article USING gin (labels);`,
  },

  *check({ catalog }) {
    for (const own of ownIndexes(catalog)) {
      const { index, relation, holder } = own;
      if (index.method !== 'btree' || index.unique) continue;
      const arrays = index.keys.flatMap(({ column }) =>
        column !== null && columnOf(relation, column)?.baseType.endsWith('[]') === true ? [column] : [],
      );
      if (arrays.length === 0) continue;
      yield foundIndex(own, `${index.name} of ${holder.name} is a B-tree over the array ${listOf(arrays)}`);
    }
  },
});
