import { defineRule, found, indexedRelations, keyText } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/invalid',
  severity: 'error',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'An index is invalid: a `CREATE INDEX CONCURRENTLY` or `REINDEX CONCURRENTLY` was stopped or failed.',
  consequence:
    'No query uses it and a unique one vouches for nothing, but it holds its name, takes disk, and may slow every write.',
  action: 'Build it anew, or drop it. Of a unique index, look for duplicates first: they are the usual cause.',
  details: `An index that is being built now (\`pg_stat_progress_create_index\`) is left alone. What \`REINDEX CONCURRENTLY\` left behind (names that end in \`_ccnew\` or \`_ccold\`) is
dropped; its original still works. Indexes of partitioned tables are the subject of \`index/partition-incomplete\`, and what was never built or dropped to its end of \`index/not-ready\`.`,
  options: {},
  bad: {
    schema: `CREATE TABLE account (id bigint PRIMARY KEY, name text);
CREATE INDEX account_name_idx ON account (name);
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'account_name_idx'::regclass;`,
  },
  good: {
    schema: `CREATE TABLE account (id bigint PRIMARY KEY, name text);
CREATE INDEX account_name_idx ON account (name);`,
  },

  *check({ catalog }) {
    for (const relation of indexedRelations(catalog)) {
      if (relation.kind === 'partitioned-table') continue;
      for (const index of relation.indexes) {
        if (index.valid || !index.ready || !index.live || index.inBuild) continue;
        const isCopy = /_cc(?:new|old)\d*$/.test(index.name);
        yield found(
          relation,
          isCopy
            ? `${index.name} of ${relation.name} is what a REINDEX CONCURRENTLY that failed has left`
            : `${index.name} of ${relation.name} is invalid: no query uses it`,
          {
            columns: index.keys.map(keyText),
            name: index.name,
            notes: index.unique && !isCopy ? ['Duplicates make the build of a unique index fail'] : [],
            fix: { kind: 'reindex', relation: { schema: relation.schema, name: relation.name }, index: index.name },
          },
        );
      }
    }
  },
});
