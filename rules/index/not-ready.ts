import { defineRule, found, indexedRelations, keyText } from '../../src/lint/contract.ts';
import type { Index, Relation } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/not-ready',
  severity: 'error',
  since: '0.1.0',
  needs: ['catalog'],
  summary:
    'An index is not ready or no longer live: a `CREATE INDEX CONCURRENTLY` failed in its first phase, or a `DROP INDEX CONCURRENTLY` was stopped.',
  consequence: 'It serves nothing and enforces nothing, and holds its name and its disk.',
  action: 'Where it was to be built, build it again; otherwise drop it with `DROP INDEX CONCURRENTLY`.',
  details:
    'An index that is being built now is left alone. The fix builds what was to be built, and drops what is no longer live and what a `REINDEX CONCURRENTLY` left.',
  options: {},
  bad: {
    schema: `CREATE TABLE account (id bigint PRIMARY KEY, name text);
CREATE INDEX account_name_idx ON account (name);
UPDATE pg_index SET indisvalid = false, indisready = false, indislive = false
  WHERE indexrelid = 'account_name_idx'::regclass;`,
  },
  good: {
    schema: `CREATE TABLE account (id bigint PRIMARY KEY, name text);
CREATE INDEX account_name_idx ON account (name);`,
  },

  *check({ catalog }) {
    for (const relation of indexedRelations(catalog)) {
      if (relation.kind === 'partitioned-table') continue;
      for (const index of relation.indexes) {
        if ((index.ready && index.live) || index.inBuild) continue;
        yield found(relation, messageFor(index, relation), {
          columns: index.keys.map(keyText),
          name: index.name,
          fix: {
            kind: index.live ? 'reindex' : 'drop-index',
            relation: { schema: relation.schema, name: relation.name },
            index: index.name,
          },
        });
      }
    }
  },
});

function messageFor({ name, live }: Index, relation: Relation): string {
  if (!live) return `${name} of ${relation.name} was not dropped to its end: it is no longer live`;
  return /_cc(?:new|old)\d*$/.test(name)
    ? `${name} of ${relation.name} is what a REINDEX CONCURRENTLY that failed has left`
    : `${name} of ${relation.name} was never built to its end: it is not ready`;
}
