import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Catalog } from '../../src/catalog/model.ts';
import { createTwin, type TwinEngine } from '../../src/planner/twin/engine.ts';
import { createDatabase, server18, type TestDatabase } from '../support/database.ts';
import { index } from './fidelity/index.ts';
import { cacheDirectory, catalogOf } from './support.ts';

/** A type as an extension brings it, whose code the twin does not have, made of functions that every server has. */
const SCHEMA = `
  CREATE SCHEMA gis;
  CREATE TYPE gis.geometry;
  CREATE FUNCTION gis.geometry_in(cstring) RETURNS gis.geometry LANGUAGE internal IMMUTABLE STRICT AS 'textin';
  CREATE FUNCTION gis.geometry_out(gis.geometry) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
  CREATE FUNCTION gis.modifiers_in(cstring[]) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'array_ndims';
  CREATE TYPE gis.geometry (INPUT = gis.geometry_in, OUTPUT = gis.geometry_out, TYPMOD_IN = gis.modifiers_in);
  CREATE CAST (gis.geometry AS bytea) WITHOUT FUNCTION;
  CREATE FUNCTION gis.equal(gis.geometry, gis.geometry) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'byteaeq';
  CREATE FUNCTION gis.hash(gis.geometry) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'hashvarlena';
  CREATE OPERATOR gis.= (FUNCTION = gis.equal, LEFTARG = gis.geometry, RIGHTARG = gis.geometry, RESTRICT = eqsel, HASHES);
  CREATE OPERATOR CLASS gis.by_hash DEFAULT FOR TYPE gis.geometry USING hash AS OPERATOR 1 gis.=, FUNCTION 1 gis.hash(gis.geometry);
  CREATE FUNCTION gis.as_text(gis.geometry, integer DEFAULT 9) RETURNS text LANGUAGE internal STABLE AS 'text_concat';
  CREATE FUNCTION gis.make_point(integer, integer) RETURNS gis.geometry LANGUAGE internal STABLE AS 'text_concat';
  CREATE FUNCTION gis.for_view(gis.geometry) RETURNS text LANGUAGE internal STABLE AS 'text_concat';
  CREATE FUNCTION gis.is_near(gis.geometry) RETURNS boolean LANGUAGE internal STABLE AS 'byteaeq';
  CREATE FUNCTION gis.parts(gis.geometry) RETURNS SETOF text LANGUAGE internal STABLE AS 'regexp_matches';
  CREATE DOMAIN spot AS gis.geometry;
  CREATE TYPE place_kind AS ENUM ('a', 'b');
  CREATE TABLE place (
    id bigint PRIMARY KEY, name text NOT NULL, kind place_kind NOT NULL, location gis.geometry(Point, 4326) NOT NULL,
    others gis.geometry[], spot spot
  );
  INSERT INTO place SELECT i, 'place ' || i % 100, 'a', ('POINT(' || i || ' 2)')::gis.geometry, NULL, 'x' FROM generate_series(1, 5000) i;
  CREATE VIEW b_upon AS SELECT NULL::int AS id, NULL::text AS text;
  CREATE VIEW a_view AS SELECT id, gis.for_view(location) AS text, gis.is_near(location) AS near FROM place;
  CREATE OR REPLACE VIEW b_upon AS SELECT id::int, text FROM a_view;
  CREATE INDEX place_location_idx ON place USING hash (location);
  VACUUM ANALYZE place;
`;

let database: TestDatabase;
let twin: TwinEngine;

beforeAll(async () => {
  database = await createDatabase(server18);
  for (const statement of SCHEMA.split(/;\n/)) await database.client.query(statement);
  const catalog = await catalogOf(database.client);
  const lacking: Catalog = {
    ...catalog,
    extensions: [...catalog.extensions, { name: 'postgis', version: '3.5', schema: 'gis' }],
  };
  twin = await createTwin(lacking, { cacheDirectory });
}, 120_000);

afterAll(async () => {
  await twin?.close();
  await database.drop();
});

async function serverCost(sql: string): Promise<number> {
  const { rows } = await database.client.query<{ 'QUERY PLAN': [{ Plan: { 'Total Cost': number } }] }>(
    `EXPLAIN (FORMAT JSON) ${sql}`,
  );
  return rows[0]!['QUERY PLAN'][0].Plan['Total Cost'];
}

test('a table with columns of a type that the twin cannot have is in the twin, and nothing is said of them', () => {
  expect(twin.unplannableRelations).toEqual([]);
  expect(twin.notes).toEqual([
    'what a call of gis.for_view, gis.is_near costs is not counted (not available here: extension postgis)',
  ]);
});

test.each([
  'SELECT id, location, others, spot FROM place WHERE id = 7',
  'SELECT id, location::bytea, kind FROM place ORDER BY name LIMIT 5',
  "SELECT count(*) FROM place WHERE name = 'place 7' AND spot IS NOT NULL",
  "INSERT INTO place VALUES (0, 'x', 'b', 'POINT(1 2)'::gis.geometry(Point, 4326))",
])('what asks for nothing of the type is priced as by the server: %s', async (sql) => {
  expect((await twin.plan({ sql }, [])).totalCost).toBeCloseTo(await serverCost(sql), 2);
});

test.each([
  'SELECT id, gis.as_text(location), gis.as_text(spot, 3) FROM place WHERE id = 7',
  'SELECT gis.as_text(location) FROM place ORDER BY gis.as_text(location, 5) LIMIT 5',
  'SELECT gis.as_text(location), count(*) FROM place GROUP BY 1',
  'SELECT text, gis.as_text(NULL) FROM b_upon WHERE id = 7',
])('nor does it matter what a function makes of what is found: %s', async (sql) => {
  expect((await twin.plan({ sql }, [])).totalCost).toBeCloseTo(await serverCost(sql), 2);
  expect(twin.notes).toEqual([
    'what a call of gis.as_text, gis.for_view, gis.is_near costs is not counted (not available here: extension postgis)',
  ]);
});

test('nor what comes of one that a column is set to', async () => {
  const sql = "UPDATE place SET location = gis.make_point(1, 2) WHERE id = 7 AND name = 'place 7'";
  expect((await twin.plan({ sql }, [])).totalCost).toBeCloseTo(await serverCost(sql), 2);
});

test('an index serves its table', async () => {
  const statement = { sql: "SELECT id, location FROM place WHERE name = 'place 7'" };
  const byName = await twin.addIndex(index('public.place', ['name']), 120 * 1024);
  expect((await twin.plan(statement, [byName])).totalCost).toBeLessThan((await twin.plan(statement, [])).totalCost);
});

test.each([
  ["SELECT id FROM place WHERE location OPERATOR(gis.=) 'x'", 'operator does not exist: gis.geometry gis.= unknown'],
  ['SELECT id FROM place WHERE gis.equal(location, spot)', 'function gis.equal(gis.geometry, spot) does not exist'],
  [
    'SELECT gis.as_text(location) FROM place WHERE gis.equal(location, spot)',
    'function gis.equal(gis.geometry, spot) does not exist',
  ],
  ['SELECT id FROM a_view WHERE near', 'argument of WHERE must be type boolean, not type text'],
  ['SELECT id FROM place, gis.parts(location)', 'function gis.parts(gis.geometry) does not exist'],
])('what asks for more is not planned: %s', async (sql, reason) => {
  await expect(twin.plan({ sql }, [])).rejects.toThrow(`${reason} (not available here: extension postgis)`);
});
