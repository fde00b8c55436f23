import Sequencer from '@jest/test-sequencer';

/** Takes minutes, and twice as many in a worker in whose heap other tests have left what every collection of garbage looks through. */
const FIRST = /fuzz-many\.test\.ts$/;

/** Jest's own order, which knows no durations in a fresh clone, but for what must come first. */
export default class FirstThings extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    return [...sorted.filter(({ path }) => FIRST.test(path)), ...sorted.filter(({ path }) => !FIRST.test(path))];
  }
}
