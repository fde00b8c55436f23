import { expect, test } from '@jest/globals';
import { askedBy } from '../../src/report/asked-by.ts';
import type { QueryEvidence } from '../../src/report/model.ts';

function query(...tags: readonly (readonly [string, string, number?])[]): QueryEvidence {
  return {
    ...{ fingerprint: 'f', sql: 'SELECT 1', calls: 1, totalMs: 0, share: null, costBefore: null, costAfter: null },
    ...{ observedMs: null, before: null, after: null },
    tags: tags.map(([key, value, share = 1]) => ({ key, value, share })),
  };
}

const show = [
  ['controller', 'orders'],
  ['action', 'show'],
] as const;

test.each([
  ['one query', [query(...show)], ['asked by controller orders, action show']],
  ['a tag of some of its calls', [query(['route', '/orders', 0.6])], ['asked by route /orders (60 %)']],
  ['queries of one place', [query(...show), query(...show)], ['asked by controller orders, action show']],
  [
    'queries of several places',
    [query(...show), query(['job', 'Digest']), query(...show)],
    ['query 1, 3 asked by controller orders, action show', 'query 2 asked by job Digest'],
  ],
  ['queries without tags', [query()], []],
])('%s', (_, queries, lines) => {
  expect(askedBy(queries)).toEqual(lines);
});
