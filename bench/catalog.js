/**
 * Introspection of 2,000 tables with 10,000 indexes, all analysed: at most 3 s and 400 MB. Compared in the same run with
 * its own queries alone, sent by pg with nothing assembled from their rows. Needs `npm run build`.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { introspect } from '../dist/src/catalog/introspect.js';
import { connect } from '../dist/src/connection/connect.js';
import { readOnly } from '../dist/src/connection/read-only.js';
import { median, printRatios } from './compare.js';
import { startEmbedded18 } from '../test/support/servers.js';

const TABLES = 2000;
const ROWS = 120;
const ROUNDS = 5;

const tableSql = (n) => `
  CREATE TABLE t${n} (id bigint PRIMARY KEY, owner_id bigint NOT NULL, kind text, state varchar(20), created_at timestamptz,
    amount numeric(12,2), flag boolean, body text, tags text[], external_id uuid);
  CREATE INDEX ON t${n} (owner_id); CREATE INDEX ON t${n} (kind, created_at DESC);
  CREATE INDEX ON t${n} (lower(body)); CREATE INDEX ON t${n} (state) WHERE flag;
  INSERT INTO t${n} SELECT i, i % 17, 'kind ' || i % 5, 'state' || i % 9, now() - i * interval '1 hour', i * 1.5, i % 2 = 0,
    'the body of row ' || i, ARRAY['a' || i % 4, 'b'], md5(i::text)::uuid FROM generate_series(1, ${ROWS}) i;`;

async function build(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (let n = 0; n < TABLES; n += 100) {
    await client.query(Array.from({ length: 100 }, (_, k) => tableSql(n + k)).join('\n'));
  }
  await client.query('ANALYZE');
  await client.end();
}

/** Runs in a process of its own, so that its peak memory is its own. */
async function measureOnce(url, kind) {
  const session = await connect({ url, environment: {} });
  const sent = [];
  const recording = {
    ...session,
    query: (sql, parameters = []) => (sent.push([sql, parameters]), session.query(sql, parameters)),
  };
  let catalog = null;
  let milliseconds;
  const started = performance.now();
  if (kind === 'introspect') {
    catalog = await readOnly(recording, introspect);
    milliseconds = performance.now() - started;
  } else {
    await readOnly(recording, introspect);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const restarted = performance.now();
    for (const [sql, parameters] of sent) await client.query(sql, parameters);
    milliseconds = performance.now() - restarted;
    await client.end();
  }
  await session.close();
  return {
    milliseconds,
    megabytes: process.resourceUsage().maxRSS / 1024,
    queries: sent.length,
    relations: catalog?.relations.length,
    indexes: catalog?.relations.reduce((sum, { indexes }) => sum + indexes.length, 0),
    statistics: catalog?.relations.reduce((sum, { columns }) => sum + columns.filter((c) => c.statistics).length, 0),
  };
}

async function main() {
  const server = await startEmbedded18();
  try {
    await build(server.url);
    const run = (kind) =>
      JSON.parse(
        execFileSync(process.execPath, [fileURLToPath(import.meta.url), kind, server.url], { encoding: 'utf8' }),
      );
    run('introspect');
    const results = { introspect: [], queries: [] };
    for (let round = 0; round < ROUNDS; round++) {
      for (const kind of ['introspect', 'queries']) results[kind].push(run(kind));
    }
    const [{ relations, indexes, statistics, queries }] = results.introspect;
    const time = (kind) => median(results[kind].map(({ milliseconds }) => milliseconds));
    printRatios(
      `Catalog: ${relations} tables, ${indexes} indexes, ${statistics} columns with statistics, ${queries} round trips`,
      { 'its queries alone': time('queries'), introspection: time('introspect') },
      1.5,
    );
    console.log(`  at most 3 s: ${time('introspect') <= 3000 ? 'ok' : 'TOO SLOW'} (this depends on the machine)`);
    console.log(
      `  peak memory: ${Math.max(...results.introspect.map(({ megabytes }) => megabytes)).toFixed(0)} MB (at most 400 MB)`,
    );
  } finally {
    await server.stop();
  }
}

if (process.argv[3]) console.log(JSON.stringify(await measureOnce(process.argv[3], process.argv[2])));
else await main();
