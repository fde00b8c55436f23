import { defineRule, foundIndex, ownIndexes } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/hash-index',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'An index is a hash index: one column, equality alone, and never unique.',
  consequence:
    'It serves no range, no order, no pattern and no index-only scan. Before PostgreSQL 10 it is not in the WAL either: it is wrong after a crash, and on every standby.',
  action:
    'Create a B-tree on the same column with `CREATE INDEX CONCURRENTLY`, and drop this one; keep it where the values are long and only ever compared for equality.',
  options: {},
  bad: {
    schema: `CREATE TABLE page (id bigint PRIMARY KEY, title text NOT NULL);
CREATE INDEX ON page USING hash (title);`,
  },
  good: {
    schema: `CREATE TABLE page (id bigint PRIMARY KEY, title text NOT NULL);
CREATE INDEX ON page (title);`,
  },

  *check({ catalog }) {
    const isUnsafe = catalog.database.serverVersionNum < 100_000;
    for (const own of ownIndexes(catalog)) {
      if (own.index.method !== 'hash') continue;
      yield foundIndex(
        own,
        isUnsafe
          ? `${own.index.name} of ${own.holder.name} is a hash index, which is not in the WAL`
          : `${own.index.name} of ${own.holder.name} is a hash index`,
        isUnsafe ? { severity: 'error' } : {},
      );
    }
  },
});
