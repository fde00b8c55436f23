/**
 * What keeping an index costs, as src/advisor/write-cost/ says it and as a real server does it: rows are inserted, and updated, with and
 * without the index, and the difference is divided by the time that this server takes for one of the planner's units (reading tables of
 * known cost, from memory). Prints, for each index, units an entry by the model and measured, and their ratio. Starts a PostgreSQL 18 of its own.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { startEmbedded18 } from '../test/support/servers.js';

execFileSync('npx', ['tsc', '-p', 'bench/tsconfig.json'], { stdio: 'inherit' });
const load = (path) => import(`../dist/bench/${path}.js`);
const { estimateIndexSize, sizeOptions } = await load('src/advisor/size');
const { estimateWriteCost, plannerCosts } = await load('src/advisor/write-cost');
const { introspect } = await load('src/catalog/introspect');
const { connect } = await load('src/connection/connect');

const ROWS = 400_000;
const ADDED = 50_000;
const ROUNDS = 5;
const INDEXES = {
  'ordered key (a timestamp that grows)': '(at)',
  'random key (bigint)': '(random_key)',
  'random key (text)': '(name)',
  'few values (smallint)': '(kind)',
  'two keys and an included column': '(kind, random_key) INCLUDE (at)',
  'partial, one row in a hundred': '(random_key) WHERE kind = 7',
  'BRIN (at)': 'USING brin (at)',
  'GIN (tags)': 'USING gin (tags)',
};

const server = await startEmbedded18(['shared_buffers=512MB', 'max_wal_size=8GB', 'checkpoint_timeout=1h']);
const client = new pg.Client({ connectionString: server.url });
await client.connect();
const rowsFrom = (first, count) =>
  `SELECT i, timestamptz '2026-01-01' + i * interval '1 second', hashint8(i)::bigint, md5(i::text), (i % 100)::smallint,
     ARRAY['t' || i % 50, 'u' || i % 31, 'v' || i % 7], 0, repeat('x', 60) FROM generate_series(${first}::bigint, ${first + count - 1}) i`;

const { rows: backend } = await client.query('SELECT pg_backend_pid() AS pid');

/** CPU milliseconds of the backend, where Linux tells them (in hundredths of a second); else those that pass. */
function clock() {
  const file = `/proc/${backend[0].pid}/stat`;
  if (!existsSync(file)) return performance.now();
  const fields = readFileSync(file, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function timed(sql) {
  const start = clock();
  await client.query(sql);
  return clock() - start;
}

/** A clock of hundredths of a second says more of many runs together than of each. */
const mean = (runs) => runs.reduce((sum, run) => sum + run, 0) / runs.length;

/** Milliseconds for one unit: whole tables, whose cost the planner knows best. */
async function msPerUnit() {
  const times = [];
  for (const sql of ['SELECT count(*) FROM t', 'SELECT sum(random_key) FROM t WHERE kind < 50']) {
    const { rows } = await client.query(`EXPLAIN (FORMAT JSON) ${sql}`);
    const cost = rows[0]['QUERY PLAN'][0].Plan['Total Cost'];
    const runs = [];
    for (let round = 0; round < ROUNDS; round++) runs.push(await timed(sql));
    times.push(mean(runs) / cost);
  }
  return mean(times);
}

/** Milliseconds to insert, and to update, so many rows. */
async function writes(isGin = false) {
  const inserts = [];
  const updates = [];
  for (let round = 0; round < ROUNDS; round++) {
    await client.query('BEGIN');
    const insertMs = await timed(`INSERT INTO t ${rowsFrom(ROWS + 1, ADDED)}`);
    // What GIN puts off is part of the cost.
    inserts.push(insertMs + (isGin ? await timed("SELECT gin_clean_pending_list('t_bench_idx')") : 0));
    await client.query('ROLLBACK');
    await client.query('BEGIN');
    // A column that no index holds: HOT where there is room on the page, which fillfactor sees to.
    updates.push(await timed(`UPDATE t SET counter = counter + 1 WHERE id % ${ROWS / ADDED} = 0`));
    await client.query('ROLLBACK');
    await client.query('VACUUM t');
  }
  return { insertMs: mean(inserts), updateMs: mean(updates) };
}

try {
  await client.query(`SET max_parallel_workers_per_gather = 0`);
  await client.query(`CREATE TABLE t (id bigint, at timestamptz, random_key bigint, name text, kind smallint, tags text[], counter int, filler text)
    WITH (fillfactor = 80, autovacuum_enabled = off)`);
  await client.query(`INSERT INTO t ${rowsFrom(1, ROWS)}`);
  await client.query('VACUUM ANALYZE t');
  const unit = await msPerUnit();
  const session = await connect({ url: server.url, environment: {} });
  const base = await writes();
  console.log(
    `one planner's unit: ${(unit * 1000).toFixed(1)} µs (from memory); rows inserted without an index: ${((base.insertMs / ADDED) * 1000).toFixed(1)} µs each`,
  );
  console.log(
    `\nunits for one entry added      ${'model'.padStart(16)} ${'measured'.padStart(9)} ${'ratio'.padStart(6)}   insert, times without`,
  );
  const logs = [];
  for (const [title, definition] of Object.entries(INDEXES)) {
    await client.query(`CREATE INDEX t_bench_idx ON t ${definition}`);
    await client.query('ANALYZE t');
    const catalog = await introspect(session);
    const relation = catalog.relations.find(({ name }) => name === 't');
    const [index] = relation.indexes;
    const bare = { ...relation, indexes: [] };
    const size = estimateIndexSize(bare, index, sizeOptions(catalog));
    const { perRow } = estimateWriteCost(bare, index, size, { costs: plannerCosts(catalog.settings) });
    const { insertMs } = await writes(index.method === 'gin');
    const measured = (insertMs - base.insertMs) / ADDED / unit;
    const ratio = perRow / measured;
    if (measured > 0) logs.push(Math.log(ratio));
    console.log(
      `${title.padEnd(36)} ${perRow.toFixed(3).padStart(10)} ${measured.toFixed(3).padStart(9)} ${ratio.toFixed(2).padStart(6)}   ${(insertMs / base.insertMs).toFixed(2)}`,
    );
    await client.query('DROP INDEX t_bench_idx');
  }
  console.log(
    `geometric mean of the ratios: ${Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length).toFixed(2)}`,
  );

  // An index on a column that is updated ends HOT updates: each adds an entry to every index of the table.
  await client.query('CREATE INDEX t_other_idx ON t (random_key)');
  const hot = await writes();
  await client.query('CREATE INDEX t_counter_idx ON t (counter)');
  const cold = await writes();
  console.log(
    `\nupdates of a column that no index holds, and that one does: ${(cold.updateMs / hot.updateMs).toFixed(2)} times; ${((cold.updateMs - hot.updateMs) / ADDED / unit).toFixed(3)} units more for each`,
  );
  await session.close();
} finally {
  await client.end();
  await server.stop();
}
