/**
 * Writes dist/bundle/: what the command runs, in a few files instead of the hundreds of modules that Node would find, read and link one by
 * one at every start.
 */
import { build } from 'esbuild';
import { join } from 'node:path';

const ENTRY_POINTS = [
  'cli/main.js',
  'commands/**/*.js',
  'index.js',
  'testing.js',
  'workload/feed/feed-worker.js',
  'workload/pieces/scan-worker.js',
  // For bench/ingest-once.js.
  ...['collect', 'files', 'read-log', 'feed/feeder', 'pieces/open-pool'].map((name) => `workload/${name}.js`),
];
const dist = join(import.meta.dirname, '../dist');

await build({
  entryPoints: ENTRY_POINTS.map((path) => join(dist, 'src', path)),
  outbase: join(dist, 'src'),
  outdir: join(dist, 'bundle'),
  chunkNames: 'chunks/[hash]',
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
});
