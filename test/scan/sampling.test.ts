import { expect, test } from '@jest/globals';
import { describeSampling } from '../../src/scan/sampling.ts';
import type { Workload, WorkloadSource } from '../../src/workload/model.ts';
import { aCatalog } from '../support/catalog-builder.ts';

function lines(settings: Readonly<Record<string, string>>, kind: WorkloadSource['kind'] = 'log'): readonly string[] {
  const all = {
    log_min_duration_statement: '-1',
    log_min_duration_sample: '-1',
    log_statement_sample_rate: '1',
    log_transaction_sample_rate: '0',
    ...settings,
  };
  const given = Object.entries(all).map(([name, value]) => [name, { value, unit: null, source: 'default' }]);
  const source = { kind, name: 'a.log', format: 'stderr', bytes: 1, lines: 1, statements: 1, skipped: {} };
  const workload: Workload = { sources: [source], queries: [], unparsable: [], incomplete: [] };
  return describeSampling({ ...aCatalog(), settings: Object.fromEntries(given) }, workload);
}

test.each([
  [
    { log_min_duration_sample: '10', log_statement_sample_rate: '0.05', log_min_duration_statement: '500' },
    [
      'the server logs 5 % of the statements from 10 ms up to 500 ms (log_min_duration_sample): calls and times are those of the sample, and runs of one session are not whole',
    ],
  ],
  [
    { log_min_duration_statement: '250' },
    ['the server logs statements from 250 ms on (log_min_duration_statement): faster ones are not counted'],
  ],
  [
    { log_transaction_sample_rate: '0.1' },
    ['the server logs 10 % of all transactions, each with all its statements (log_transaction_sample_rate)'],
  ],
])('%j', (settings, expected) => {
  expect(lines(settings)).toEqual(expected);
});

test.each([
  [{}],
  [
    {
      log_min_duration_statement: '0',
      log_min_duration_sample: '0',
      log_statement_sample_rate: '0.1',
      log_transaction_sample_rate: '0.1',
    },
  ],
  [{ log_min_duration_sample: '10', log_statement_sample_rate: '1' }],
])('%j leaves nothing out that has to be said', (settings) => {
  expect(lines(settings)).toEqual([]);
});

test('it is nothing to a workload without logs', () => {
  expect(lines({ log_min_duration_statement: '250' }, 'sql')).toEqual([]);
});
