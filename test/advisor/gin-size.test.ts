import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildAndCompare } from '../support/built-sizes.ts';
import { type TestDatabase, createDatabase, server18 } from '../support/database.ts';
import { GIN_SIZE_INDEXES, GIN_SIZE_SCHEMA, UNTOLD_GIN_INDEXES } from '../support/gin-size-data.ts';
import { type SizeRow, formatSizes, shareWithin } from '../support/size-table.ts';

let database: TestDatabase;
let rows: readonly SizeRow[];

beforeAll(async () => {
  database = await createDatabase(server18, GIN_SIZE_SCHEMA);
  rows = await buildAndCompare(database.url, [...GIN_SIZE_INDEXES, ...UNTOLD_GIN_INDEXES]);
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
