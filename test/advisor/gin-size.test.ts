import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { estimateIndexSize, sizeOptions } from '../../src/advisor/size.ts';
import { introspect } from '../../src/catalog/introspect.ts';
import { connect } from '../../src/connection/connect.ts';
import { type TestDatabase, createDatabase, server18 } from '../support/database.ts';
import { GIN_SIZE_INDEXES, GIN_SIZE_SCHEMA, UNTOLD_GIN_INDEXES } from '../support/gin-size-data.ts';
import { type SizeRow, formatSizes, shareWithin } from '../support/size-table.ts';

let database: TestDatabase;
let rows: readonly SizeRow[];

beforeAll(async () => {
  database = await createDatabase(server18, GIN_SIZE_SCHEMA);
  const session = await connect({ url: database.url, environment: {} });
  await session.query('ANALYZE');
  const before = await introspect(session);
  const definitions = [...GIN_SIZE_INDEXES, ...UNTOLD_GIN_INDEXES];
  for (const [i, index] of definitions.entries()) await session.query(`CREATE INDEX built_${i} ON ${index}`);
  const after = await introspect(session);
  await session.close();
  const options = sizeOptions(before);
  rows = definitions.map((name, i) => {
    const built = after.relations.flatMap(({ indexes }) => indexes).find((index) => index.name === `built_${i}`)!;
    const relation = before.relations.find(({ name }) => name === built.relation.name)!;
    const { sizeBytes } = estimateIndexSize(relation, built, options);
    return { name, method: built.method, estimated: sizeBytes, built: built.sizeBytes };
  });
  console.log(formatSizes(rows));
}, 240_000);

afterAll(() => database?.drop());

test('sizes of GIN indexes on documents, texts and arrays are within 50 % of the built ones', () => {
  const told = rows.slice(0, GIN_SIZE_INDEXES.length);
  expect(told.length).toBeGreaterThanOrEqual(24);
  expect(told.filter((row) => shareWithin([row], 0.5) < 1)).toEqual([]);
});

test('and within a quarter for most', () => {
  expect(shareWithin(rows.slice(0, GIN_SIZE_INDEXES.length), 0.25)).toBeGreaterThanOrEqual(0.6);
});
