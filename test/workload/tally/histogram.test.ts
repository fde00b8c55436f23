import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bucketOf, Histogram, LAST_BUCKET, middleOf } from '../../../src/workload/tally/histogram.ts';

const value = fc.oneof(fc.nat(2_000), fc.maxSafeNat());

describe('a bucket', () => {
  it('is one number each below 64, and never more than 1/64 away from what is in it', () => {
    for (let i = 0; i < 64; i++) expect(middleOf(bucketOf(i))).toBe(i);
    fc.assert(
      fc.property(value, (us) => {
        expect(Math.abs(middleOf(bucketOf(us)) - us)).toBeLessThanOrEqual(us / 64);
      }),
    );
  });

  it('holds larger numbers than the one before', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(Math.sign(bucketOf(a) - bucketOf(b)) * Math.sign(a - b)).toBeGreaterThanOrEqual(0);
      }),
    );
    expect(bucketOf(Number.MAX_SAFE_INTEGER)).toBe(bucketOf(2 ** 53 - 2));
    expect(bucketOf(Number.MAX_SAFE_INTEGER)).toBeLessThanOrEqual(LAST_BUCKET);
  });
});

describe('a histogram', () => {
  const histogramOf = (values: readonly number[]) => {
    const histogram = new Histogram();
    for (const each of values) histogram.add(each);
    return histogram;
  };

  it('leaves out what is no number, and takes too large a one for the largest', () => {
    expect(histogramOf([NaN, -1]).toList()).toEqual([]);
    expect(histogramOf([Infinity, 2 ** 60]).toList()).toEqual([LAST_BUCKET, 2]);
  });

  it('has percentiles by the nearest rank, to 1.6 %', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const sorted = values.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1]!;
        expect(Math.abs(histogramOf(values).percentile(share)! - exact)).toBeLessThanOrEqual(exact / 64);
      }),
    );
  });

  it('has several percentiles at once, the same as one by one', () => {
    fc.assert(
      fc.property(fc.array(value), fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (values, shares) => {
        const histogram = histogramOf(values);
        const ascending = shares.toSorted((a, b) => a - b);
        expect(histogram.percentiles(ascending)).toEqual(ascending.map((share) => histogram.percentile(share)));
      }),
    );
  });

  it('has none where nothing was added', () => {
    expect(new Histogram().percentile(0.5)).toBeNull();
  });

  it('is the same in any order, and merged out of any parts', () => {
    fc.assert(
      fc.property(fc.array(value), fc.array(value), (a, b) => {
        const merged = Histogram.fromList(histogramOf(b).toList());
        merged.merge(histogramOf(a));
        expect(merged.toList()).toEqual(histogramOf([...a, ...b]).toList());
        expect(merged.total).toBe(a.length + b.length);
        // What was merged into it is not its own.
        const other = histogramOf(a);
        const list = other.toList();
        const both = histogramOf(b);
        both.merge(other);
        for (const each of [...a, ...b]) both.add(each);
        expect(other.toList()).toEqual(list);
      }),
    );
  });

  it('lists buckets and counts, ascending', () => {
    expect(histogramOf([3, 3, 70, 0]).toList()).toEqual([0, 1, 3, 2, bucketOf(70), 1]);
  });
});
