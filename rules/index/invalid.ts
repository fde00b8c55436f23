import { defineRule, found, indexedRelations, keyText, nameKey, quoteIdentifier } from '../../src/lint/contract.ts';
import type { Catalog, Proposal } from '../../src/lint/contract.ts';

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
dropped; its original still works. One on a TOAST table is told on its table, without a fix: its name differs from server to server. Indexes of partitioned tables are the subject of \`index/partition-incomplete\`, and what was never built or dropped to its end of \`index/not-ready\`.`,
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
    yield* toastProposals(catalog);
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

/** A TOAST table cannot be named in a migration: its name holds an oid, which differs from server to server. */
function* toastProposals(catalog: Catalog): Generator<Proposal> {
  const tables = new Set(indexedRelations(catalog).map(nameKey));
  for (const { schema, table, name } of catalog.invalidToastIndexes) {
    if (!tables.has(nameKey({ schema, name: table }))) continue;
    const index = `pg_toast.${quoteIdentifier(name)}`;
    const mend = /_cc(?:new|old)\d*$/.test(name) ? `DROP INDEX ${index}` : `REINDEX INDEX CONCURRENTLY ${index}`;
    yield found({ schema, name: table }, `${name}, an index of the TOAST table of ${table}, is invalid`, {
      name,
      notes: [`mend it on the server where it is: ${mend}`],
    });
  }
}
