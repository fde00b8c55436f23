import { defineRule, found, frameworkOf, ownTables, wordsOf } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/timestamp-without-tz',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A column has the type `timestamp` or `timetz`.',
  consequence:
    '`timestamp` does not say which moment it means: read by a session in another time zone, or on the night when the clock is put back, it is another. `timetz` has an offset but no date to apply it to.',
  action:
    'Use `timestamptz`. The change rewrites nothing where the session’s TimeZone is UTC and the values are in UTC.',
  details:
    'Schemas that Rails or Prisma made are left alone, as long as they have no `timestamptz` at all: those write UTC into `timestamp` everywhere. Local wall-clock times (names with `local`) are what the type is for.',
  options: {},
  bad: { schema: 'CREATE TABLE visit (id bigint PRIMARY KEY, started_at timestamp NOT NULL);' },
  good: { schema: 'CREATE TABLE visit (id bigint PRIMARY KEY, started_at timestamptz NOT NULL);' },

  *check(context) {
    const tables = ownTables(context);
    const hasZoned = tables.some(({ columns }) =>
      columns.some(({ baseType }) => baseType === 'timestamp with time zone'),
    );
    if (!hasZoned && frameworkOf(context.catalog) !== null) return;
    for (const table of tables) {
      for (const { name, baseType } of table.columns) {
        if (!/^(?:timestamp without time zone|time with time zone)(?:\[\])?$/.test(baseType)) continue;
        if (wordsOf(name).includes('local')) continue;
        yield found(table, `${table.name}.${name} is ${baseType}`, { columns: [name] });
      }
    }
  },
});
