import { defineRule, found, listOf, ownTables } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/policy-exists-rls-disabled',
  severity: 'error',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A table has policies, and row security is not enabled on it.',
  consequence:
    'The policies do nothing. Whoever may read the table reads all of its rows, though the schema looks as if they were guarded.',
  action: 'Run `ALTER TABLE … ENABLE ROW LEVEL SECURITY`, after a look at what the policies would deny.',
  options: {},
  bad: {
    schema: `CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL);
CREATE POLICY own ON note USING (owner = (SELECT current_user));`,
  },
  good: {
    schema: `CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL);
CREATE POLICY own ON note USING (owner = (SELECT current_user));
ALTER TABLE note ENABLE ROW LEVEL SECURITY;`,
  },

  *check(context) {
    for (const table of ownTables(context)) {
      if (table.rowSecurity.enabled || table.policies.length === 0) continue;
      yield found(table, `The policies of ${table.name} do nothing: row security is not enabled`, {
        notes: [`policies: ${listOf(table.policies.map(({ name }) => name))}`],
      });
    }
  },
});
