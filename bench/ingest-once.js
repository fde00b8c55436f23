/**
 * One reading of one log in a process of its own: `node bench/ingest-once.js FILE [bytes|newlines|workload [THREADS]]`
 * prints a JSON line.
 */
import { closeSync, openSync, readSync } from 'node:fs';

const NEWLINE = 10;
const [file, mode = 'workload', threads = '1'] = process.argv.slice(2);
const COUNTERS = { bytes: byLoop, newlines: byIndexOf };
const result =
  mode === 'workload' ? await readWorkload(file, Number(threads)) : { lines: countLines(file, COUNTERS[mode]) };
const { user, system } = process.cpuUsage();
console.log(
  JSON.stringify({
    ...result,
    cpuSeconds: (user + system) / 1e6,
    wallSeconds: performance.now() / 1000,
    rssBytes: process.resourceUsage().maxRSS * 1024,
  }),
);

/** The floor: nothing but newlines is looked for. */
function countLines(path, newlinesIn) {
  const descriptor = openSync(path, 'r');
  const buffer = Buffer.allocUnsafeSlow(1024 * 1024);
  let lines = 0;
  for (let count = 1; count > 0;) {
    count = readSync(descriptor, buffer, 0, buffer.length, null);
    lines += newlinesIn(buffer.subarray(0, count));
  }
  closeSync(descriptor);
  return lines;
}

function byLoop(piece) {
  let newlines = 0;
  for (let at = 0; at < piece.length; at++) if (piece[at] === NEWLINE) newlines++;
  return newlines;
}

function byIndexOf(piece) {
  let newlines = 0;
  for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, at + 1)) newlines++;
  return newlines;
}

async function readWorkload(path, threads) {
  // In the order in which the command does it.
  const { openScanPool } = await import('../dist/bundle/workload/pieces/open-pool.js');
  const pool = openScanPool([path], threads);
  const { collectWorkload } = await import('../dist/bundle/workload/collect.js');
  const { openInput } = await import('../dist/bundle/workload/files.js');
  const { readLog } = await import('../dist/bundle/workload/read-log.js');
  const { openFeeder } = await import('../dist/bundle/workload/feed/feeder.js');
  const feeder = openFeeder(threads);
  const { queries, sources, incomplete } = await collectWorkload([readLog(path, openInput(path), { pool, feeder })]);
  void pool?.close();
  void feeder?.close();
  const sum = (pick) => queries.reduce((total, query) => total + pick(query), 0);
  return {
    executions: sum(({ calls }) => calls),
    totalMs: sum(({ totalMs }) => totalMs),
    distinct: queries.length,
    skipped: sources[0].skipped,
    incomplete,
  };
}
