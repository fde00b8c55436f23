import { defineRule, found, foreignKeysOf, listOf, ownTables, sameName } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'constraint/self-reference-no-action',
  severity: 'info',
  preset: 'strict',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A table refers to itself, and nothing says what becomes of the children when a parent is deleted.',
  consequence: 'A tree can only be deleted from its leaves upwards, row by row: any other order fails.',
  action:
    'Say `ON DELETE SET NULL` or `ON DELETE CASCADE` where a parent may be deleted; keep NO ACTION where it must not.',
  options: {},
  bad: {
    schema: `CREATE TABLE category (id bigint PRIMARY KEY, parent_id bigint REFERENCES category);
CREATE INDEX ON category (parent_id);`,
  },
  good: {
    schema: `CREATE TABLE category (id bigint PRIMARY KEY, parent_id bigint REFERENCES category ON DELETE SET NULL);
CREATE INDEX ON category (parent_id);`,
  },

  *check(context) {
    for (const table of ownTables(context)) {
      for (const { name, columns, references } of foreignKeysOf(table)) {
        if (!sameName(references.relation, table)) continue;
        if (references.onDelete !== 'no action' && references.onDelete !== 'restrict') continue;
        yield found(
          table,
          `${table.name} refers to itself by ${listOf(columns)}, and a row with children cannot be deleted`,
          {
            columns,
            name,
          },
        );
      }
    }
  },
});
