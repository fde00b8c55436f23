/**
 * `npm run bench:ingest [-- --mb 1000] [--rounds 3] [--pgbadger-mb 50] [--keep]`: how fast logs are read, in megabytes (10⁶ bytes) a CPU
 * second of the whole process, start-up, parser and report included, and how much sooner two threads are done than one. The logs are made first and removed afterwards. Where pgBadger is
 * installed, it reads a smaller log of the same kind, and what both count is compared. Build first.
 */
import { execFile, spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs, promisify } from 'node:util';
import { constants, createGzip } from 'node:zlib';
import { writeLog } from './log-generator.js';

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
    'pgbadger-mb': { type: 'string', default: '50' },
    keep: { type: 'boolean', default: false },
  },
});
const FORMATS = ['stderr', 'csv', 'json'];
const PREFIX = '%m [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ';
const PGBADGER_FORMAT = { stderr: 'stderr', csv: 'csv', json: 'jsonlog' };
const THREADS_TARGET = 1.7;
const TARGET = { stderr: 100, csv: 50, json: 50 };

const compressed = { name: 'in gzip', make: () => createGzip({ level: constants.Z_BEST_SPEED }) };
const wrapped = {
  name: 'in a container',
  make() {
    const head = Buffer.from('2026-11-20T10:00:00.123456789Z stderr F ');
    let isStart = true;
    return new Transform({
      transform(bytes, _, done) {
        const parts = [];
        for (let at = 0; at < bytes.length;) {
          const newline = bytes.indexOf(10, at);
          const end = newline < 0 ? bytes.length : newline + 1;
          if (isStart) parts.push(head);
          parts.push(bytes.subarray(at, end));
          isStart = newline >= 0;
          at = end;
        }
        done(null, Buffer.concat(parts));
      },
    });
  },
};

const directory = mkdtempSync(join(tmpdir(), 'idx-advisor-bench-'));
process.on('exit', () => values.keep || rmSync(directory, { recursive: true, force: true }));
process.on('SIGINT', () => process.exit(130));

const hasPgBadger = spawnSync('pgbadger', ['--version']).status === 0;
if (!hasPgBadger)
  console.log('pgBadger is not installed: no comparison (Debian: apt-get install pgbadger libtext-csv-xs-perl)\n');

const hasTaskset = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

let failed = false;
for (const format of FORMATS) {
  const log = makeLog(format, Number(values.mb));
  console.log(`${format}: ${megabytes(log.bytes)} MB, ${count(log.executions)} executions of ${log.shapes} statements`);
  const loop = measure(log, () => runNode(log.path, 'bytes'));
  report('newlines alone, a loop over bytes', loop);
  const floor = measure(log, () => runNode(log.path, 'newlines'));
  report('the same by Buffer.indexOf', floor);
  const rounds = [];
  for (let i = 0; i < Number(values.rounds); i++) {
    const [one, two] = [1, 2].map((threads) => runNode(log.path, 'workload', threads));
    const alone = hasTaskset ? runNode(log.path, 'workload', 1, ['taskset', '-c', '0']) : null;
    rounds.push({ one, two, alone, atOnce: await secondsOfTwoAtOnce(log.path) });
  }
  const own = ratesOf(
    log,
    rounds.map(({ one }) => one),
  );
  report(
    'idx-advisor',
    own,
    `${percent(own.rate / loop.rate)} of the loop (to reach: 25 %), ${percent(own.rate / floor.rate)} of indexOf; ${megabytes(own.result.rssBytes)} MB resident at most`,
  );
  check('executions', own.result.executions, log.executions);
  check('milliseconds', Math.round(own.result.totalMs * 1000), log.totalUs);
  if (own.result.incomplete.length > 0) check('lost', own.result.incomplete.join('; '), '');
  compareThreads(rounds);
  if (format === 'stderr') {
    // What log_statement and log_duration write.
    compareKind('apart', 'durations on lines of their own', own.rate);
    compareKind('slow', 'mostly connections and errors', own.rate);
    for (const way of [compressed, wrapped]) await compareAsCarried(log, way, rounds);
  }
  if (hasPgBadger) compareWithPgBadger(format, own.rate);
  rmSync(log.path);
  console.log();
}
process.exitCode = failed ? 1 : 0;

