import { columnOf, defineRule, found, foreignKeysOf, listOf, ownTables } from '../../src/lint/contract.ts';
import type { ForeignKey, Relation } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'constraint/composite-fk-nullable',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A foreign key of several columns has columns that may be null, and is not MATCH FULL.',
  consequence:
    'PostgreSQL checks nothing as soon as one of the columns is null: a row whose other columns point to a parent that does not exist is accepted.',
  action:
    'Make the columns NOT NULL where the reference is required. Where it is optional, say `MATCH FULL`, or add `CHECK (num_nulls(a, b) IN (0, 2))`, so that it is null as a whole.',
  details: `Two or more columns that may be null are a warning. With a single one (\`tenant_id\` NOT NULL, \`parent_id\` optional) null means that there is no parent, which is how optional references within a tenant are written: info.
A check with \`num_nulls\` or \`num_nonnulls\` over the columns counts as an answer.`,
  options: {},
  bad: {
    schema: `CREATE TABLE room (building int, number int, PRIMARY KEY (building, number));
CREATE TABLE booking (
  id bigint PRIMARY KEY, building int, number int, FOREIGN KEY (building, number) REFERENCES room (building, number)
);
CREATE INDEX ON booking (building, number);`,
  },
  good: {
    schema: `CREATE TABLE room (building int, number int, PRIMARY KEY (building, number));
CREATE TABLE booking (
  id bigint PRIMARY KEY, building int, number int, FOREIGN KEY (building, number) REFERENCES room (building, number) MATCH FULL
);
CREATE INDEX ON booking (building, number);`,
  },

  *check(context) {
    for (const table of ownTables(context)) {
      for (const key of foreignKeysOf(table)) {
        if (key.columns.length < 2 || key.references.match === 'full') continue;
        const nullable = key.columns.filter((name) => columnOf(table, name)?.notNull === false);
        if (nullable.length === 0 || isNullAsAWhole(table, key)) continue;
        yield found(
          table,
          `${key.name} of ${table.name} checks nothing where ${listOf(nullable)} ${nullable.length === 1 ? 'is' : 'or another is'} null`,
          {
            columns: key.columns,
            name: key.name,
            ...(nullable.length === 1 ? { severity: 'info' } : {}),
          },
        );
      }
    }
  },
});

function isNullAsAWhole(table: Relation, { columns }: ForeignKey): boolean {
  return table.constraints.some(
    ({ kind, definition, columns: checked }) =>
      kind === 'check' && /\bnum_(?:non)?nulls\(/.test(definition) && columns.every((name) => checked.includes(name)),
  );
}
