import { describe, expect, it } from '@jest/globals';
import { readText } from './support.ts';

const NAMES = [
  { user: 'rifd', database: 'fred' },
  { user: 'joe', database: 'shop' },
  { user: 'ann', database: 'fred' },
];
const MESSAGE = 'LOG:  duration: 1.000 ms  statement: SELECT a FROM t WHERE b = 1';
const BEGUN = Date.UTC(2026, 4, 23, 9, 0, 29);

/** What a carrier has of a line at so many minutes past nine. */
type Carry = (text: string, minute: number) => string;

const CARRIERS: readonly (readonly [name: string, carry: Carry, hasProcess: boolean])[] = [
  [
    'syslog',
    (text, minute) => `May 23 09:0${minute}:29 db postgres[${13703 + minute}]: [${minute + 1}-1] ${text}`,
    true,
  ],
  [
    'syslog in ISO 8601',
    (text, minute) => `2026-05-23T09:0${minute}:29+00:00 db postgres[${13703 + minute}]: [${minute + 1}-1] ${text}`,
    true,
  ],
  ['CRI', (text, minute) => `2026-05-23T09:0${minute}:29.000000000Z stderr F ${text}`, false],
  ['Kubernetes', (text, minute) => `2026-05-23T09:0${minute}:29.000000000Z ${text}`, false],
  [
    'Docker',
    (text, minute) => JSON.stringify({ log: `${text}\n`, stream: 'stderr', time: `2026-05-23T09:0${minute}:29Z` }),
    false,
  ],
  [
    'the journal',
    (text, minute) =>
      JSON.stringify({
        __REALTIME_TIMESTAMP: `${(BEGUN + minute * 60_000) * 1000}`,
        _PID: `${13703 + minute}`,
        SYSLOG_IDENTIFIER: 'postgres',
        MESSAGE: text,
      }),
    true,
  ],
];

const PREFIXES: readonly (readonly [prefix: string, of: (names: (typeof NAMES)[number]) => string])[] = [
  ['%u@%d ', ({ user, database }) => `${user}@${database} `],
  ['%u %d ', ({ user, database }) => `${user} ${database} `],
  ['%e %d|%u ', ({ user, database }) => `00000 ${database}|${user} `],
];

describe.each(CARRIERS)('a prefix that is given, in %s', (_, carry, hasProcess) => {
  const options = { writtenAt: Date.UTC(2026, 5, 1) };
  const logOf = (of: (names: (typeof NAMES)[number], minute: number) => string) =>
    NAMES.map((names, minute) => `${carry(`${of(names, minute)}${MESSAGE}`, minute)}\n`).join('');
  const expected = NAMES.map((names, minute) => ({ ...names, at: BEGUN + minute * 60_000 }));

  it.each(PREFIXES)('is the server’s, which has what the carrier tells before it: %s', async (prefix, of) => {
    for (const onlyStrings of [false, true]) {
      const { executions, source } = await readText(logOf(of), { ...options, prefix, onlyStrings });
      expect(executions).toMatchObject(expected);
      expect(executions.map(({ session }) => session !== null)).toEqual(NAMES.map(() => hasProcess));
      expect(source.untold ?? []).not.toContain('names');
      expect(source.untold ?? []).not.toContain('time');
    }
  });

  it('tells time and process itself', async () => {
    const log = logOf(({ user }, minute) => `2026-05-23 09:0${minute}:29 UTC [${13703 + minute}] ${user} `);
    for (const onlyStrings of [false, true]) {
      const { executions } = await readText(log, { ...options, prefix: '%t [%p] %u ', onlyStrings });
      expect(executions).toMatchObject(expected.map(({ user, at }) => ({ user, at, database: null })));
    }
  });

  it('is the one that the log itself tells of', async () => {
    const changed = carry('LOG:  parameter "log_line_prefix" changed to "%q%u@%d/%a "', 0);
    const log = logOf(({ user, database }) => `${user}@${database}/[unknown] `);
    for (const onlyStrings of [false, true])
      for (const lines of [1, 200]) {
        const before = `${carry(MESSAGE, 0)}\n`.repeat(lines - 1);
        const { executions } = await readText(`${before}${changed}\n${log}`, { ...options, onlyStrings });
        expect(executions.slice(lines - 1)).toMatchObject(expected);
      }
  });
});
