import { defineRule, foundElsewhere, isForeignSchema, listOf, nameKey, ownTables } from '../../src/lint/contract.ts';
import type { ObjectName } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/trigger-shared-function',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'Triggers of several tables run one function. A contested policy: off unless each table is to have its own.',
  consequence: 'A change of the function for one table changes all of them.',
  action:
    'Keep a function that is general (it keeps `updated_at`); give each table its own where it tells tables apart.',
  details: 'Reported once for each function, with its tables.',
  options: {},
  bad: {
    schema: `CREATE TABLE a (id bigint PRIMARY KEY);
CREATE TABLE b (id bigint PRIMARY KEY);
CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER keep BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION keep();
CREATE TRIGGER keep BEFORE UPDATE ON b FOR EACH ROW EXECUTE FUNCTION keep();`,
  },
  good: {
    schema: `CREATE TABLE a (id bigint PRIMARY KEY);
CREATE TABLE b (id bigint PRIMARY KEY);
CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER keep BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION keep();`,
  },

  *check(context) {
    const users = new Map<string, { readonly name: ObjectName; readonly tables: Set<string> }>();
    for (const table of ownTables(context)) {
      for (const { function: name, internal, inherited } of table.triggers) {
        if (internal || inherited || isForeignSchema(name.schema)) continue;
        const user = users.get(nameKey(name)) ?? { name, tables: new Set<string>() };
        user.tables.add(`${table.schema}.${table.name}`);
        users.set(nameKey(name), user);
      }
    }
    for (const { name, tables } of users.values()) {
      if (tables.size < 2) continue;
      yield foundElsewhere(
        { kind: 'function', ...name },
        `The trigger function ${name.name} serves ${tables.size} tables`,
        {
          notes: [listOf([...tables])],
        },
      );
    }
  },
});
