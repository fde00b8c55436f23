import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { collectWorkload } from '../../src/workload/collect.ts';
import { parseTimestamp } from '../../src/workload/log/timestamp.ts';
import { tellZones } from '../../src/workload/log/zones.ts';
import { readLog, type ReadLogOptions } from '../../src/workload/read-log.ts';
import { bytesOf, readText } from './support.ts';

const MESSAGE = 'LOG:  duration: 1.000 ms  statement: SELECT a FROM t WHERE b = 1';
const BEGUN = Date.UTC(2026, 10, 23, 7, 0, 0);
const session = (agoMs = 0) => `${((BEGUN - agoMs) / 1000).toString(16)}.540a`;

/** What a log in which 12:30 stands tells of its zone: the hour in UTC. */
async function hoursOf(text: string, options: ReadLogOptions = {}): Promise<(number | null)[]> {
  const { executions } = await readText(text, options);
  return executions.map(({ at }) => (at === null ? null : (at % 86_400_000) / 3_600_000));
}

async function incompleteOf(text: string, options: ReadLogOptions = {}): Promise<readonly string[]> {
  return (await collectWorkload([readLog('pg.log', bytesOf(text), options)])).incomplete;
}

const stderr = (zone: string) => `2026-11-23 12:30:00.000 ${zone} [7] ${MESSAGE}\n`.repeat(3);
const csv = (zone: string) =>
  `2026-11-23 12:30:00.000 ${zone},"u","d",7,"[local]",${session()},3,"SELECT",2026-11-23 12:30:00 ${zone},3/4,0,LOG,00000,"duration: 1.000 ms  statement: SELECT 1",,,,,,,,,"psql","client backend",,0\n`;
const json = (zone: string) =>
  `${JSON.stringify({ timestamp: `2026-11-23 12:30:00.000 ${zone}`, pid: 7, session_id: session(), session_start: `2026-11-23 12:30:00 ${zone}`, error_severity: 'LOG', message: 'duration: 1.000 ms  statement: SELECT 1' })}\n`;

