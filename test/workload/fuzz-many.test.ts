import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { UserError } from '../../src/errors.ts';
import type { LogSink } from '../../src/workload/log/pipeline.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { asStderr, PREFIXES, recordsOf, type JsonRecord } from './as-logged.ts';
import { CARRIERS } from './carriers.ts';
import { bytesOf } from './support.ts';

/** All formats together; each log is small, so that what is at its ends and what is detected is tried as well. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 100_000);
const RECORDS = 8;

const jsonlog = async (name: string) =>
  recordsOf(gunzipSync(await readFile(`fixtures/logs/${name}.json.gz`)).toString('utf8'));
const debian = await jsonlog('debian');
const plans = await jsonlog('auto-explain');
const twoLines = await jsonlog('statement-and-duration');
const activities = [debian, debian.slice(40), debian.slice(90), plans.slice(150), twoLines.slice(30)];

const csv = await readFile('fixtures/logs/debian.csv', 'utf8');
const EXPORT = `userid,dbid,toplevel,queryid,query,calls,total_exec_time,rows\n${[1, 2, 3, 4, 5, 6, 7]
  .map((n) => `10,5,t,-${n},"SELECT ""a""\nFROM t${n} WHERE b = $1",${n},${n}.25,${n}\n`)
  .join('')}`;

const FORMATS: readonly (readonly [name: string, render: (records: readonly JsonRecord[]) => string])[] = [
  ['jsonlog', (records) => records.map((record) => `${JSON.stringify(record)}\n`).join('')],
  ['csvlog', (records) => csv.slice(csv.indexOf('\n2026', 999 * (records.length % 7)) + 1).slice(0, 4_000)],
  ['pg_stat_statements', () => EXPORT],
  ...PREFIXES.map(
    (prefix) => [`stderr ${prefix}`, (records: readonly JsonRecord[]) => asStderr(records, prefix)] as const,
  ),
  ...Object.entries(CARRIERS),
];

const junk = fc.constantFrom(
  '"',
  '\t',
  '\0',
  "'",
  ',,,,',
  '{"',
  '}',
  '[',
  '\r',
  '\n',
  '\n\t',
  '\ufeff',
  '\u00e9',
  ' LOG:  duration: 1.000 ms',
  '$$',
  '/*',
);
const mutation = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(8_000), length: fc.nat(600) }),
  fc.record({ kind: fc.constant('repeat' as const), at: fc.nat(8_000), length: fc.nat(600) }),
  fc.record({ kind: fc.constant('byte' as const), at: fc.nat(8_000), byte: fc.nat(255) }),
  fc.record({ kind: fc.constant('insert' as const), at: fc.nat(8_000), text: junk }),
  fc.record({ kind: fc.constant('end' as const), at: fc.nat(8_000) }),
);
type Mutation = typeof mutation extends fc.Arbitrary<infer M> ? M : never;

function mutate(log: Buffer, mutations: readonly Mutation[]): Buffer {
  let result = log;
  for (const change of mutations) {
    const at = change.at % (result.length + 1);
    const [head, tail] = [result.subarray(0, at), result.subarray(at)];
    if (change.kind === 'cut') result = Buffer.concat([head, tail.subarray(change.length)]);
    else if (change.kind === 'repeat') result = Buffer.concat([head, tail.subarray(0, change.length), tail]);
    else if (change.kind === 'insert') result = Buffer.concat([head, Buffer.from(change.text), tail]);
    else if (change.kind === 'end') result = head;
    else {
      result = Buffer.from(result);
      if (at < result.length) result[at] = change.byte;
    }
  }
  return result;
}

function partsOf(content: Buffer): number {
  let parts = 1;
  for (const byte of content) if (byte === 10 || byte === 13 || byte === 59 || byte === 34 || byte === 92) parts++;
  return parts;
}

describe.each(FORMATS)('mutated logs: %s', (_, render) => {
  const logs = activities.map((records) => Buffer.from(render(records.slice(0, RECORDS))));

  it('are read or refused, with no more statements than lines, and losses where they are', async () => {
    const isExport = logs[0]!.toString().startsWith('userid');
    await fc.assert(
      fc.asyncProperty(
        fc.nat(logs.length - 1),
        fc.array(mutation, { maxLength: 4 }),
        fc.constantFrom(100_000, 97, 1_000),
        async (which, mutations, chunk) => {
          const content = mutate(logs[which]!, mutations);
          let calls = 0;
          const sink: LogSink = {
            shapeOf: () => ({ id: 1, parameters: 0 }),
            observe: (_shape, observation) => void (calls += observation.calls),
            add: (execution) => void (calls += execution.calls),
            restart: () => {},
            event: () => {},
            plan: () => {},
          };
          try {
            const source = await readLog('fuzz', bytesOf(content, chunk)).readInto(sink);
            // No expect, which would cost as much as the reading.
            if (source.statements !== calls) throw new Error(`${calls} calls of ${source.statements}`);
            // Several statements may be in one message, a message in one line of JSON.
            if (!isExport && calls > partsOf(content)) throw new Error(`${calls} statements`);
            for (const offset of Object.values(source.lostAt ?? {}).flat())
              if (!(offset >= 0 && offset <= content.length)) throw new Error(`a loss at ${offset}`);
          } catch (error) {
            if (!(error instanceof UserError)) throw error;
          }
        },
      ),
      { numRuns: Math.ceil(RUNS / FORMATS.length) },
    );
  });
});
