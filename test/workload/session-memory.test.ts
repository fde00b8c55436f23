import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { RowSessions } from '../../src/workload/log/bytes/row-sessions.ts';
import { COLUMN, RowTable } from '../../src/workload/log/bytes/row-table.ts';
import { createJoiner } from '../../src/workload/log/join.ts';
import { heldBy, JoinedSessions } from '../../src/workload/log/joined-session.ts';
import type { LogRecord } from '../../src/workload/log/record.ts';
import { RecentSizes } from '../../src/workload/recent-sizes.ts';
import { SkipTally } from '../../src/workload/skipped.ts';

const SESSIONS = 700;
const LENGTH = 100_000;
const MOST = 50 * 1024 * 1024;

describe('of the last statements of many sessions only so much is kept', () => {
  const record = (session: number, message: string): LogRecord => ({
    session: String(session),
    at: 0,
    user: null,
    database: null,
    application: null,
    host: null,
    sqlState: null,
    severity: 'log',
    message,
    detail: null,
    context: null,
    statement: null,
    offset: undefined,
  });
  const sqlOf = (session: number) => `SELECT '${String(session).padEnd(LENGTH)}'`;

  test.each([
    ['with their duration', (sql: string) => [`duration: 1.000 ms  statement: ${sql}`]],
    ['before their duration', (sql: string) => [`statement: ${sql}`, 'duration: 1.000 ms']],
    ['without a duration', (sql: string) => [`statement: ${sql}`]],
  ])('as strings, logged %s', (_, messagesOf) => {
    const emitted: string[] = [];
    const sessions = new JoinedSessions();
    const emit = ({ sql }: { readonly sql: string }) => emitted.push(sql.slice(8, 12).trim());
    const joiner = createJoiner(emit, new SkipTally(), undefined, undefined, sessions);
    for (let session = 0; session < SESSIONS; session++)
      for (const message of messagesOf(sqlOf(session))) joiner.take(record(session, message));
    const held = [...sessions.values()].reduce((sum, session) => sum + heldBy(session), 0);
    expect(held).toBeGreaterThan(MOST / 2);
    expect(held).toBeLessThan(MOST);
    joiner.end();
    expect(emitted).toEqual(Array.from({ length: SESSIONS }, (_, session) => String(session)));
  });

  it('as bytes', () => {
    const sessions = new RowSessions(undefined, (bytes) => bytes.toString('latin1'));
    const rows = new RowTable();
    const all = Array.from({ length: SESSIONS }, (_, i) => {
      const bytes = Buffer.from(sqlOf(i));
      rows.ints.set([1 + i, 1 + i], COLUMN.session);
      rows.ints.set([0, bytes.length], COLUMN.start);
      sessions.begin(bytes, rows);
      const session = sessions.of(bytes, rows.ints, 0);
      sessions.touch(session, bytes, rows.ints, 0);
      sessions.end();
      sessions.leave();
      return session;
    });
    const kept = all.map((session) => session.text()?.length ?? 0);
    expect(kept.reduce((sum, length) => sum + length, 0)).toBeLessThan(MOST);
    // Of the newest.
    expect(kept.lastIndexOf(0)).toBe(kept.filter((length) => length === 0).length - 1);
    expect(all.at(-1)!.text()).toBe(sqlOf(SESSIONS - 1));
  });
});

it('the last statement of a process id that was another session’s in the same bytes is kept', () => {
  const sessions = new RowSessions(undefined, (bytes) => bytes.toString('latin1'));
  const rows = new RowTable();
  const bytes = Buffer.from('SELECT 1;SELECT 2');
  rows.ints.set([1, 1], COLUMN.session);
  sessions.begin(bytes, rows);
  const session = sessions.of(bytes, rows.ints, 0);
  rows.ints.set([0, 8], COLUMN.start);
  sessions.touch(session, bytes, rows.ints, 0);
  session.forget();
  rows.ints.set([9, 17], COLUMN.start);
  sessions.touch(session, bytes, rows.ints, 0);
  sessions.end();
  sessions.leave();
  expect(session.text()).toBe('SELECT 2');
});

it('what was kept longest without being set again is dropped first, the last one never', () => {
  const steps = fc.array(fc.tuple(fc.nat(5), fc.nat(12)));
  fc.assert(
    fc.property(steps, (sets) => {
      let kept: (readonly [key: number, size: number])[] = [];
      const dropped: number[] = [];
      const sizes = new RecentSizes<number>(20, (key) => dropped.push(key));
      for (const [key, size] of sets) {
        sizes.set(key, size);
        kept = kept.filter(([other]) => other !== key);
        if (size > 0) kept.push([key, size]);
        const expected: number[] = [];
        while (size > 0 && kept.length > 1 && kept.reduce((sum, [, each]) => sum + each, 0) > 20)
          expected.push(kept.shift()![0]);
        expect(dropped.splice(0)).toEqual(expected);
      }
    }),
  );
});
