/** `npm run bench [NAME…]`: runs the benchmarks of this folder, or those named. Build first. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const NOT_BENCHMARKS = [
  'run.js',
  'compare.js',
  'against-rivals.js',
  'processor-time.js',
  'proposals.js',
  'rivals.js',
  'ingest-once.js',
  'log-generator.js',
  'log-shapes.js',
];
const all = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.js') && !NOT_BENCHMARKS.includes(file));
const wanted = process.argv.slice(2);
const chosen = wanted.length > 0 ? wanted.map((name) => `${name.replace(/\.js$/, '')}.js`) : all;
const unknown = chosen.filter((file) => !all.includes(file));
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are ${all.join(', ')}`);
  process.exit(2);
}
for (const file of chosen) {
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, file)], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
