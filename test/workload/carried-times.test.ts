import { describe, expect, it } from '@jest/globals';
import { describeLosses } from '../../src/workload/incomplete.ts';
import { readText } from './support.ts';

/* Collectors that take a record's time for their own have it beside its fields. */

const fields = { user: 'app', dbname: 'shop', pid: 7, session_id: '69566b4a.7', error_severity: 'LOG' };
const message = 'duration: 1.500 ms  statement: SELECT 1';
const at = Date.parse('2026-01-01T12:00:00.500Z');

const kvlist = (object: object): object => ({
  kvlistValue: { values: Object.entries(object).map(([key, value]) => ({ key, value: anyValue(value) })) },
});
const anyValue = (value: unknown): object => {
  if (typeof value === 'number') return { intValue: `${value}` };
  return typeof value === 'string' ? { stringValue: value } : kvlist(value as object);
};
const drained = {
  resourceLogs: [
    {
      scopeLogs: [
        {
          logRecords: [
            {
              timeUnixNano: `${at}000000`,
              eventName: message,
              body: kvlist({ id: 'a', metadata: { host: 'db', parsed: { ...fields, process_id: 7 } } }),
            },
          ],
        },
      ],
    },
  ],
};

const jsonlog = JSON.stringify({ ...fields, message });

async function timesOf(line: string) {
  const { executions, source } = await readText(`${line}\n`.repeat(3));
  return { times: executions.map((execution) => execution.at), said: describeLosses(source) };
}

describe('a record of jsonlog whose time a collector took', () => {
  it.each([
    ['Fluent Bit', JSON.stringify({ date: at / 1000, ...fields, message })],
    ['Fluent Bit with ISO times', JSON.stringify({ date: '2026-01-01T12:00:00.500000Z', ...fields, message })],
    ['a collector of Elasticsearch', JSON.stringify({ '@timestamp': '2026-01-01T12:00:00.500Z', ...fields, message })],
    [
      'its object in another',
      JSON.stringify({ '@timestamp': '2026-01-01T12:00:00.500Z', parsed: { ...fields, message } }),
    ],
    ['the message moved out of it', JSON.stringify({ date: '2026-01-01T12:00:00.500Z', message, attributes: fields })],
    ['Supabase’s drain over OpenTelemetry', JSON.stringify(drained)],
    ['fluentd’s file, before it', `2026-01-01T12:00:00.500+00:00\tpostgres\t${jsonlog}`],
  ])('has that of %s', async (_, line) => {
    expect(await timesOf(line)).toEqual({ times: [at, at, at], said: [] });
  });

  it('has none where nothing tells, and the report says so', async () => {
    const { times, said } = await timesOf(jsonlog);
    expect(times).toEqual([null, null, null]);
    expect(said).toEqual([
      expect.stringMatching(
        /its lines tell no time: when statements ran is not known, nor what a session asked in a row$/,
      ),
    ]);
  });
});

it('a date without a clock is no time', async () => {
  const { times } = await timesOf(JSON.stringify({ date: '2026-01-01', ...fields, message }));
  expect(times).toEqual([null, null, null]);
});

it('a line in Fluent Bit’s JSON has its time where its prefix has none', async () => {
  const { times } = await timesOf(JSON.stringify({ date: at / 1000, log: `[7] LOG:  ${message}` }));
  expect(times).toEqual([at, at, at]);
});

describe('a carrier’s time stands also before a record', () => {
  const at = (second: number) => `2026-11-23T08:00:0${second}.001Z `;
  const record = (second: number, gap: string) =>
    `[7] ann@shop LOG:  duration: 2.000 ms  statement: SELECT ${second},${gap}b${gap}FROM t`;
  const times = [1, 2, 3].map((second) => Date.UTC(2026, 10, 23, 8, 0, second, 1));

  it.each([
    ['blanks stand for the TABs of further lines', (second: number) => `\n${at(second)}        `],
    ['further lines have no time, and blanks for TABs', () => '\n        '],
    ['newlines are escaped', () => String.raw`\n\t`],
    ['newlines are as rsyslog has them', () => '#012#011'],
  ])('whose %s', async (_, gapOf) => {
    const lines = [1, 2, 3].map((second) => `${at(second)}${record(second, gapOf(second))}\n`);
    const { executions, source } = await readText(lines.join(''));
    expect(executions.map(({ sql }) => sql)).toEqual([1, 2, 3].map((second) => `SELECT ${second},\nb\nFROM t`));
    expect(executions.map((execution) => execution.at)).toEqual(times);
    expect(source.untold).toBeUndefined();
  });
});
