import { describe, expect, it } from '@jest/globals';
import { exitCodeOf } from '../../src/cli/print-report.ts';
import { terminalOf } from '../../src/cli/terminal.ts';
import { sampleReport } from '../report/sample-report.ts';

describe('the exit code of a report with one warning', () => {
  it.each([
    ['error', 0],
    ['warning', 1],
    ['info', 1],
    ['never', 0],
  ] as const)('--fail-on %s is %d', (failOn, code) => expect(exitCodeOf(sampleReport, failOn)).toBe(code));
});

describe('colour', () => {
  it('is for terminals', () => {
    expect(terminalOf({ isTTY: true, columns: 90 }, {})).toEqual({ colour: true, width: 90 });
    expect(terminalOf({}, {})).toEqual({ colour: false, width: 120 });
    expect(terminalOf({ isTTY: true, columns: 0 }, {})).toEqual({ colour: true, width: 120 });
  });

  it('obeys NO_COLOR before FORCE_COLOR', () => {
    expect(terminalOf({ isTTY: true }, { NO_COLOR: '1', FORCE_COLOR: '1' }).colour).toBe(false);
    expect(terminalOf({}, { FORCE_COLOR: '1' }).colour).toBe(true);
  });
});
