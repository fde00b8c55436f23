import { defineRule, found, ownTables } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/large-object',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A column holds handles of large objects (type `oid` or `lo`).',
  consequence:
    'Deleting the row leaves the large object behind, for ever. Large objects are in no table, have permissions of their own, and logical replication does not carry them.',
  action:
    'Use `bytea` for what fits into memory, and object storage for the rest; run `vacuumlo` until then, or put the trigger `lo_manage` on the table.',
  details:
    'A column of type `oid` that is named after what the catalog holds (`relid`, `typoid`, `reloid`, `role_oid`, …) refers to the catalog and is left alone.',
  options: {},
  bad: { schema: 'CREATE TABLE document (id bigint PRIMARY KEY, content oid NOT NULL);' },
  good: { schema: 'CREATE TABLE document (id bigint PRIMARY KEY, content bytea NOT NULL);' },

  *check(context) {
    for (const table of ownTables(context)) {
      for (const { name, type, baseType } of table.columns) {
        const isHandle = (baseType === 'oid' && !isCatalogReference(name)) || /(?:^|\.)lo$/.test(type);
        if (!isHandle) continue;
        yield found(table, `${table.name}.${name} is ${type}, a handle of a large object`, { columns: [name] });
      }
    }
  },
});

/** `oid` is also what the system catalog is keyed by. */
function isCatalogReference(name: string): boolean {
  return (
    /(?:rel|typ|type|class|table|index|nsp|namespace|schema|role|user|proc|func|function|attr|obj|object|db|database|sys)_?(?:rel)?(?:o?id)$/i.test(
      name,
    ) || /^(?:rel|ind)?(?:oid|relid)$/i.test(name)
  );
}
