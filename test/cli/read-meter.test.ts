import { describe, expect, it } from '@jest/globals';
import { createReadMeter } from '../../src/cli/read-meter.ts';

const MB = 2 ** 20;

describe('how far the reading is', () => {
  it('is told with rate and time left, of all files together', () => {
    let now = 1_000;
    const meter = createReadMeter(1_000 * MB, () => now);
    expect(meter.add(MB)).toBe('1 MB of 1,000 MB');
    now += 1_000;
    expect(meter.add(99 * MB)).toBe('100 MB of 1,000 MB, 100 MB/s, 9 s left');
    now += 1_000;
    expect(meter.add(300 * MB)).toBe('400 MB of 1,000 MB, 200 MB/s, 3 s left');
    expect(meter.add(600 * MB)).toBe('1,000 MB of 1,000 MB, 500 MB/s');
    expect(meter.add(24 * MB)).toBe('1 GB of 1 GB, 512 MB/s');
  });

  it('is bytes and rate alone where nobody knows how much there is', () => {
    let now = 0;
    const meter = createReadMeter(null, () => now);
    expect(meter.add(3)).toBe('3 bytes');
    now += 2_000;
    expect(meter.add(4 * MB)).toBe('4 MB, 2 MB/s');
  });
});
