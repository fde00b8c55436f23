import { defineRule, found, nameKey, ownTables, someOf } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'table/inheritance',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'Tables inherit from another by `INHERITS`, not as partitions of it.',
  consequence:
    'Unique constraints and foreign keys of the parent do not hold in its children: a key may occur once in each, and nothing can refer to a row of a child. Reading the parent reads all of them.',
  action:
    'For parts of one table use declarative partitioning; for kinds of one thing use a column that tells the kind, or tables that refer to a common one.',
  details: 'Reported once, on the parent. Partitions are no inheritance, and chunks of TimescaleDB are left alone.',
  options: {},
  bad: {
    schema: `CREATE TABLE vehicle (id bigint PRIMARY KEY, wheels bigint NOT NULL);
CREATE TABLE truck (load bigint NOT NULL, PRIMARY KEY (id)) INHERITS (vehicle);`,
  },
  good: {
    schema: `CREATE TABLE vehicle (id bigint PRIMARY KEY, wheels bigint NOT NULL);
CREATE TABLE truck (vehicle_id bigint PRIMARY KEY REFERENCES vehicle, load bigint NOT NULL);`,
  },

  *check(context) {
    const children = new Map<string, string[]>();
    for (const table of ownTables(context)) {
      for (const parent of table.inherits) {
        const key = nameKey(parent);
        const names = children.get(key);
        if (names) names.push(table.name);
        else children.set(key, [table.name]);
      }
    }
    for (const table of ownTables(context)) {
      const names = children.get(nameKey(table));
      if (!names) continue;
      yield found(table, `${someOf(names)} inherit${names.length === 1 ? 's' : ''} from ${table.name}`);
    }
  },
});
