import fc from 'fast-check';
import { expect, it } from '@jest/globals';
import { createCalendar } from '../../src/workload/log/wrappers/calendar.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** As syslog writes it. */
function withoutYear(at: number): string {
  const [date, clock] = new Date(at).toISOString().split('T') as [string, string];
  const [, month, day] = date.split('-').map(Number) as [number, number, number];
  return `${MONTHS[month - 1]} ${String(day).padStart(2, ' ')} ${clock.slice(0, 8)}`;
}

const SECOND = 1_000;
const MONTH = 30 * 24 * 3_600 * SECOND;

it('finds again the times of any log of less than a year, written to its end', () => {
  const first = fc.integer({ min: Date.UTC(2001, 0) / SECOND, max: Date.UTC(2098, 0) / SECOND });
  const steps = fc.array(fc.integer({ min: -60, max: (4 * MONTH) / SECOND }), { maxLength: 2 });
  fc.assert(
    fc.property(first, steps, (begin, gaps) => {
      const times = gaps.reduce((all, gap) => [...all, all.at(-1)! + gap * SECOND], [begin * SECOND]);
      const calendar = createCalendar(Math.max(...times));
      expect(times.map((time) => Date.parse(calendar.complete(withoutYear(time))!))).toEqual(times);
    }),
  );
});

it('goes on after a silence of any number of months within a year, and back only at its turn', () => {
  const inOrder = (...times: readonly string[]) => {
    const calendar = createCalendar(Date.UTC(2026, 10));
    return times.map((time) => calendar.complete(`${time} 12:00:00`)!.slice(0, 10));
  };
  expect(inOrder('Jan 12', 'Aug 12', 'Aug 13')).toEqual(['2026-01-12', '2026-08-12', '2026-08-13']);
  expect(inOrder('Jan 12', 'Nov  2')).toEqual(['2026-01-12', '2026-11-02']);
  expect(inOrder('Jan  1', 'Dec 31', 'Jan  1')).toEqual(['2026-01-01', '2025-12-31', '2026-01-01']);
  expect(inOrder('Nov 12', 'Jan 12')).toEqual(['2025-11-12', '2026-01-12']);
});

it('knows a leap day, years that are told, and what is no time', () => {
  const calendar = createCalendar(Date.UTC(2027, 5));
  expect(calendar.isNeeded).toBe(false);
  expect(calendar.complete('Feb 29 10:00:00')).toBe('2024-02-29T10:00:00.000Z');
  expect(calendar.isNeeded).toBe(true);
  expect(createCalendar(0).complete('Nov 23 2026 13:09:53')).toBe('2026-11-23T13:09:53.000Z');
  expect(calendar.complete('Foo 23 13:09:53')).toBeNull();
  expect(calendar.complete('2026-11-23 13:09:53')).toBeNull();
  expect(calendar.complete('Nov 23 99:99:99')).toBeNull();
});

it('follows a zone whose offset changes', () => {
  const calendar = createCalendar(Date.UTC(2026, 11), 'America/New_York');
  expect(calendar.complete('Jun  1 12:00:00')).toBe('2026-06-01T16:00:00.000Z');
  expect(calendar.complete('Nov  2 12:00:00')).toBe('2026-11-02T17:00:00.000Z');
});
