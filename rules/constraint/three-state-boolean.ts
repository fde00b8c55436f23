import { defineRule, found, ownTables } from '../../src/lint/contract.ts';
import type { Relation } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'constraint/three-state-boolean',
  severity: 'info',
  preset: 'strict',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A boolean column may be null.',
  consequence:
    'It has three values. `WHERE NOT active` leaves out the rows where it is null, and so does `WHERE active`.',
  action:
    'Decide what null means, backfill it, give the column a default and make it NOT NULL; keep it where the third value is meant.',
  details:
    'A validated check that the column is not null counts as NOT NULL. Answers that are open at first (names such as `approved`, `accepted`, `verified_ok` without a default) cannot be told from an oversight: ignore those with a reason.',
  options: {},
  bad: { schema: 'CREATE TABLE feature (id bigint PRIMARY KEY, is_active boolean DEFAULT true);' },
  good: { schema: 'CREATE TABLE feature (id bigint PRIMARY KEY, is_active boolean NOT NULL DEFAULT true);' },

  *check(context) {
    for (const table of ownTables(context)) {
      for (const { name, baseType, notNull, generated } of table.columns) {
        if (baseType !== 'boolean' || notNull || generated !== null || isChecked(table, name)) continue;
        yield found(table, `${table.name}.${name} is a boolean that may be null`, { columns: [name] });
      }
    }
  },
});

function isChecked(table: Relation, column: string): boolean {
  return table.constraints.some(
    ({ kind, validated, columns, definition }) =>
      kind === 'check' && validated && columns.length === 1 && columns[0] === column && /IS NOT NULL/.test(definition),
  );
}
