import { defineRule, foundElsewhere, isForeignSchema, quoteIdentifier } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/public-create-privilege',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'Every role may create objects in a schema.',
  consequence:
    'Any role can put a function or table there that others take for the real one, and that then runs with their rights (CVE-2018-1058).',
  action:
    'Run `REVOKE CREATE ON SCHEMA … FROM PUBLIC`, after granting it to the role that runs the migrations. New databases are so since PostgreSQL 15; upgraded ones are not.',
  options: {},
  bad: {
    schema: `CREATE SCHEMA shared;
GRANT CREATE, USAGE ON SCHEMA shared TO PUBLIC;`,
  },
  good: {
    schema: `CREATE SCHEMA shared;
GRANT USAGE ON SCHEMA shared TO PUBLIC;`,
  },

  *check(context) {
    for (const { name, publicCreate, extension } of context.catalog.schemas) {
      if (!publicCreate || extension !== null || isForeignSchema(name)) continue;
      const schema = quoteIdentifier(name);
      yield foundElsewhere(
        { kind: 'schema', schema: name, name: null },
        `Every role may create objects in the schema ${name}`,
        {
          notes: ['a role that creates objects there, and does not own the schema, needs a grant of its own first'],
          fix: {
            kind: 'statement',
            relation: null,
            target: `SCHEMA ${schema}`,
            up: [`REVOKE CREATE ON SCHEMA ${schema} FROM PUBLIC`],
            down: [`GRANT CREATE ON SCHEMA ${schema} TO PUBLIC`],
            transactional: true,
          },
        },
      );
    }
  },
});
