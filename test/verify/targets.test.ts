import { expect, it } from '@jest/globals';
import { createNamer } from '../../src/migration/names.ts';
import { planFix } from '../../src/migration/plan.ts';
import type { QueryEvidence } from '../../src/report/model.ts';
import { verifyTargets } from '../../src/verify/targets.ts';
import { findingWith } from '../migration/apply.ts';
import { catalogOf, indexOn, partitionOf, relationOf } from '../migration/catalog.ts';

const catalog = catalogOf([
  relationOf('invoice'),
  relationOf('ev', { kind: 'partitioned-table', partitionKey: 'RANGE (at)' }),
  partitionOf('ev', 'ev_1'),
]);
const evidence = (sizeBytes: number | null, ...fingerprints: string[]) => ({
  queries: fingerprints.map((fingerprint) => ({ fingerprint }) as QueryEvidence),
  sizeBytes,
  writeCost: null,
  notes: [],
});

it('each fix is one target, with the queries of all findings that share it', () => {
  const namer = createNamer(catalog);
  const plan = (table: string) =>
    planFix({ kind: 'create-index', name: null, index: indexOn(table, ['a']) }, catalog, namer);
  const invoice = plan('invoice');
  expect(
    verifyTargets([
      findingWith(invoice, { evidence: evidence(null, 'x', 'y') }),
      findingWith(null),
      findingWith(plan('ev'), { evidence: evidence(10, 'z') }),
      findingWith(invoice, { evidence: evidence(20, 'y', 'z') }),
    ]),
  ).toEqual([
    {
      name: 'public.invoice_a_idx',
      definition: indexOn('invoice', ['a']),
      estimatedSizeBytes: 20,
      fingerprints: ['x', 'y', 'z'],
    },
    { name: 'public.ev_a_idx', definition: indexOn('ev', ['a']), estimatedSizeBytes: 10, fingerprints: ['z'] },
  ]);
});
