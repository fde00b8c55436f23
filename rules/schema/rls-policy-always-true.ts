import { defineRule, found, listOf, ownTables } from '../../src/lint/contract.ts';
import type { Policy } from '../../src/lint/contract.ts';

const options = {
  /** Roles that stand for everybody. */
  exposedTo: ['public', 'anon', 'authenticated'] as readonly string[],
};

export default defineRule({
  id: 'schema/rls-policy-always-true',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A policy for writing lets everything through: its condition is `true`.',
  consequence: 'Whoever the policy applies to may change every row, as if there were no row security.',
  action: 'Write the condition that was meant, or grant the policy to the one role that may do everything.',
  details:
    'Permissive policies for INSERT, UPDATE, DELETE or ALL whose USING or WITH CHECK is just `true`, for roles that stand for everybody (`exposedTo`). Reading everything is common and fine, and so is a policy beside a restrictive one for the same commands and roles: that is how a restrictive policy is let act at all.',
  options,
  bad: {
    schema: `CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL);
ALTER TABLE note ENABLE ROW LEVEL SECURITY;
CREATE POLICY anything ON note USING (true);`,
  },
  good: {
    schema: `CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL);
ALTER TABLE note ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON note FOR SELECT USING (true);`,
  },

  *check(context) {
    for (const table of ownTables(context)) {
      for (const { name, command, permissive, roles, using, check } of table.policies) {
        if (!permissive || command === 'select' || !roles.some((role) => context.options.exposedTo.includes(role)))
          continue;
        if (using !== 'true' && check !== 'true') continue;
        if (isRestricted(table.policies, command, roles)) continue;
        yield found(table, `The policy ${name} of ${table.name} lets ${listOf(roles)} write everything`, { name });
      }
    }
  },
});

/** Rows must pass every restrictive policy besides. */
function isRestricted(policies: readonly Policy[], command: Policy['command'], roles: readonly string[]): boolean {
  return policies.some(
    (other) =>
      !other.permissive &&
      other.using !== 'true' &&
      (other.command === 'all' || other.command === command) &&
      (other.roles.includes('public') || roles.every((role) => other.roles.includes(role))),
  );
}
