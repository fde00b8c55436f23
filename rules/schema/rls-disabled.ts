import { defineRule, found, ownTables } from '../../src/lint/contract.ts';

const options = {
  schemas: ['public'] as readonly string[],
  forced: false,
};

export default defineRule({
  id: 'schema/rls-disabled',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A table has no row security. A policy: off unless clients reach the schema directly.',
  consequence: 'Whoever may read the table reads all of its rows.',
  action:
    'Write the policies first, then `ALTER TABLE … ENABLE ROW LEVEL SECURITY`: without a policy it denies everything to everybody but the owner.',
  details:
    '`schemas` names the schemas that clients reach. With `forced`, tables whose owner is not held to the policies are reported too.',
  options,
  bad: { schema: 'CREATE TABLE note (id bigint PRIMARY KEY, body text NOT NULL);' },
  good: {
    schema: `CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL, body text NOT NULL);
ALTER TABLE note ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON note USING (owner = (SELECT current_user));`,
  },

  *check(context) {
    for (const table of ownTables(context)) {
      const { enabled, forced } = table.rowSecurity;
      if (!context.options.schemas.includes(table.schema) || (enabled && (forced || !context.options.forced))) continue;
      yield found(
        table,
        enabled ? `The owner of ${table.name} is not held to its policies` : `${table.name} has no row security`,
      );
    }
  },
});
