import { defineRule, found, listOf, primaryKeyOf } from '../../src/lint/contract.ts';
import type { Relation } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'constraint/replica-identity-missing',
  severity: 'error',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A published table has no replica identity by which a subscriber could find the row of an UPDATE or DELETE.',
  consequence:
    'UPDATE and DELETE fail on the publisher: `cannot update table … because it does not have a replica identity and publishes updates`.',
  action:
    'Add a primary key, or `ALTER TABLE … REPLICA IDENTITY USING INDEX` a unique index over NOT NULL columns; `REPLICA IDENTITY FULL` works without one, slowly.',
  details:
    'Only publications that send updates or deletes. Dropping the index that was the identity succeeds without a word (PostgreSQL 15), and leaves the table without one. For a partitioned table that is published by its root, the root’s identity counts, for others that of each partition.',
  options: {},
  bad: {
    schema: `CREATE TABLE metric_day (day date PRIMARY KEY, value numeric);
ALTER TABLE metric_day REPLICA IDENTITY NOTHING;
CREATE PUBLICATION everything FOR TABLE metric_day;`,
  },
  good: {
    schema: `CREATE TABLE metric_day (day date PRIMARY KEY, value numeric);
CREATE PUBLICATION everything FOR TABLE metric_day;`,
  },

  *check(context) {
    for (const relation of context.catalog.relations) {
      if (relation.kind !== 'table' && relation.kind !== 'partitioned-table') continue;
      const { publications } = relation;
      const by = publications.filter(
        ({ publishesUpdates, publishesDeletes, viaPartitionRoot }) =>
          (publishesUpdates || publishesDeletes) &&
          (viaPartitionRoot ? relation.partitionOf === null : relation.kind === 'table'),
      );
      if (by.length === 0 || hasIdentity(relation)) continue;
      yield found(
        relation,
        `${relation.name} is published by ${listOf(by.map(({ name }) => name))} and has no replica identity`,
      );
    }
  },
});

function hasIdentity(relation: Relation): boolean {
  switch (relation.replicaIdentity) {
    case 'full':
      return true;
    case 'nothing':
      return false;
    case 'index':
      return relation.indexes.some(({ replicaIdentity, valid }) => replicaIdentity && valid);
    case 'default':
      return primaryKeyOf(relation) !== null;
  }
}