describe('a time zone whose abbreviation several have', () => {
  it.each([
    ['a csvlog', csv('IST')],
    ['a jsonlog', json('IST')],
    ['session ids', `2026-11-23 12:30:00 IST-${session(60_000)}-${MESSAGE}\n`],
    ['a carrier', `2026-11-23T07:00:00.123456Z 2026-11-23 12:30:00.000 IST [7] ${MESSAGE}\n`],
    [
      'Docker',
      `${JSON.stringify({ log: stderr('IST').slice(0, stderr('IST').indexOf('\n') + 1), stream: 'stderr', time: '2026-11-23T07:00:00.1Z' })}\n`,
    ],
    [
      'a change',
      `${stderr('IST')}2026-11-23 12:30:00.000 IST [1] LOG:  parameter "log_timezone" changed to "Asia/Kolkata"\n`,
    ],
  ])('is told by %s', async (_, text) => {
    expect(new Set(await hoursOf(text))).toEqual(new Set([7]));
    expect(await incompleteOf(text)).toEqual([]);
  });

  it.each([
    ['English', 'parameter "log_timezone" changed to "Asia/Shanghai"'],
    ['German', 'Parameter »log_timezone« auf »Asia/Shanghai« gesetzt'],
    ['French', 'paramètre « log_timezone » modifié par « Asia/Shanghai »'],
    ['Japanese', 'パラメータ"log_timezone"は"Asia/Shanghai"に変更されました'],
    ['Russian', 'параметр "log_timezone" принял значение "Asia/Shanghai"'],
  ])('is told by the last of several changes, in %s', async (_, change) => {
    const changed = (zone: string, timezone: string) =>
      `2026-11-23 12:30:00.000 ${zone} [1] LOG:  ${change.replace('Asia/Shanghai', timezone)}\n${stderr(zone)}`;
    const text =
      stderr('UTC') +
      changed('IST', 'Asia/Kolkata') +
      changed('EST', 'America/New_York') +
      changed('CST', 'Asia/Shanghai');
    const hours = [12.5, 7, 17.5, 4.5].flatMap((hour) => [hour, hour, hour]);
    expect(await hoursOf(text)).toEqual(hours);
    expect(await incompleteOf(text)).toEqual([]);
    const late = stderr('UTC').repeat(100) + changed('CST', 'Asia/Shanghai');
    expect((await hoursOf(late)).at(-1)).toBe(4.5);
  });

  it('is told by who reads it', async () => {
    expect(new Set(await hoursOf(stderr('CST'), { timezone: 'Asia/Shanghai' }))).toEqual(new Set([4.5]));
    expect(new Set(await hoursOf(stderr('CST'), { timezone: 'America/Chicago' }))).toEqual(new Set([18.5]));
    expect(new Set(await hoursOf(stderr('XYZ'), { timezone: '+05:30' }))).toEqual(new Set([7]));
    expect(await incompleteOf(stderr('CST'), { timezone: 'Asia/Shanghai' })).toEqual([]);
    await expect(readText(stderr('CST'), { timezone: 'Asia/Nowhere' })).rejects.toThrow('no time zone Asia/Nowhere');
  });

  it('is read as PostgreSQL reads it where nothing tells, and said to be', async () => {
    expect(new Set(await hoursOf(stderr('CST')))).toEqual(new Set([18.5]));
    expect(await incompleteOf(stderr('CST'))).toEqual([expect.stringContaining('taken for UTC-6')]);
    expect(await incompleteOf(stderr('XYZ'))).toEqual([expect.stringContaining('XYZ, a time zone that is not known')]);
    expect(await hoursOf(stderr('XYZ'))).toEqual([null, null, null]);
  });

  const MANILA_SESSION = (Date.UTC(2026, 10, 23, 4, 29, 55) / 1000).toString(16);

  it.each([
    ['a csvlog', csv('PST').replace(session(), `${MANILA_SESSION}.65`)],
    ['a jsonlog', json('PST').replace(session(), `${MANILA_SESSION}.65`)],
    ['session ids', `2026-11-23 12:30:00 PST-${MANILA_SESSION}.65-${MESSAGE}\n`],
    ['a carrier', `2026-11-23T04:30:00.123456Z 2026-11-23 12:30:00.000 PST [7] ${MESSAGE}\n`],
    [
      'a change',
      `${stderr('PST')}2026-11-23 12:30:00.000 PST [1] LOG:  parameter "log_timezone" changed to "Asia/Manila"\n`,
    ],
  ])("is told to be the Philippines' by %s", async (_, text) => {
    expect(new Set(await hoursOf(text))).toEqual(new Set([4.5]));
    expect(await incompleteOf(text)).toEqual([]);
  });

  it('is told by who reads it, whatever nearly everybody means', async () => {
    expect(new Set(await hoursOf(stderr('PST'), { timezone: 'Asia/Manila' }))).toEqual(new Set([4.5]));
    expect(new Set(await hoursOf(stderr('PST'), { timezone: 'America/Los_Angeles' }))).toEqual(new Set([20.5]));
    const summer = stderr('CDT').replaceAll('2026-11', '2026-07');
    expect(new Set(await hoursOf(summer, { timezone: 'America/Havana' }))).toEqual(new Set([16.5]));
    expect(new Set(await hoursOf(summer, { timezone: 'America/Chicago' }))).toEqual(new Set([17.5]));
    expect(new Set(await hoursOf(stderr('CST'), { timezone: 'America/Havana' }))).toEqual(new Set([17.5]));
  });

  it('is told by who reads it, also where it comes late and seldom', async () => {
    const text = `${`2026-03-08 12:30:00.000 CST [7] ${MESSAGE}\n`.repeat(30)}2026-03-09 12:30:00.000 CDT [7] ${MESSAGE}\n`;
    expect((await hoursOf(text, { timezone: 'America/Havana' })).at(-1)).toBe(16.5);
  });

  it("is told by who reads it in the hour of the clocks' change", async () => {
    const text = `2026-11-01 01:30:00.000 CST [7] ${MESSAGE}\n`;
    expect(await hoursOf(text, { timezone: 'America/Chicago' })).toEqual([7.5]);
  });

  it.each([
    ['PST', 20.5],
    ['CDT', 17.5],
  ])('is what nearly everybody means where nothing tells: %s', async (zone, hour) => {
    expect(new Set(await hoursOf(stderr(zone)))).toEqual(new Set([hour]));
    expect(await incompleteOf(stderr(zone))).toEqual([]);
  });

  it("is not told to be Havana's by a session of Chicago's that is an hour old", async () => {
    const begun = Date.UTC(2026, 6, 23, 16, 25, 0) / 1000;
    const text = `2026-07-23 12:30:00 CDT-${begun.toString(16)}.65-${MESSAGE}\n`;
    expect(await hoursOf(text)).toEqual([17.5]);
  });

  it('is no matter of times in statements', () => {
    const lines = Array.from({ length: 30 }, () => `2026-11-23 12:30:00.000 UTC [7] ${MESSAGE}`);
    expect(tellZones([...lines, `2026-11-23 12:30:00.000 UTC [7] LOG:  x 2026-11-23 12:30:00 IST`])).toEqual({
      zones: {},
      assumed: {},
    });
  });
});

