import type { IntegerLimits } from './shift-numbers.ts';
import * as time from './time-text.ts';
import type { ValueClass } from './value-class.ts';

/** Values of a type as integers, and back. parse gives null for values that are none (infinity, NaN): they stay. */
export interface IntegerCodec {
  readonly limits: IntegerLimits;
  parse(text: string): bigint | null;
  format(value: bigint): string;
}

/** Stand-ins of dates are at most so far away: a log's "last week" stays recent. */
const SHIFT_DAYS = 400n;

export function codecFor(valueClass: ValueClass, values: ReadonlySet<string>): IntegerCodec | null {
  switch (valueClass.kind) {
    case 'integer': {
      const half = 2n ** BigInt(valueClass.bytes * 8 - 1);
      return plain(values, { lowest: -half, highest: half - 1n }, 0);
    }
    case 'numeric': {
      const scale = valueClass.scale ?? longest(values, (value) => value.split('.')[1]?.length ?? 0);
      const digits = valueClass.integerDigits ?? 100 + longest(values, (value) => value.length);
      const highest = 10n ** BigInt(Math.max(0, digits + scale)) - 1n;
      return plain(values, { lowest: -highest, highest }, scale);
    }
    case 'date':
      return {
        limits: { lowest: time.FIRST_DAY, highest: time.LAST_DAY, shift: SHIFT_DAYS },
        parse: time.parseDate,
        format: time.formatDate,
      };
    case 'timestamp': {
      const zone = valueClass.zone ? '+00' : '';
      const a = time.MICROSECONDS_A_DAY;
      const limits = { lowest: time.FIRST_DAY * a, highest: time.LAST_DAY * a, shift: SHIFT_DAYS * a };
      return coarser(
        10n ** BigInt(6 - valueClass.precision),
        limits,
        time.parseTimestamp,
        (value) => time.formatTimestamp(value) + zone,
      );
    }
    case 'time': {
      const limits = { lowest: 0n, highest: time.MICROSECONDS_A_DAY - 1n, shift: time.MICROSECONDS_A_DAY / 24n };
      return coarser(10n ** BigInt(6 - valueClass.precision), limits, time.parseClock, time.formatClock);
    }
    case 'interval': {
      const limits = { lowest: -(10n ** 17n), highest: 10n ** 17n, shift: time.MICROSECONDS_A_DAY };
      return { limits, parse: time.parseInterval, format: time.formatInterval };
    }
    default:
      return null;
  }
}

function longest(values: ReadonlySet<string>, lengthOf: (value: string) => number): number {
  let most = 0;
  for (const value of values) most = Math.max(most, lengthOf(value));
  return most;
}

/** Decimal numbers in units of 10^-scale (which may be negative: numeric(5,-2) has since 15 units of 100). */
function plain(
  values: ReadonlySet<string>,
  limits: { readonly lowest: bigint; readonly highest: bigint },
  scale: number,
): IntegerCodec {
  const parse = (text: string) => {
    const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
    if (!match) return null;
    const [, sign, whole, fraction = ''] = match;
    const digits = scale >= 0 ? whole! + fraction.padEnd(scale, '0').slice(0, scale) : whole!.slice(0, scale) || '0';
    return BigInt(sign! + digits);
  };
  const format = (value: bigint) => {
    if (scale <= 0) return value === 0n ? '0' : `${value}${'0'.repeat(-scale)}`;
    const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
    return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  };
  const numbers = [...values].map(parse).filter((value) => value !== null);
  const smallest = numbers.reduce((least, value) => (value < least ? value : least), numbers[0] ?? 0n);
  const largest = numbers.reduce((most, value) => (value > most ? value : most), numbers[0] ?? 0n);
  const shift = (largest - smallest) / 8n + 1000n;
  return { limits: { ...limits, shift }, parse, format };
}

/** Types that keep only some digits of a second: their values are counted in that unit. */
function coarser(
  unit: bigint,
  { lowest, highest, shift }: IntegerLimits,
  parse: (text: string) => bigint | null,
  format: (value: bigint) => string,
): IntegerCodec {
  return {
    limits: { lowest: lowest / unit, highest: highest / unit, shift: shift / unit },
    parse(text) {
      const value = parse(text);
      return value === null ? null : value / unit;
    },
    format: (value) => format(value * unit),
  };
}
