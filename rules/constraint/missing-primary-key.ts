import {
  defineRule,
  found,
  identifyingIndexes,
  isLogTable,
  nameKey,
  ownTables,
  partitionTree,
  primaryKeyOf,
} from '../../src/lint/contract.ts';
import type { FixIntent, PartitionTree, Relation } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'constraint/missing-primary-key',
  severity: 'error',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A table has no primary key.',
  consequence:
    'Nothing tells one row from another that looks like it, so that a duplicate cannot be removed by itself. Logical replication refuses UPDATE and DELETE on the table, and most tools that copy or edit rows cannot work with it.',
  action:
    'Make one of a unique index over columns that are never null, where there is one: that needs no rewrite. Otherwise add an identity column, which rewrites the table, or declare the columns that identify a row.',
  details: `Tables whose name says that rows are only added to them (log, event, audit, history, staging, import, …) are reported as info.
A partitioned table is silent where each of its partitions has a primary key, and a child by inheritance where its parent has none either: the parent is reported.`,
  options: {},
  bad: { schema: 'CREATE TABLE badge (number bigint NOT NULL UNIQUE, holder text);' },
  good: { schema: 'CREATE TABLE badge (number bigint PRIMARY KEY, holder text);' },

  *check(context) {
    const keyed = new Set(context.tables.filter((table) => primaryKeyOf(table) !== null).map(nameKey));
    const { partitionsOf } = partitionTree(context.catalog);
    for (const table of ownTables(context)) {
      const isChildOfKeyless =
        table.inherits.length > 0 && !table.inherits.some((parent) => keyed.has(nameKey(parent)));
      if (keyed.has(nameKey(table)) || isChildOfKeyless || isKeyedByPartitions(table, partitionsOf)) continue;
      const fix = fixFor(table);
      yield found(table, `${table.name} has no primary key`, {
        ...(isLogTable(table) ? { severity: 'info' } : {}),
        ...(fix ? { fix } : {}),
      });
    }
  },
});

function isKeyedByPartitions(table: Relation, partitionsOf: PartitionTree['partitionsOf']): boolean {
  const own = partitionsOf(table);
  return (
    own.length > 0 &&
    own.every((partition) => primaryKeyOf(partition) !== null || isKeyedByPartitions(partition, partitionsOf))
  );
}

/** ADD PRIMARY KEY USING INDEX wants a plain index in default order that implements no constraint (PostgreSQL 18). */
function fixFor(table: Relation): FixIntent | undefined {
  if (table.kind === 'partitioned-table') return undefined;
  const index = identifyingIndexes(table).find(
    ({ keys, constraint, immediate, inBuild, nullsNotDistinct }) =>
      constraint === null &&
      immediate &&
      !inBuild &&
      !nullsNotDistinct &&
      keys.every(
        ({ direction, nulls, operatorClass, collation }) =>
          direction === 'asc' && nulls === 'last' && operatorClass === null && collation === null,
      ),
  );
  return (
    index && {
      kind: 'primary-key-from-index',
      relation: { schema: table.schema, name: table.name },
      index: index.name,
      name: null,
    }
  );
}
