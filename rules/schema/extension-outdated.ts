import { defineRule, foundElsewhere } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/extension-outdated',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A newer version of an extension is installed on the server than the database uses.',
  consequence:
    'The library is the new one and its SQL functions are the old ones: corrections and new functions are missing.',
  action: 'Read the extension’s release notes and run `ALTER EXTENSION … UPDATE`.',
  options: {},
  bad: { schema: `CREATE EXTENSION pg_trgm VERSION '1.3';` },
  good: { schema: 'CREATE EXTENSION pg_trgm;' },

  *check(context) {
    for (const { name, schema, version, defaultVersion } of context.catalog.extensions) {
      if (defaultVersion === undefined || defaultVersion === null || defaultVersion === version) continue;
      yield foundElsewhere(
        { kind: 'extension', schema, name },
        `The extension ${name} is at version ${version}, and the server has ${defaultVersion}`,
      );
    }
  },
});
