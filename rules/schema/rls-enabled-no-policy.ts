import { defineRule, found, ownTables } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/rls-enabled-no-policy',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A table has row security and no policy.',
  consequence: 'Nobody but its owner and superusers sees or changes a row: queries return nothing, and inserts fail.',
  action: 'Write a policy, or leave it so on purpose and say it in an ignore.',
  options: {},
  bad: {
    schema: `CREATE TABLE note (id bigint PRIMARY KEY, body text NOT NULL);
ALTER TABLE note ENABLE ROW LEVEL SECURITY;`,
  },
  good: {
    schema: `CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL, body text NOT NULL);
ALTER TABLE note ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON note USING (owner = (SELECT current_user));`,
  },

  *check(context) {
    for (const table of ownTables(context)) {
      if (!table.rowSecurity.enabled || table.policies.length > 0) continue;
      yield found(table, `${table.name} has row security and no policy: it shows nobody anything`);
    }
  },
});
