/**
 * Monotone maps for numbers and times. The optimizer interpolates between histogram bounds by their distance
 * (convert_to_scalar), so distances matter: each gap is stretched by its own secret factor in [0.5, 1.5), and the whole is
 * shifted by a secret amount. A single affine map would keep distances better, but two known values (the smallest id, the
 * date of the snapshot) would give all the others away. Where a type has no room (every smallint in use), it is what fits.
 */

const UNIT = 65_536;

export interface IntegerLimits {
  readonly lowest: bigint;
  readonly highest: bigint;
  /** The largest shift, in the values' own unit. */
  readonly shift: bigint;
}

/** @param sorted distinct and ascending. @returns as many, distinct and ascending, within the limits */
export function shiftIntegers(sorted: readonly bigint[], limits: IntegerLimits, random: () => number): bigint[] {
  const [smallest] = sorted;
  if (smallest === undefined) return [];
  const factors = sorted.slice(1).map(() => BigInt(random() + UNIT / 2));
  // What was never negative stays so: sizes, counts and ages.
  const lowest = smallest >= 0n && limits.lowest < 0n ? 0n : limits.lowest;
  const room = limits.highest - lowest;
  let offsets = stretch(sorted, factors);
  // Shrinking only, the result is never wider than the values were.
  if (offsets.at(-1)! > room)
    offsets = stretch(
      sorted,
      factors.map((factor) => (factor > UNIT ? BigInt(UNIT) : factor)),
    );
  const width = offsets.at(-1)!;
  const highest = limits.highest - width;
  const fraction = BigInt(random() * UNIT + random());
  const by = (fraction * (2n * limits.shift + 1n)) / BigInt(UNIT * UNIT) - limits.shift;
  let first = clamp(smallest + by, lowest, highest);
  if (first === smallest) first = clamp(smallest + 1n, lowest, highest);
  return offsets.map((offset) => first + offset);
}

function stretch(sorted: readonly bigint[], factors: readonly bigint[]): bigint[] {
  const offsets = [0n];
  for (let i = 1; i < sorted.length; i++) {
    const gap = sorted[i]! - sorted[i - 1]!;
    offsets.push(offsets[i - 1]! + 1n + ((gap - 1n) * factors[i - 1]!) / BigInt(UNIT));
  }
  return offsets;
}

/** Where lowest > highest, highest: the top of the type's range is a hard limit, being positive is not. */
function clamp(value: bigint, lowest: bigint, highest: bigint): bigint {
  if (value > highest || lowest > highest) return highest;
  return value < lowest ? lowest : value;
}

/** As shiftIntegers, for floats of 4 or 8 bytes. */
export function shiftFloats(sorted: readonly number[], bytes: 4 | 8, random: () => number): number[] {
  const round = bytes === 4 ? Math.fround : (value: number) => value;
  // Values near the end of the range would overflow: order is what counts there.
  const scale = sorted.some((value) => Math.abs(value) > (bytes === 4 ? 1e37 : 1e300)) ? 1 / 16 : 1;
  const scaled = sorted.map((value) => value * scale);
  const first = scaled[0] ?? 0;
  const shift = ((scaled.at(-1) ?? 0) - first || Math.abs(first) || 1) * (random() / UNIT - 0.5) * 0.25;
  const values = [round(first >= 0 ? Math.max(0, first + shift) : first + shift)];
  for (let i = 1; i < scaled.length; i++) {
    const factor = 0.5 + random() / UNIT;
    const next = round(values[i - 1]! + (scaled[i]! - scaled[i - 1]!) * factor);
    values.push(next > values[i - 1]! ? next : nextUp(values[i - 1]!, bytes));
  }
  return values.slice(0, sorted.length);
}

/** The next larger float. */
function nextUp(value: number, bytes: 4 | 8): number {
  const view = new DataView(new ArrayBuffer(8));
  if (value === 0) return bytes === 4 ? 2 ** -149 : Number.MIN_VALUE;
  const step = value > 0 ? 1 : -1;
  if (bytes === 4) {
    view.setFloat32(0, value);
    view.setInt32(0, view.getInt32(0) + step);
    return view.getFloat32(0);
  }
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + BigInt(step));
  return view.getFloat64(0);
}
