/**
 * What the twin adds to PGlite's own start-up: opens the same cached data directory with PGlite alone, and as a twin of a
 * schema of 12 tables with statistics, several times in turn in one process. Limit: 1.5 times. Needs `npm run build`.
 */
import { Blob } from 'node:buffer';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createTwin } from '../dist/src/planner/twin/engine.js';

const RUNS = 9;
const LIMIT = 1.5;
/** After the tar archive: magic, length and CRC (src/planner/twin/cache.ts). */
const TRAILER_BYTES = 24;

const statistics = {
  nullFraction: 0.1,
  averageWidth: 8,
  distinct: -0.2,
  mostCommonValues: `{${Array.from({ length: 100 }, (_, i) => i).join(',')}}`,
  mostCommonFrequencies: Array.from({ length: 100 }, () => 0.002),
  histogramBounds: `{${Array.from({ length: 101 }, (_, i) => 1000 + i * 10).join(',')}}`,
  correlation: 0.3,
  mostCommonElements: null,
  mostCommonElementFrequencies: null,
  elementCountHistogram: null,
};

const columns = ['id', 'a', 'b', 'c', 'd', 'e'].map((name, position) => ({
  number: position + 1,
  name,
  type: 'bigint',
  baseType: 'bigint',
  typeLength: 8,
  typeAlignment: 'd',
  storage: 'plain',
  notNull: position < 3,
  default: null,
  identity: null,
  generated: null,
  collation: null,
  comment: null,
  statisticsTarget: null,
  statistics,
  inheritedStatistics: null,
}));

function relation(number) {
  const name = `table_${number}`;
  const index = (suffix, keys, primary) => ({
    name: `${name}_${suffix}`,
    relation: { schema: 'public', name },
    method: 'btree',
    keys: keys.map((column) => ({ column, expression: null })),
    definition: `CREATE INDEX ${name}_${suffix} ON public.${name} USING btree (${keys.join(', ')})`,
    constraint: primary ? `${name}_${suffix}` : null,
    partitionOf: null,
    valid: true,
    pages: 3000,
    tuples: 1e6,
    sizeBytes: 3000 * 8192,
    expressionStatistics: keys.map(() => null),
  });
  return {
    schema: 'public',
    name,
    kind: 'table',
    persistence: 'permanent',
    pages: 20_000,
    tuples: 1e6,
    allVisiblePages: 20_000,
    sizeBytes: 20_000 * 8192,
    options: [],
    partitionKey: null,
    partitionOf: null,
    inherits: [],
    viewDefinition: null,
    columns,
    indexes: [index('pkey', ['id'], true), index('a_b', ['a', 'b'], false), index('c', ['c'], false)],
    constraints: [
      { name: `${name}_pkey`, kind: 'primary-key', definition: 'PRIMARY KEY (id)', validated: true, enforced: true },
    ],
    extendedStatistics: [],
  };
}

const catalog = {
  database: { localeProvider: 'c', collate: 'C' },
  searchPath: ['public'],
  settings: { work_mem: { value: '4096', unit: 'kB', source: 'default' } },
  extensions: [],
  schemas: [{ name: 'public' }],
  types: [],
  functions: [],
  collations: [],
  sequences: [],
  relations: Array.from({ length: 12 }, (_, number) => relation(number)),
};

async function timed(open) {
  const started = performance.now();
  const opened = await open();
  const ms = performance.now() - started;
  await opened.close();
  return ms;
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const cacheDirectory = await mkdtemp(join(tmpdir(), 'idx-advisor-bench-'));
try {
  const firstMs = await timed(() => createTwin(catalog, { cacheDirectory }));
  const [name] = await readdir(cacheDirectory);
  const file = await readFile(join(cacheDirectory, name));
  const directory = new Blob([file.subarray(0, file.length - TRAILER_BYTES)]);
  const plain = [];
  const twin = [];
  for (let run = 0; run < RUNS; run++) {
    plain.push(await timed(() => PGlite.create({ loadDataDir: directory })));
    twin.push(await timed(() => createTwin(catalog, { cacheDirectory })));
  }
  const ratio = median(twin) / median(plain);
  console.log(`twin without cache        ${firstMs.toFixed(0)} ms (once; initdb)`);
  console.log(`PGlite, same directory    ${median(plain).toFixed(0)} ms (median of ${RUNS})`);
  console.log(`twin of 12 tables         ${median(twin).toFixed(0)} ms (median of ${RUNS})`);
  console.log(`ratio                     ${ratio.toFixed(2)} (limit ${LIMIT})`);
  process.exitCode = ratio <= LIMIT ? 0 : 1;
} finally {
  await rm(cacheDirectory, { recursive: true, force: true });
}
// PGlite's WASM threads would keep the process alive.
process.exit();
