import { BUCKETS, Histogram } from './histogram.ts';
import { Moments } from './moments.ts';
import type { Counts } from './statement-tally.ts';

/** Places of what is counted of a statement, in bytes, as scanner/tally/statements.ts has them. */
const PLACE = {
  calls: 8,
  totalUs: 16,
  timed: 24,
  timedUs: 32,
  squares: 40,
  minUs: 56,
  maxUs: 64,
  firstAt: 72,
  lastAt: 80,
  histogram: 104,
} as const;
const OCTAVES = 28;

/** Reads what the tally's memory has of the statement at an address. */
export function readCounts(memory: ArrayBuffer, address: number): Counts {
  const view = new DataView(memory, address);
  const double = (place: number) => view.getFloat64(place, true);
  const squares = view.getBigUint64(PLACE.squares, true) + (view.getBigUint64(PLACE.squares + 8, true) << 64n);
  return {
    calls: double(PLACE.calls),
    totalUs: double(PLACE.totalUs),
    minUs: double(PLACE.minUs),
    maxUs: double(PLACE.maxUs),
    firstAt: double(PLACE.firstAt),
    lastAt: double(PLACE.lastAt),
    timed: Moments.from(double(PLACE.timed), double(PLACE.timedUs), squares),
    durations: Histogram.fromOctaves(readOctaves(memory, new Uint32Array(memory, address + PLACE.histogram, OCTAVES))),
  };
}

/** Those that have memory. */
function readOctaves(memory: ArrayBuffer, addresses: Uint32Array): (readonly [octave: number, counts: Uint32Array])[] {
  return Array.from(addresses, (address, octave) => [octave, address] as const)
    .filter(([, address]) => address !== 0)
    .map(([octave, address]) => [octave, new Uint32Array(memory, address, BUCKETS)] as const);
}
