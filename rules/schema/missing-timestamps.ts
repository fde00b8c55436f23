import { defineRule, foreignKeysOf, found, ownTables, primaryKeyOf } from '../../src/lint/contract.ts';

const options = {
  created: ['created_at', 'created_on', 'created', 'creation_date', 'inserted_at', 'date_created'] as readonly string[],
  updated: [
    'updated_at',
    'updated_on',
    'updated',
    'modified_at',
    'modified',
    'changed_at',
    'date_modified',
    'last_modified',
  ] as readonly string[],
};

export default defineRule({
  id: 'schema/missing-timestamps',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary:
    'A table has no column that tells when a row was made, or when it was changed. A policy: off unless there is one.',
  consequence: 'After an incident nobody can tell which rows it touched, and incremental copies have nothing to go by.',
  action:
    'Add `created_at timestamptz NOT NULL DEFAULT now()` and `updated_at`, which a trigger or the application keeps.',
  details: 'Join tables (a key of nothing but foreign keys) are left out.',
  options,
  bad: { schema: 'CREATE TABLE customer (id bigint PRIMARY KEY, name text NOT NULL);' },
  good: {
    schema: `CREATE TABLE customer (
  id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
);`,
  },

  *check(context) {
    const { created, updated } = context.options;
    for (const table of ownTables(context)) {
      const keys = new Set(foreignKeysOf(table).flatMap(({ columns }) => columns));
      const primary = primaryKeyOf(table) ?? [];
      if (primary.length > 1 && primary.every((name) => keys.has(name))) continue;
      const has = (names: readonly string[]) => table.columns.some(({ name }) => names.includes(name.toLowerCase()));
      const missing = [...(has(created) ? [] : ['made']), ...(has(updated) ? [] : ['changed'])];
      if (missing.length === 0) continue;
      yield found(table, `${table.name} does not tell when a row was ${missing.join(' or ')}`);
    }
  },
});
