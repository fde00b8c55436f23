/** Dates and times in ISO DateStyle, as integers and back. Infinities have no integer: null. */

const DAY_US = 86_400_000_000n;
const DATE = /^(\d{4,})-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?(?:\+00)?( BC)?$/;

/** Days since 1970-01-01 of a proleptic Gregorian date (Hinnant's days_from_civil). */
function daysOf(year: bigint, month: bigint, day: bigint): bigint {
  const shifted = month <= 2n ? year - 1n : year;
  const era = (shifted >= 0n ? shifted : shifted - 399n) / 400n;
  const yearOfEra = shifted - era * 400n;
  const dayOfYear = (153n * (month > 2n ? month - 3n : month + 9n) + 2n) / 5n + day - 1n;
  return era * 146_097n + yearOfEra * 365n + yearOfEra / 4n - yearOfEra / 100n + dayOfYear - 719_468n;
}

function dateOf(days: bigint): string {
  const shifted = days + 719_468n;
  const era = (shifted >= 0n ? shifted : shifted - 146_096n) / 146_097n;
  const dayOfEra = shifted - era * 146_097n;
  const yearOfEra = (dayOfEra - dayOfEra / 1460n + dayOfEra / 36_524n - dayOfEra / 146_096n) / 365n;
  const dayOfYear = dayOfEra - (365n * yearOfEra + yearOfEra / 4n - yearOfEra / 100n);
  const shiftedMonth = (5n * dayOfYear + 2n) / 153n;
  const month = shiftedMonth < 10n ? shiftedMonth + 3n : shiftedMonth - 9n;
  const year = yearOfEra + era * 400n + (month <= 2n ? 1n : 0n);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(dayOfYear - (153n * shiftedMonth + 2n) / 5n + 1n, 2)}`;
}

/** The range that the stand-ins stay in: years of four digits. */
export const FIRST_DAY = daysOf(1n, 1n, 1n);
export const LAST_DAY = daysOf(9999n, 12n, 31n);
export const MICROSECONDS_A_DAY = DAY_US;

export function parseDate(text: string): bigint | null {
  const microseconds = parseTimestamp(text);
  return microseconds === null ? null : floorDivide(microseconds, DAY_US);
}

export const formatDate = dateOf;

export function parseTimestamp(text: string): bigint | null {
  const match = DATE.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second, fraction, bc] = match;
  // 1 BC is the year 0.
  const astronomical = bc ? 1n - BigInt(year!) : BigInt(year!);
  return daysOf(astronomical, BigInt(month!), BigInt(day!)) * DAY_US + clock(hour, minute, second, fraction);
}

export function formatTimestamp(microseconds: bigint): string {
  const days = floorDivide(microseconds, DAY_US);
  return `${dateOf(days)} ${formatClock(microseconds - days * DAY_US)}`;
}

export function parseClock(text: string): bigint | null {
  const match = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/.exec(text);
  return match ? clock(match[1], match[2], match[3], match[4]) : null;
}

export function formatClock(microseconds: bigint): string {
  const seconds = microseconds / 1_000_000n;
  const fraction = microseconds % 1_000_000n;
  const text = `${pad(seconds / 3600n, 2)}:${pad((seconds / 60n) % 60n, 2)}:${pad(seconds % 60n, 2)}`;
  return fraction === 0n ? text : `${text}.${pad(fraction, 6)}`;
}

/** IntervalStyle postgres: `1 year -2 mons +3 days 04:05:06.7`; as btree compares them, with months of 30 days. */
export function parseInterval(text: string): bigint | null {
  const match =
    /^(?:([+-]?\d+) years? ?)?(?:([+-]?\d+) mons? ?)?(?:([+-]?\d+) days? ?)?(?:([+-]?)(\d{2,}):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?$/.exec(
      text,
    );
  if (!match || text === '') return null;
  const [, years, months, days, sign, hour, minute, second, fraction] = match;
  const time = clock(hour, minute, second, fraction);
  const months30 = (BigInt(years ?? 0) * 12n + BigInt(months ?? 0)) * 30n;
  return (months30 + BigInt(days ?? 0)) * DAY_US + (sign === '-' ? -time : time);
}

export function formatInterval(microseconds: bigint): string {
  return microseconds < 0n ? `-${formatClock(-microseconds)}` : formatClock(microseconds);
}

function clock(hour = '0', minute = '0', second = '0', fraction = ''): bigint {
  const seconds = (BigInt(hour) * 60n + BigInt(minute)) * 60n + BigInt(second);
  return seconds * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
}

function floorDivide(value: bigint, by: bigint): bigint {
  return value >= 0n ? value / by : -((-value + by - 1n) / by);
}

function pad(value: bigint, width: number): string {
  return String(value).padStart(width, '0');
}