function makeLog(format, mb) {
  const path = join(directory, `log-${mb}.${format}`);
  return { path, ...writeLog(path, format, mb * 1e6) };
}

function measure(log, run, rounds = Number(values.rounds)) {
  return ratesOf(log, Array.from({ length: rounds }, run));
}

/** The median round. */
function ratesOf({ bytes }, results) {
  const rates = results.map(({ cpuSeconds }) => bytes / 1e6 / cpuSeconds).sort((a, b) => a - b);
  return { rate: rates[Math.floor(rates.length / 2)], slowest: rates[0], fastest: rates.at(-1), result: results[0] };
}

/** @param within a command that runs another one */
function runNode(path, mode, threads = 1, within = []) {
  const script = join(import.meta.dirname, 'ingest-once.js');
  const [command, ...args] = [...within, process.execPath, script, path, mode, String(threads)];
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** By the clock, of two processes with one thread each: no program does more in this time on these processors. */
async function secondsOfTwoAtOnce(path) {
  const run = () => promisify(execFile)(process.execPath, [join(import.meta.dirname, 'ingest-once.js'), path]);
  const both = await Promise.all([run(), run()]);
  return Math.max(...both.map(({ stdout }) => JSON.parse(stdout).wallSeconds));
}

/** By the clock, start-up included: the only measure here that others who use the processors disturb. */
function compareThreads(rounds) {
  const ratios = (pick) => rounds.map(pick).sort((a, b) => a - b);
  const median = (numbers) => middle(numbers).toFixed(2);
  const faster = ratios(({ one, two }) => one.wallSeconds / two.wallSeconds);
  const dearer = ratios(({ one, two }) => two.cpuSeconds / one.cpuSeconds);
  const most = ratios(({ one, atOnce }) => (2 * one.wallSeconds) / atOnce);
  const cores = hasTaskset ? median(ratios(({ alone, two }) => alone.wallSeconds / two.wallSeconds)) : 'unknown';
  const busy = middle(ratios(({ one }) => one.cpuSeconds / one.wallSeconds));
  const [{ one, two }] = rounds;
  console.log(
    `  two threads, by the clock        ${median(faster).padStart(6)} times one (${faster[0].toFixed(2)}–${faster.at(-1).toFixed(2)}; to reach: ${THREADS_TARGET}), ` +
      `${cores} times one on one processor, where V8's own threads have no other; ` +
      `${median(dearer)} times the CPU seconds, ${megabytes(two.rssBytes)} MB resident at most`,
  );
  console.log(
    `    one thread keeps ${busy.toFixed(2)} processors busy, by V8's own threads, so that two could do the same work ${(2 / busy).toFixed(2)} times as fast; ` +
      `two processes that read it at once are ${median(most)} times as fast as one after the other: what these processors have; ` +
      `load average ${loadavg()[0].toFixed(1)} on ${availableParallelism()}, beyond which the clock says little`,
  );
  const counts = ({ executions, totalMs, distinct }) => JSON.stringify([executions, totalMs, distinct]);
  check('executions, milliseconds and statements by two threads', counts(two), counts(one));
}

/** A log of another kind. */
function compareKind(kind, name, rate) {
  const log = makeLog(kind, Number(values.mb));
  const rates = measure(log, () => runNode(log.path, 'workload'));
  rmSync(log.path);
  report(name, rates, `${percent(rates.rate / rate)} of the rate above`);
  check(`executions of ${name}`, rates.result.executions, log.executions);
  check(`milliseconds of ${name}`, Math.round(rates.result.totalMs * 1000), log.totalUs);
}

/** The same log as it is archived, and as containerd writes it: a thread makes the server's bytes of it. */
async function compareAsCarried(log, { name, make }, plain) {
  const path = join(directory, 'carried');
  await pipeline(createReadStream(log.path), make(), createWriteStream(path));
  const rounds = Array.from({ length: Number(values.rounds) }, () =>
    [1, 2].map((threads) => runNode(path, 'workload', threads)),
  );
  rmSync(path);
  const faster = middle(rounds.map(([one, two]) => one.wallSeconds / two.wallSeconds));
  const slower = middle(rounds.map(([one], i) => one.wallSeconds / plain[i].one.wallSeconds));
  console.log(
    `  ${name}, two threads, by the clock`.padEnd(35) +
      `${faster.toFixed(2).padStart(6)} times one, which takes ${slower.toFixed(2)} times as long as for the plain log; ` +
      `${megabytes(rounds[0][1].rssBytes)} MB resident at most`,
  );
  for (const { executions, incomplete } of rounds[0])
    check(`executions ${name}`, [executions, ...incomplete].join('; '), String(log.executions));
}

function middle(numbers) {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function compareWithPgBadger(format, rate) {
  const log = makeLog(format, Number(values['pgbadger-mb']));
  const theirs = measure(log, () => runPgBadger(format, log.path), 1);
  const own = runNode(log.path, 'workload');
  const ratio = rate / theirs.rate;
  report(
    `pgBadger -j 1, of ${megabytes(log.bytes)} MB`,
    theirs,
    `${ratio.toFixed(0)} times as slow (to reach: ${TARGET[format]})`,
  );
  rmSync(log.path);
  const utilities = own.skipped['transaction control'] ?? 0;
  console.log(`    counts             idx-advisor   pgBadger`);
  console.log(
    `    queries          ${pad(own.executions)} ${pad(theirs.result.queries)}  (ours leave ${utilities} BEGIN out)`,
  );
  console.log(
    `    distinct         ${pad(own.distinct)} ${pad(theirs.result.distinct)}  (theirs tell lists by length, and values with quotes or newlines, apart)`,
  );
  console.log(
    `    seconds          ${pad(Math.round(own.totalMs / 1000))} ${pad(theirs.result.seconds)}  (executions alone; both leave the time of parse and bind steps out)`,
  );
}

function runPgBadger(format, path) {
  const output = join(directory, 'pgbadger.json');
  const prefix = format === 'stderr' ? ['-p', PREFIX] : [];
  const args = [
    '-j',
    '1',
    '-q',
    '-f',
    PGBADGER_FORMAT[format],
    ...prefix,
    '--pid-dir',
    directory,
    '-x',
    'json',
    '-o',
    output,
    path,
  ];
  const { stdout, stderr, status } = spawnSync('/bin/bash', ['-c', 'pgbadger "$@" >&2; times', 'bash', ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return { cpuSeconds: childSeconds(stdout), ...readReport(output) };
}

/** What bash's `times` says of its children: `0m0.061s 0m0.004s` on the second line. */
function childSeconds(times) {
  const [, children] = times.trim().split('\n');
  const seconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, rest]) => Number(minutes) * 60 + Number(rest),
  );
  return seconds.reduce((a, b) => a + b, 0);
}

function readReport(path) {
  const { overall_stat: overall, normalyzed_info: normalised } = JSON.parse(readFileSync(path, 'utf8'));
  const databases = Object.values(overall).filter((database) => database?.queries_number !== undefined);
  const sum = (pick) => databases.reduce((total, database) => total + Number(pick(database) ?? 0), 0);
  return {
    queries: sum(({ queries_number }) => queries_number),
    seconds: Math.round(sum(({ queries_duration }) => queries_duration?.execute ?? queries_duration) / 1000),
    distinct: Object.values(normalised).reduce((total, queries) => total + Object.keys(queries).length, 0),
  };
}

function check(what, found, expected) {
  if (found === expected) return;
  failed = true;
  console.log(`    WRONG: ${found} ${what}, and the log has ${expected}`);
}

function report(name, { rate, slowest, fastest }, more = '') {
  const range = slowest === fastest ? '' : ` (${Math.round(slowest)}–${Math.round(fastest)})`;
  console.log(
    `  ${name.padEnd(32)} ${rate.toFixed(rate < 20 ? 1 : 0).padStart(6)} MB per CPU second${range}${more && `; ${more}`}`,
  );
}

function pad(value) {
  return count(value).padStart(12);
}

function count(value) {
  return value.toLocaleString('en');
}

function megabytes(bytes) {
  return Math.round(bytes / 1e6).toLocaleString('en');
}

function percent(share) {
  return `${Math.round(share * 100)} %`;
}
