import { expect, it } from '@jest/globals';
import { EventTally } from '../../../src/workload/events/tally.ts';

it('has no median beyond the largest value, though that is the middle of a bucket', () => {
  const tally = new EventTally();
  tally.add({ kind: 'session', subject: null, value: 10_000 }, { at: 0, statement: null, after: null });
  expect(tally.toEvents().totals).toMatchObject([{ largest: 10_000, median: 10_000 }]);
});
