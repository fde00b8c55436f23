import { bytesText, countText, defineRule, found } from '../../src/lint/contract.ts';

const options = {
  /** Transactions; from this age on of a temporary table it is a warning. */
  warningAge: 200_000_000,
};

export default defineRule({
  id: 'table/orphaned-temp',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A temporary table is left of a session that is gone.',
  consequence:
    'A server process that crashed did not drop it. It takes its space, and as nobody can vacuum it, it holds back the oldest transaction of the database, towards wraparound.',
  action:
    'Autovacuum drops it when it next visits the database. Where autovacuum is off, drop it as a superuser: `DROP TABLE pg_temp_N.name`.',
  details:
    'The number in the schema’s name is that of the session’s slot, and no session is in it. Known since PostgreSQL 16; older servers number their sessions otherwise.',
  options,
  bad: {
    schema: 'CREATE TABLE customer (id bigint PRIMARY KEY, name text NOT NULL);',
    observed: {
      orphanedTemporaryTables: [
        { schema: 'pg_temp_12', name: 'import', frozenXidAge: 4_000_000, sizeBytes: 8_388_608 },
      ],
    },
  },
  good: { schema: 'CREATE TABLE customer (id bigint PRIMARY KEY, name text NOT NULL);' },

  *check({ catalog, options: { warningAge } }) {
    for (const table of catalog.orphanedTemporaryTables) {
      const { name, sizeBytes, frozenXidAge } = table;
      yield found(
        table,
        `The temporary table ${name} (${bytesText(sizeBytes)}) is ${countText(frozenXidAge)} transactions old, and its session is gone`,
        frozenXidAge >= warningAge ? { severity: 'warning' } : {},
      );
    }
  },
});
