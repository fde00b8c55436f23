import { defineRule, found, listOf, ownTables } from '../../src/lint/contract.ts';

const COMMANDS = ['select', 'insert', 'update', 'delete'] as const;

export default defineRule({
  id: 'schema/multiple-permissive-policies',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'Several permissive policies apply to one role and command of a table.',
  consequence:
    'They are joined by OR, so that a row passes when any of them lets it, and every one is evaluated for each row.',
  action: 'Write one policy with the conditions joined by OR, or make those that are to narrow it down RESTRICTIVE.',
  details:
    'A policy for every role (`public`) or for ALL commands applies to each of them. Reported once a table, role and command.',
  options: {},
  bad: {
    schema: `CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL, shared boolean NOT NULL);
ALTER TABLE note ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON note FOR SELECT USING (owner = (SELECT current_user));
CREATE POLICY shared ON note FOR SELECT USING (shared);`,
  },
  good: {
    schema: `CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL, shared boolean NOT NULL);
ALTER TABLE note ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON note FOR SELECT USING (owner = (SELECT current_user) OR shared);`,
  },

  *check(context) {
    for (const table of ownTables(context)) {
      const permissive = table.policies.filter((policy) => policy.permissive);
      if (permissive.length < 2) continue;
      for (const role of new Set(permissive.flatMap(({ roles }) => roles))) {
        for (const command of COMMANDS) {
          const apply = permissive.filter(
            (policy) =>
              (policy.command === 'all' || policy.command === command) &&
              policy.roles.some((each) => each === role || each === 'public'),
          );
          // What applies to every role is reported for it alone.
          if (apply.length < 2 || (role !== 'public' && apply.every(({ roles }) => roles.includes('public')))) continue;
          const proposal = found(
            table,
            `${listOf(apply.map(({ name }) => name))} of ${table.name} all apply to ${command} by ${role}`,
          );
          yield { ...proposal, object: { ...proposal.object, variant: `${role} ${command}` } };
        }
      }
    }
  },
});
