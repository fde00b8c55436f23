import { defineRule, found, ownTables, partitionTree } from '../../src/lint/contract.ts';
import type { Catalog, Relation } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/too-many-per-table',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A table has more than 15 indexes.',
  consequence:
    'Every insert and most updates write to all of them. To plan a query the server locks the table and each of its indexes, and beyond 16 locks a session can no longer take them the fast way (up to PostgreSQL 17): busy servers then wait on the lock manager.',
  action: 'Drop indexes that are duplicate, redundant or unused, and unite those that serve the same queries.',
  details: 'The threshold is GitLab’s. Of a partitioned table, the partition with the most indexes counts.',
  options: {
    /** Indexes, the primary key’s among them. */
    maxIndexes: 15,
  },
  bad: {
    schema: `CREATE TABLE wide (id bigint PRIMARY KEY, ${letters()
      .map((name) => `${name} int`)
      .join(', ')});
${letters()
  .map((name) => `CREATE INDEX ON wide (${name});`)
  .join('\n')}`,
  },
  good: {
    schema: `CREATE TABLE wide (id bigint PRIMARY KEY, a int, b int);
CREATE INDEX ON wide (a);
CREATE INDEX ON wide (b);`,
  },

  *check(context) {
    for (const table of ownTables(context)) {
      const count = mostIndexes(context.catalog, table);
      if (count > context.options.maxIndexes) yield found(table, `${table.name} has ${count} indexes`);
    }
  },
});

function mostIndexes(catalog: Catalog, relation: Relation): number {
  const partitions = partitionTree(catalog).partitionsOf(relation);
  return partitions.reduce(
    (most, partition) => Math.max(most, mostIndexes(catalog, partition)),
    relation.indexes.length,
  );
}

function letters(): readonly string[] {
  return Array.from({ length: 15 }, (_, position) => String.fromCharCode(97 + position));
}