it.each([
  ['+0530', 7],
  ['+05:30', 7],
  ['-03', 15.5],
  ['SGT', 4.5],
  ['BRT', 15.5],
  ['CEST', 10.5],
])('the zone %s is known', async (zone, hour) => {
  expect(new Set(await hoursOf(stderr(zone)))).toEqual(new Set([hour]));
});

describe('times of one minute', () => {
  it('are read as each would be alone', () => {
    const zones = { IST: 330 };
    const seconds = fc.constantFrom(
      '07.125',
      '59.999',
      '60.000',
      '61.000',
      '07.1',
      '07',
      '7.125',
      '07.125456',
      '0x.125',
      ' 7.125',
      '-7.125',
    );
    const rest = fc.constantFrom(' UTC', ' IST', '+02', '', ' UTCx', '9 UTC');
    const text = fc
      .tuple(fc.constantFrom('2026-11-23 12:49:', '2026-11-23 12:50:', '2026-02-30 12:49:'), seconds, rest)
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 8 }), (texts) => {
        const together = texts.map((each) => parseTimestamp(each, zones));
        expect(together).toEqual(texts.map((each) => parseTimestamp(each, { ...zones })));
      }),
    );
  });
});

describe('Etc/GMT+3, as old servers call it', () => {
  it.each([
    ['GMT+3', 15.5],
    ['GMT-3', 9.5],
    ['GMT+11', 23.5],
    ['GMT', 12.5],
    ['+03', 9.5],
    ['-03', 15.5],
  ])('is west of Greenwich: %s', async (zone, hour) => {
    for (const onlyStrings of [false, true])
      for (const text of [stderr(zone), csv(zone), json(zone)]) {
        expect(new Set(await hoursOf(text, { onlyStrings }))).toEqual(new Set([hour]));
        expect(await incompleteOf(text, { onlyStrings })).toEqual([]);
      }
  });

  it.each(['%t-%p ', '%t-%c-', '%t+%p '])('is not GMT with a field after it: %s', async (prefix) => {
    for (const pid of ['7', '11', '4021']) {
      const line = prefix.replace('%t', '2026-11-23 12:30:00 GMT').replace('%p', pid).replace('%c', `${session()}`);
      for (const onlyStrings of [false, true])
        expect(await hoursOf(`${line}${MESSAGE}\n`, { prefix, onlyStrings })).toEqual([12.5]);
    }
  });
});

describe('times without a zone, which PostgreSQL 8 writes on Windows', () => {
  const text = `2026-11-23 12:30:00 [7] user=joe,db=shop ${MESSAGE}\n`.repeat(3);
  const prefix = '%t [%p] user=%u,db=%d ';

  it('are in UTC, which is said', async () => {
    for (const onlyStrings of [false, true]) {
      expect(await hoursOf(text, { prefix, onlyStrings })).toEqual([12.5, 12.5, 12.5]);
      expect(await incompleteOf(text, { prefix, onlyStrings })).toEqual([
        expect.stringContaining('have no time zone, and are taken for UTC'),
      ]);
    }
  });

  it('are in the zone that is named', async () => {
    const options = { prefix, timezone: 'Asia/Kolkata' };
    expect(await hoursOf(text, options)).toEqual([7, 7, 7]);
    expect(await incompleteOf(text, options)).toEqual([]);
  });

  it('are of prefixes that are known, too', async () => {
    const known = `2026-11-23 12:30:00 [7]: [1-1] user=joe,db=shop ${MESSAGE}\n`.repeat(3);
    expect(await hoursOf(known)).toEqual([12.5, 12.5, 12.5]);
    expect(await incompleteOf(known)).toEqual([expect.stringContaining('no time zone')]);
  });

  it('end where a word is not their zone', async () => {
    const { executions } = await readText(`2026-11-23 12:30:00 UTC ${MESSAGE}\n`, { prefix: '%t %u ' });
    expect(executions).toMatchObject([{ user: null, at: Date.UTC(2026, 10, 23, 12, 30) }]);
  });
});
