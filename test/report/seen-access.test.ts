import { expect, test } from '@jest/globals';
import type { QueryEvidence, SeenAccess } from '../../src/report/model.ts';
import { seenAccesses } from '../../src/report/seen-access.ts';

function query(seen?: Partial<SeenAccess>): QueryEvidence {
  const base = { node: 'Seq Scan', rows: 10, removed: 19_990, durationMs: 15.3, at: null };
  return {
    ...{ fingerprint: 'f', sql: 'SELECT 1', calls: 1, totalMs: 0, share: null, costBefore: null, costAfter: null },
    ...{ observedMs: null, before: null, after: null },
    ...(seen && { seen: { ...base, ...seen } }),
  };
}

test.each([
  ['one query', [query({})], ['auto_explain saw a Seq Scan that read 20,000 rows for 10, in an execution of 15.3 ms']],
  [
    'the second of two queries',
    [query(), query({ rows: 0, removed: 7 })],
    ['auto_explain saw a Seq Scan of query 2 that read 7 rows for 0, in an execution of 15.3 ms'],
  ],
  [
    'an index scan',
    [query({ node: 'Index Scan' })],
    ['auto_explain saw an Index Scan that read 20,000 rows for 10, in an execution of 15.3 ms'],
  ],
  ['a scan that removed nothing', [query({ removed: 0 })], []],
  ['a plan without counts', [query({ rows: null, removed: null })], []],
  ['no plan', [query()], []],
])('%s', (_, queries, lines) => {
  expect(seenAccesses(queries)).toEqual(lines);
});
