import { offsetAt } from '../zones.ts';

/** Makes times of syslog's whole, which have neither a year nor a zone. */
export interface Calendar {
  /** In ISO 8601; null for what is no time of syslog's. */
  complete(time: string): string | null;
  /** Whether it was asked to. */
  readonly isNeeded: boolean;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const TIME =
  /^(?:(\d{4}) )?([A-Z][a-z]{2}) ([ \d]\d)(?: (\d{4}))? ([01]\d|2[0-3]):([0-5]\d):((?:[0-5]\d|60)(?:\.\d{1,3})?)\d*$/;
const HOUR = 3_600_000;
/** Clocks differ, and so do the zones of who wrote and who reads. */
const MOST_AHEAD = 24 * HOUR;
/** Months that a log seems to go back where it goes on into the next year. */
const HALF_A_YEAR = 6;
/** From January to December: lines out of order at the turn of the year. A log that was silent from January to August goes on. */
const TO_DECEMBER = 11;
/** A leap day may be so many years back. */
const MOST_YEARS = 8;

/**
 * The first time is taken for the last one of its kind before the log was written; from there on years change with the months. Other readers (pgBadger,
 * logrotate's tools) do the same with the time at which they run.
 * @param writtenAt when the log was last written, in milliseconds since 1970
 * @param timezone where it was written; UTC where nobody says
 */
export function createCalendar(writtenAt: number, timezone = 'UTC'): Calendar {
  let year: number | null = null;
  let month = 0;
  let isNeeded = false;
  let hour = NaN;
  let offset = 0;
  /** Lines of the same second come one after the other. */
  let before = { text: '', time: null as string | null };

  const inUtc = (local: number): number => {
    const current = Math.floor(local / HOUR);
    if (current !== hour) {
      hour = current;
      offset = (offsetAt(timezone, local) ?? 0) * 60_000;
    }
    return local - offset;
  };
  const yearOf = (toTime: (year: number) => number): number => {
    const last = new Date(writtenAt + MOST_AHEAD).getUTCFullYear();
    for (let tried = last; tried > last - MOST_YEARS; tried--)
      if (toTime(tried) <= writtenAt + MOST_AHEAD) return tried;
    return last;
  };

  const complete = (text: string): string | null => {
    const [, first, name = '', day, later, hours, minutes, seconds] = TIME.exec(text) ?? [];
    const told = first ?? later;
    const index = MONTHS.indexOf(name);
    if (index < 0) return null;
    isNeeded = true;
    const inYear = (each: number) => {
      const midnight = Date.UTC(each, index, Number(day));
      const isInMonth = new Date(midnight).getUTCMonth() === index;
      const clock = Number(hours) * HOUR + Number(minutes) * 60_000 + Math.round(Number(seconds) * 1000);
      return isInMonth ? inUtc(midnight + clock) : Infinity;
    };
    if (told !== undefined) year = Number(told);
    else if (year === null) year = yearOf(inYear);
    else if (month - index >= HALF_A_YEAR) year++;
    else if (index - month === TO_DECEMBER) year--;
    month = index;
    const at = inYear(year);
    return Number.isFinite(at) ? new Date(at).toISOString() : null;
  };

  return {
    get isNeeded() {
      return isNeeded;
    },
    complete(text) {
      if (text !== before.text) before = { text, time: complete(text) };
      return before.time;
    },
  };
}
