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
    '`recommended` reports it where most columns are `timestamptz`, so that this one is the exception and comparing the two depends on the session’s TimeZone; where `timestamp` is the convention, `strict` does. `timetz` is always reported. Schemas that Rails or Prisma made are left alone, as long as they have no `timestamptz` at all: those write UTC into `timestamp` everywhere. Local wall-clock times (names with `local`) are what the type is for.',
  options: {},
  bad: { schema: 'CREATE TABLE visit (id bigint PRIMARY KEY, started_at timestamp NOT NULL);' },
  good: { schema: 'CREATE TABLE visit (id bigint PRIMARY KEY, started_at timestamptz NOT NULL);' },

  *check(context) {
    const tables = ownTables(context);
    const columns = tables.flatMap((table) => table.columns);
    const count = (type: string) => columns.filter(({ baseType }) => baseType === type).length;
    const zoned = count('timestamp with time zone');
    if (zoned === 0 && frameworkOf(context.catalog) !== null) return;
    const isConvention = count('timestamp without time zone') >= zoned;
    for (const table of tables) {
      for (const { name, baseType } of table.columns) {
        if (!/^(?:timestamp without time zone|time with time zone)(?:\[\])?$/.test(baseType)) continue;
        if (wordsOf(name).includes('local')) continue;
        const isTaste = isConvention && baseType.startsWith('timestamp');
        yield found(table, `${table.name}.${name} is ${baseType}`, {
          columns: [name],
          ...(isTaste ? { preset: 'strict' } : {}),
        });
      }
    }
  },
});
