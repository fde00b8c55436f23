import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildAndCompare } from '../support/built-sizes.ts';
import { type TestDatabase, createDatabase, server18, servers } from '../support/database.ts';
import { DEPENDENT_SIZE_INDEXES, DEPENDENT_SIZE_SCHEMA } from '../support/dependent-size-data.ts';
import { PARTIAL_INDEXES, SIZE_INDEXES, SIZE_SCHEMA, UNTOLD_PARTIAL_INDEXES } from '../support/size-data.ts';
import { UNTOLD_VARIED_INDEXES, VARIED_SIZE_INDEXES, VARIED_SIZE_SCHEMA } from '../support/varied-size-data.ts';
import { type SizeRow, formatSizes, shareWithin } from '../support/size-table.ts';

describe('estimated sizes of indexes on generated data', () => {
  let database: TestDatabase;
  let rows: readonly SizeRow[];

  beforeAll(async () => {
    database = await createDatabase(server18, SIZE_SCHEMA);
    rows = await buildAndCompare(database.url, [...SIZE_INDEXES, ...PARTIAL_INDEXES, ...UNTOLD_PARTIAL_INDEXES]);
    console.log(formatSizes(rows));
  }, 240_000);

  afterAll(() => database?.drop());

  test('are within 15 % of the built ones for at least 95 % of the btree indexes', () => {
    const btree = rows.slice(0, SIZE_INDEXES.length).filter(({ method }) => method === 'btree');
    expect(btree.length).toBeGreaterThanOrEqual(40);
    expect(shareWithin(btree, 0.15)).toBeGreaterThanOrEqual(0.95);
  });

  test('are within 15 % for partial indexes, where statistics tell the share of the rows that they hold', () => {
    const partial = rows.filter(({ name, method }) => method === 'btree' && PARTIAL_INDEXES.includes(name));
    expect(partial.length).toBeGreaterThanOrEqual(10);
    expect(partial.filter((row) => shareWithin([row], 0.15) < 1)).toEqual([]);
  });

  test.each(['gin', 'brin', 'hash', 'gist'])('are within 50 % of the built ones for %s', (method) => {
    const built = rows.slice(0, SIZE_INDEXES.length).filter((row) => row.method === method);
    expect(built.length).toBeGreaterThan(0);
    expect(built.filter((row) => shareWithin([row], 0.5) < 1)).toEqual([]);
  });
});

describe.each(servers)('estimated sizes of indexes of many kinds, on PostgreSQL $major', (server) => {
  let database: TestDatabase;
  let rows: readonly SizeRow[];

  beforeAll(async () => {
    database = await createDatabase(server, VARIED_SIZE_SCHEMA);
    rows = await buildAndCompare(database.url, [...VARIED_SIZE_INDEXES, ...UNTOLD_VARIED_INDEXES]);
    console.log(formatSizes(rows));
  }, 240_000);

  afterAll(() => database?.drop());

  test('are within 15 % of the built ones for at least 95 % of the btree indexes, keys on expressions among them', () => {
    const btree = rows.slice(0, VARIED_SIZE_INDEXES.length).filter(({ method }) => method === 'btree');
    expect(btree.length).toBeGreaterThanOrEqual(100);
    expect(shareWithin(btree, 0.15)).toBeGreaterThanOrEqual(0.95);
  });

  test.each(['gin', 'brin', 'hash', 'gist', 'spgist'])('are within 50 % for %s', (method) => {
    const built = rows.slice(0, VARIED_SIZE_INDEXES.length).filter((row) => row.method === method);
    expect(built.length).toBeGreaterThan(0);
    expect(built.filter((row) => shareWithin([row], 0.5) < 1)).toEqual([]);
  });
});

describe.each(servers)('on PostgreSQL $major', (server) => {
  test('indexes on columns that depend on each other are estimated by what the catalog tells of that', async () => {
    const database = await createDatabase(server, DEPENDENT_SIZE_SCHEMA);
    try {
      const rows = await buildAndCompare(database.url, DEPENDENT_SIZE_INDEXES);
      console.log(formatSizes(rows));
      expect(rows.filter((row) => shareWithin([row], 0.15) < 1)).toEqual([]);
    } finally {
      await database.drop();
    }
  }, 120_000);

  test('an index on a column of type character is estimated as this very release builds it', async () => {
    const database = await createDatabase(
      server,
      `CREATE TABLE part AS SELECT (ARRAY['AIR', 'RAIL', 'TRUCK'])[1 + i % 3]::char(10) AS mode, i % 40 AS size FROM generate_series(1, 50000) i`,
    );
    try {
      const rows = await buildAndCompare(database.url, ['part (mode)', 'part (mode, size)', 'part (size)']);
      expect(rows.filter((row) => shareWithin([row], 0.15) < 1)).toEqual([]);
    } finally {
      await database.drop();
    }
  }, 60_000);
});
