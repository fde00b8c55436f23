import { defineRule, foundElsewhere, isForeignSchema, listOf } from '../../src/lint/contract.ts';

const options = {
  /** Roles that stand for everybody. */
  exposedTo: ['public', 'anon', 'authenticated'] as readonly string[],
};

export default defineRule({
  id: 'schema/security-definer-executable',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'Every role may execute a function that runs with its owner’s rights.',
  consequence:
    'Each role can do what the function does, whatever it may do itself; that every role may is PostgreSQL’s default, and often not meant.',
  action: 'Run `REVOKE EXECUTE ON FUNCTION … FROM PUBLIC` and grant it to those that need it.',
  details:
    '`exposedTo` names further roles that count as everybody, such as the role of an API. Trigger functions cannot be called and are left alone.',
  options,
  bad: {
    schema: `CREATE FUNCTION wipe() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'SELECT NULL';`,
  },
  good: {
    schema: `CREATE FUNCTION wipe() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'SELECT NULL';
REVOKE EXECUTE ON FUNCTION wipe() FROM PUBLIC;`,
  },

  *check(context) {
    for (const one of context.catalog.functions) {
      const { schema, name, arguments: signature, securityDefiner, executableBy, returns } = one;
      const exposed = executableBy.filter((role) => context.options.exposedTo.includes(role));
      if (!securityDefiner || isForeignSchema(schema) || returns === 'trigger' || exposed.length === 0) continue;
      yield foundElsewhere(
        { kind: 'function', schema, name, arguments: signature },
        `${name}(${signature}) runs with its owner’s rights, and ${listOf(exposed)} may execute it`,
      );
    }
  },
});
