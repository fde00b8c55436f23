import { defineRule, foundElsewhere } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/extension-in-public',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary:
    'An extension is installed in the schema `public`. A policy: off unless extensions have a schema of their own.',
  consequence:
    'Its functions and types stand among the application’s own, and whoever may create objects in `public` can put others in their way.',
  action:
    'Move it with `ALTER EXTENSION … SET SCHEMA extensions`, where it can be moved, and add that schema to `search_path`.',
  options: {},
  bad: { schema: 'CREATE EXTENSION pg_trgm SCHEMA public;' },
  good: {
    schema: `CREATE SCHEMA extensions;
CREATE EXTENSION pg_trgm SCHEMA extensions;`,
  },

  *check(context) {
    for (const { name, schema, relocatable } of context.catalog.extensions) {
      if (schema !== 'public') continue;
      yield foundElsewhere({ kind: 'extension', schema, name }, `The extension ${name} is installed in public`, {
        notes: relocatable === false ? ['it cannot be moved: only dropping and creating it again would'] : [],
      });
    }
  },
});
