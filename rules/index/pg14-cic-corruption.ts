import { defineRule, foundElsewhere, ownIndexes } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/pg14-cic-corruption',
  severity: 'error',
  since: '0.1.0',
  needs: ['catalog'],
  summary:
    'The server is PostgreSQL 14.0 to 14.3, where `CREATE INDEX CONCURRENTLY` and `REINDEX CONCURRENTLY` may build indexes that miss rows.',
  consequence: 'Queries by such an index miss rows, and a unique one lets duplicates in, without an error.',
  action:
    'Update the server to 14.4 or later, then rebuild with `REINDEX INDEX CONCURRENTLY` every index that was built concurrently; `amcheck` (`bt_index_check` with `heapallindexed`) finds the broken ones.',
  details: 'Told once for a database that has indexes: the catalog does not say how an index was built.',
  options: {},
  bad: {
    schema: `CREATE TABLE account (id bigint PRIMARY KEY, city text);
CREATE INDEX ON account (city);`,
    observed: { database: { serverVersion: '14.3', serverVersionNum: 140_003 } },
  },
  good: {
    schema: `CREATE TABLE account (id bigint PRIMARY KEY, city text);
CREATE INDEX ON account (city);`,
  },

  *check({ catalog }) {
    const { name, serverVersion, serverVersionNum } = catalog.database;
    if (serverVersionNum < 140_000 || serverVersionNum >= 140_004 || ownIndexes(catalog).length === 0) return;
    yield foundElsewhere(
      { kind: 'database', schema: '', name },
      `PostgreSQL ${serverVersion} may build corrupt indexes with CONCURRENTLY`,
    );
  },
});
