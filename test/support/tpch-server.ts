import { chmodSync, copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import type { Catalog, Column, Relation } from '../../src/catalog/model.ts';
import { emptyBtree, estimateBtreeHeight } from '../../src/planner/twin/btree-pages.ts';
import { PAGE_BYTES } from '../../src/planner/twin/files.ts';
import { pivotKeyBytes } from '../../src/planner/twin/pivot-key-bytes.ts';
import { createDatabase, type TestDatabase, type TestServer } from './database.ts';
import { tpchCatalog } from './tpch.ts';

/** Where relfilenodes of ours begin, far from those that the server counts up. */
const FIRST_FILE = 3_000_000_000;

/**
 * A database of a native server that plans as one with TPC-H at scale 1 does, and holds no row: the tables and keys have files of that length
 * (of holes), B-trees the way down to a leaf, and the catalogs the statistics of fixtures/tpch. A file that the server never saw takes each
 * one's place, as it may have pages of the old one in memory. To be planned with alone.
 */
export async function createTpch(server: TestServer): Promise<TestDatabase> {
  const database = await createDatabase(
    server,
    readFileSync(new URL('../../fixtures/tpch/schema.sql', import.meta.url), 'utf8'),
  );
  const { client } = database;
  const catalog = tpchCatalog();
  await client.query('SET allow_system_table_mods = on');
  await client.query('CHECKPOINT');
  let file = FIRST_FILE;
  for (const relation of catalog.relations) {
    await giveFile(client, relation.name, ++file, relation);
    for (const index of relation.indexes)
      await giveFile(
        client,
        index.name,
        ++file,
        index,
        estimateBtreeHeight(index.pages, pivotKeyBytes(relation, index)),
      );
    for (const column of relation.columns) await giveStatistics(client, relation, column);
  }
  await setParameters(client, catalog);
  return database;
}

interface Size {
  readonly pages: number;
  readonly tuples: number;
  readonly allVisiblePages?: number;
}

async function giveFile(client: Client, name: string, file: number, size: Size, height?: number): Promise<void> {
  const { rows } = await client.query<{ folder: string; path: string }>(
    "SELECT current_setting('data_directory') AS folder, pg_relation_filepath($1::regclass) AS path",
    [name],
  );
  const { folder, path } = rows[0]!;
  const [old, own] = [join(folder, path), join(folder, path.replace(/\d+$/, String(file)))];
  // As another user's, the server could not open it.
  copyFileSync(old, own);
  chmodSync(own, 0o666);
  if (height !== undefined) writeFileSync(own, emptyBtree(readFileSync(old), height));
  truncateSync(own, size.pages * PAGE_BYTES);
  await client.query(
    'UPDATE pg_class SET relfilenode = $2, relpages = $3, reltuples = $4, relallvisible = $5 WHERE oid = $1::regclass',
    [name, file, size.pages, size.tuples, size.allVisiblePages ?? 0],
  );
}

/** Kinds 1 to 3: most common values, histogram and correlation, as ANALYZE stores them. */
async function giveStatistics(client: Client, { name }: Relation, { number, statistics }: Column): Promise<void> {
  if (!statistics) return;
  const {
    nullFraction,
    averageWidth,
    distinct,
    mostCommonValues,
    mostCommonFrequencies,
    histogramBounds,
    correlation,
  } = statistics;
  await client.query(
    `WITH facts AS (
       SELECT a.*, o.eq, o.lt FROM pg_attribute a, LATERAL (
         SELECT max(amopopr) FILTER (WHERE amopstrategy = 3) AS eq, max(amopopr) FILTER (WHERE amopstrategy = 1) AS lt
         FROM pg_opclass c JOIN pg_amop ON amopfamily = opcfamily AND amoplefttype = opcintype AND amoprighttype = opcintype
         WHERE opcdefault AND opcmethod = (SELECT oid FROM pg_am WHERE amname = 'btree')
           AND opcintype = CASE a.atttypid WHEN 'varchar'::regtype THEN 'text'::regtype ELSE a.atttypid END) o
       WHERE attrelid = $1::regclass AND attnum = $2)
     INSERT INTO pg_statistic
     SELECT attrelid, attnum, false, $3::real, $4::int, $5::real,
            CASE WHEN $6::text IS NULL THEN 0 ELSE 1 END, CASE WHEN $8::text IS NULL THEN 0 ELSE 2 END, CASE WHEN $9::real IS NULL THEN 0 ELSE 3 END, 0, 0,
            CASE WHEN $6 IS NULL THEN 0 ELSE eq END, CASE WHEN $8 IS NULL THEN 0 ELSE lt END, CASE WHEN $9 IS NULL THEN 0 ELSE lt END, 0, 0,
            CASE WHEN $6 IS NULL THEN 0 ELSE attcollation END, CASE WHEN $8 IS NULL THEN 0 ELSE attcollation END, CASE WHEN $9 IS NULL THEN 0 ELSE attcollation END, 0, 0,
            $7::real[], NULL, CASE WHEN $9 IS NOT NULL THEN ARRAY[$9] END, NULL, NULL,
            array_in($6::cstring, atttypid, atttypmod), array_in($8::cstring, atttypid, atttypmod), NULL, NULL, NULL
     FROM facts`,
    [name, number, nullFraction, averageWidth, distinct, mostCommonValues, mostCommonFrequencies, histogramBounds, correlation],
  ); // prettier-ignore
}

/** Those that plans depend on, for this session and all that come. */
async function setParameters(client: Client, { settings }: Catalog): Promise<void> {
  for (const [name, { value, unit }] of Object.entries(settings)) {
    if (name === 'server_version' || value === null) continue;
    const text = unit === '8kB' ? `${Number(value) * 8}kB` : `${value}${unit ?? ''}`;
    await client.query(`SET ${name} = '${text}'`);
    await client.query(`ALTER DATABASE ${client.database} SET ${name} FROM CURRENT`);
  }
}
