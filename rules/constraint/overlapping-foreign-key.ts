import { defineRule, found, foreignKeysOf, listOf, ownTables, sameName } from '../../src/lint/contract.ts';
import type { ForeignKey } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'constraint/overlapping-foreign-key',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'Two foreign keys to the same table share a column, and neither repeats the other.',
  consequence:
    'Usually the narrower one is implied by the wider one and only costs a second look-up at each write. Sometimes the two can contradict each other.',
  action:
    'Drop the narrower one where the wider one has only NOT NULL columns. Composite keys that all start with a tenant are fine.',
  details: `A column that two composite keys share with a different partner each (\`(tenant_id, author_id)\` and \`(tenant_id, editor_id)\`) is how tenants are kept apart, and is not reported: one key's columns must contain the other's.`,
  options: {},
  bad: {
    schema: `CREATE TABLE page (id bigint PRIMARY KEY, site_id bigint NOT NULL, UNIQUE (id, site_id));
CREATE TABLE link (
  id bigint PRIMARY KEY, page_id bigint NOT NULL REFERENCES page (id), site_id bigint NOT NULL,
  FOREIGN KEY (page_id, site_id) REFERENCES page (id, site_id)
);
CREATE INDEX ON link (page_id, site_id);`,
  },
  good: {
    schema: `CREATE TABLE page (id bigint PRIMARY KEY, site_id bigint NOT NULL, UNIQUE (id, site_id));
CREATE TABLE link (
  id bigint PRIMARY KEY, page_id bigint NOT NULL, site_id bigint NOT NULL,
  FOREIGN KEY (page_id, site_id) REFERENCES page (id, site_id)
);
CREATE INDEX ON link (page_id, site_id);`,
  },

  *check(context) {
    for (const table of ownTables(context)) {
      const keys = foreignKeysOf(table);
      for (const narrow of keys) {
        const wide = keys.find((other) => contains(other, narrow));
        if (!wide) continue;
        yield found(
          table,
          `The foreign key ${narrow.name} on ${listOf(narrow.columns)} lies within ${wide.name} on ${listOf(wide.columns)}`,
          { columns: narrow.columns, name: narrow.name },
        );
      }
    }
  },
});

function contains(wide: ForeignKey, narrow: ForeignKey): boolean {
  return (
    wide.columns.length > narrow.columns.length &&
    sameName(wide.references.relation, narrow.references.relation) &&
    narrow.columns.every((column) => wide.columns.includes(column))
  );
}
