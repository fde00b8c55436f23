import { columnOf, defineRule, foundIndex, ownIndexes, primaryKeyOf } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/timestamp-not-last',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog'],
  summary:
    'An index has a timestamp before other keys. Timestamps are asked for by range, and what follows a range in a B-tree narrows nothing down.',
  consequence: 'A query for a range of time reads every entry of that range, and checks the later keys one by one.',
  action: 'Put the timestamp last, if the later keys are compared for equality.',
  details:
    'Equality first, then the one range or sort key. Left alone are unique indexes, included columns, and keys that only make the order of a timestamp total: the primary key behind it; and indexes that a query of the workload is planned with.',
  options: {},
  bad: {
    schema: `CREATE TABLE event (id bigint PRIMARY KEY, at timestamptz NOT NULL, kind text NOT NULL);
CREATE INDEX ON event (at, kind);`,
  },
  good: {
    schema: `CREATE TABLE event (id bigint PRIMARY KEY, at timestamptz NOT NULL, kind text NOT NULL);
CREATE INDEX ON event (kind, at);`,
  },

  *check({ catalog }) {
    for (const own of ownIndexes(catalog)) {
      const { index, relation, holder } = own;
      if (index.unique || index.exclusion || index.method !== 'btree') continue;
      const primary = primaryKeyOf(relation) ?? [];
      const position = index.keys.findIndex(
        ({ column }) =>
          column !== null &&
          /^timestamp(?:\(\d\))? with(?:out)? time zone$/.test(columnOf(relation, column)?.baseType ?? ''),
      );
      const later = position < 0 ? [] : index.keys.slice(position + 1);
      if (later.every(({ column }) => column !== null && primary.includes(column))) continue;
      yield foundIndex(
        own,
        `${index.name} of ${holder.name} has the timestamp ${index.keys[position]?.column ?? ''} before other keys`,
        { unlessUsed: true },
      );
    }
  },
});
