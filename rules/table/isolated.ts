import { defineRule, found, foreignKeysOf, nameKey, ownTables, partitionTree } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'table/isolated',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A table refers to no other table, and none refers to it.',
  consequence:
    'It may be left over from a feature that is gone, or its relations are known to the application alone, and nothing keeps them right.',
  action: 'Drop it when nobody uses it, or declare the foreign keys that it lacks.',
  details:
    'A foreign key of any partition counts for its topmost parent, and one that crosses schemas counts as any other. Log and look-up tables stand alone on purpose, so this rule is off.',
  options: {},
  bad: {
    schema: `CREATE TABLE customer (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE invoice (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer);
CREATE INDEX ON invoice (customer_id);
CREATE TABLE leftover (id bigint PRIMARY KEY, note text NOT NULL);`,
  },
  good: {
    schema: `CREATE TABLE customer (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE invoice (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer);
CREATE INDEX ON invoice (customer_id);`,
  },

  *check(context) {
    const { topmost } = partitionTree(context.catalog);
    const linked = new Set<string>();
    for (const relation of context.catalog.relations) {
      for (const { references } of foreignKeysOf(relation)) {
        const target = context.relation(references.relation);
        linked.add(nameKey(topmost(relation)));
        if (target) linked.add(nameKey(topmost(target)));
      }
    }
    for (const table of ownTables(context)) {
      if (linked.has(nameKey(table))) continue;
      yield found(table, `${table.name} refers to no table, and no table refers to it`);
    }
  },
});
