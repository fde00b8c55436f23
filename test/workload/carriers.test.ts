import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { collectWorkload } from '../../src/workload/collect.ts';
import { readLog } from '../../src/workload/read-log.ts';
import type { Workload } from '../../src/workload/model.ts';
import { asStderr, PREFIXES, recordsOf } from './as-logged.ts';
import { CARRIERS } from './carriers.ts';
import { bytesOf, withoutPlaces } from './support.ts';

const jsonlogOf = async (name: string) => gunzipSync(await readFile(`fixtures/logs/${name}.json.gz`)).toString('utf8');
const activities = ['debian', 'auto-explain', 'statement-and-duration'] as const;
const logs = new Map(
  await Promise.all(activities.map(async (name) => [name, recordsOf(await jsonlogOf(name))] as const)),
);

async function workloadOf(text: string): Promise<Workload> {
  return collectWorkload([readLog('same', bytesOf(text))]);
}

/** What statements there were, to the last call and microsecond. */
const counts = ({ queries, unparsable }: Workload) => ({ queries, unparsable });

describe.each(activities)('the activity of %s', (name) => {
  const records = logs.get(name)!;
  const jsonlog = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  // stderr has no SQLSTATE unless its prefix has it: what kind of error it was is told less exactly.
  const stateless = records.map((record) => `${JSON.stringify({ ...record, state_code: undefined })}\n`).join('');

  it.each(Object.entries(CARRIERS))('is the same in %s', async (carrier, carry) => {
    const { sources, ...workload } = await workloadOf(carry(records));
    // Heroku’s prefix has the SQLSTATE.
    const hasStates = sources[0]!.format === 'jsonlog' || /heroku/i.test(carrier);
    const { sources: expectedSources, ...expected } = await workloadOf(hasStates ? jsonlog : stateless);
    expect(workload.queries).toEqual(expected.queries);
    expect(workload.unparsable).toEqual(expected.unparsable);
    expect(withoutPlaces(workload.incomplete)).toEqual(withoutPlaces(expected.incomplete));
    expect(workload.statistics).toEqual(expected.statistics);
    expect(workload.events).toEqual(expected.events);
    expect(sources[0]!.skipped).toEqual(expectedSources[0]!.skipped);
  });
});

it.each([
  ['', 'same: its lines tell neither time nor process id'],
  ['user=%u,db=%d,app=%a,client=%h ', 'same: its lines tell neither time nor process id'],
  ['pid=%p,user=%u,db=%d,app=%a,client=%h ', 'same: its lines tell no time'],
])('with the prefix %j, what cannot be known is said', async (prefix, expected) => {
  const { incomplete } = await workloadOf(asStderr(logs.get('debian')!, prefix));
  expect(incomplete).toEqual([expect.stringContaining(expected)]);
  const explicit = await collectWorkload([readLog('same', bytesOf(asStderr(logs.get('debian')!, prefix)), { prefix })]);
  expect(explicit.incomplete).toEqual(incomplete);
});

it('reads statements of hundreds of kilobytes in every carrier', async () => {
  const [first] = logs.get('debian')!.filter(({ message }) => message.includes('statement: SELECT'));
  const long = { ...first!, message: `duration: 1.000 ms  statement: SELECT '${'x'.repeat(200_000)}'` };
  const short = { ...first!, message: 'duration: 1.000 ms  statement: SELECT 7' };
  const both = [short, long];
  const texts: [string, string][] = [
    ['stderr', asStderr(both, '%m [%p] %q%u@%d ')],
    ['no prefix', asStderr(both, '')],
    ...Object.entries(CARRIERS)
      .filter(([name]) => !/pieces|Log Analytics|bytes/.test(name))
      .map(([name, carry]): [string, string] => [name, carry(both)]),
  ];
  for (const [name, text] of texts)
    expect([name, (await workloadOf(text)).queries]).toMatchObject([name, [{ sql: 'SELECT $1', calls: 2 }]]);
});

it.each<[string, (entries: readonly unknown[]) => string]>([
  ['on one line', (entries) => JSON.stringify(entries)],
  ['of an entry a line', (entries) => `[${entries.map((entry) => JSON.stringify(entry)).join(',\n')}]`],
  ['printed over many', (entries) => JSON.stringify(entries, null, 2)],
])('a list of JSON %s is read though its first entry is of hundreds of kilobytes', async (_, write) => {
  const entry = (sql: string) => ({
    textPayload: `2026-11-23 12:51:59.299 UTC [7]: [1-1] db=shop,user=app LOG:  duration: 1.000 ms  statement: ${sql}`,
  });
  const log = write([entry(`SELECT '${'x'.repeat(300_000)}'`), entry('SELECT 7')]);
  expect((await workloadOf(log)).queries).toMatchObject([{ sql: 'SELECT $1', calls: 2 }]);
});

it.each([undefined, 4])('a file of RDS in JSON, indented by %j, may be of any length', async (indent) => {
  const text = asStderr(logs.get('debian')!, PREFIXES[0]!);
  const file = `${text.trimEnd()}\n`.repeat(Math.ceil(20_000_000 / text.length));
  const portion = JSON.stringify({ LogFileData: file, Marker: '1', AdditionalDataPending: false }, null, indent);
  const [found, expected] = await Promise.all([portion, file].map(workloadOf));
  expect(counts(found!)).toEqual(counts(expected!));
  expect(found!.incomplete).toEqual(expected!.incomplete);
});

it.each([2, 3, 4, 5, 6, 7])(
  'a file of RDS in JSON that is cut off %j bytes before its end is read so far',
  async (bytes) => {
    const line =
      "2026-11-23 12:51:59.299 UTC:10.0.0.1(5):app@shop:[7]:LOG:  duration: 1.000 ms  statement: SELECT 'a\\\\'\n";
    const portion = `{\n    "LogFileData": ${JSON.stringify(`${line.repeat(30)}\u0001`).slice(0, -bytes)}`;
    const { queries, incomplete } = await workloadOf(portion);
    expect(queries).toMatchObject([{ sql: 'SELECT $1', calls: 30 }]);
    expect(withoutPlaces(incomplete)).toEqual(['same: 1 × line not recognised']);
  },
);

it.each(['user=%u,db=%d,app=%a,client=%h ', ''])(
  'with the prefix %j behind a carrier’s time, which makes no syslog of it, only the process is unknown',
  async (prefix) => {
    const records = logs.get('debian')!;
    const wrapped = asStderr(records, prefix).replaceAll(/^/gm, '2026-11-23T12:51:50.123456789Z ');
    const workload = await workloadOf(wrapped.slice(0, wrapped.lastIndexOf('\n') + 1));
    expect(counts(workload)).toEqual(counts(await workloadOf(asStderr(records, prefix))));
    expect(workload.incomplete).toEqual([expect.stringContaining('same: its lines tell no process id')]);
  },
);

describe.each(PREFIXES.map((prefix) => [prefix]))('with the prefix %j', (prefix) => {
  const records = logs.get('debian')!;

  it('the statements are the same', async () => {
    const expected = counts(await workloadOf(records.map((record) => `${JSON.stringify(record)}\n`).join('')));
    expect(counts(await workloadOf(asStderr(records, prefix)))).toEqual(expected);
  });
});
