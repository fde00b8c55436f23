import {
  defineRule,
  foreignKeyCover,
  keyText,
  listOf,
  ownRelations,
  partitionTree,
  partlyCovering,
  plainIndex,
} from '../../src/lint/contract.ts';
import type { Constraint, Index } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/questionable-fk-index',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog'],
  summary:
    'A foreign key is served by an index in part: by some of its columns, or by an access method that finds no more than candidates.',
  consequence:
    'To find the rows that refer to a deleted row, the server reads every row that has the first column in common, or every block that may hold one, and throws most of them away.',
  action:
    'Create the index that the finding shows if the foreign key’s first column alone has many rows a value; keep the old one until its queries were looked at.',
  details: `Looked at are valid indexes that start with a column of the foreign key, but do not go on with all of its other columns, and indexes
of GiST, SP-GiST, GIN and BRIN. Foreign keys that no index serves at all are the subject of \`index/unindexed-foreign-key\`.`,
  options: {},
  bad: {
    schema: `CREATE TABLE orders (tenant_id bigint, id bigint, PRIMARY KEY (tenant_id, id));
CREATE TABLE item (id bigint PRIMARY KEY, tenant_id bigint NOT NULL, order_id bigint NOT NULL,
  FOREIGN KEY (tenant_id, order_id) REFERENCES orders);
CREATE INDEX ON item (tenant_id);`,
  },
  good: {
    schema: `CREATE TABLE orders (tenant_id bigint, id bigint, PRIMARY KEY (tenant_id, id));
CREATE TABLE item (id bigint PRIMARY KEY, tenant_id bigint NOT NULL, order_id bigint NOT NULL,
  FOREIGN KEY (tenant_id, order_id) REFERENCES orders);
CREATE INDEX ON item (order_id, tenant_id);`,
  },

  *check({ catalog }) {
    const { topmost } = partitionTree(catalog);
    for (const relation of ownRelations(catalog)) {
      for (const key of relation.constraints) {
        if (key.kind !== 'foreign-key' || key.inherited || !key.enforced) continue;
        if (foreignKeyCover(catalog, relation, key) !== 'partial') continue;
        const holder = topmost(relation);
        yield {
          object: { schema: holder.schema, table: holder.name, columns: key.columns, name: null },
          message: `The rows of ${holder.name} that refer to ${key.references?.relation.name ?? 'another table'} are found by ${listOf(key.columns)} in part only`,
          notes: partlyCovering(relation, key).map((index) => reasonOf(index, key)),
          fingerprints: [],
          // The same keys in one B-tree; never in place of the old index by itself.
          ...(key.period
            ? {}
            : { fix: { kind: 'create-index', name: null, isLookup: true, index: plainIndex(holder, key.columns) } }),
        };
      }
    }
  },
});

function reasonOf(index: Index, key: Constraint): string {
  if (index.method !== 'btree' && index.method !== 'hash')
    return `${index.name} is of ${index.method}, which finds candidates`;
  const served = index.keys.slice(0, key.columns.length).map(keyText);
  const stop = served.findIndex((column) => !key.columns.includes(column));
  return `${index.name} serves ${listOf(stop < 0 ? served : served.slice(0, stop))} alone`;
}
