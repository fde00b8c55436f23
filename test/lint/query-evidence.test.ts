import { beforeAll, expect, it } from '@jest/globals';
import type { Catalog } from '../../src/catalog/model.ts';
import type { AnalyzedQuery } from '../../src/lint/contract.ts';
import { partsOf } from '../../src/lint/partitions.ts';
import { evidenceSource } from '../../src/lint/query-evidence.ts';
import { loadParser } from '../../src/sql/parser.ts';
import { collectWorkload } from '../../src/workload/collect.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { bytesOf } from '../workload/support.ts';

beforeAll(() => loadParser());

const line = (ms: number, plan: string) =>
  `2026-11-23 12:00:00.000 UTC [7] LOG:  duration: ${ms}.000 ms  plan:\n\tQuery Text: SELECT a FROM t WHERE b = 'secret'\n\t${plan}\n`;
const scan = (table: string, removed: number) =>
  `Seq Scan on ${table}  (cost=0.00..1.00 rows=1 width=4) (actual time=0.1..9.1 rows=3 loops=1)\n\t  Filter: (b = 'secret'::text)\n\t  Rows Removed by Filter: ${removed}`;

it('has of each query how the slowest plan that reads the table read it, without literals', async () => {
  const log = line(5, scan('t', 40)) + line(9, scan('t', 70)) + line(20, scan('other.t', 90)) + line(30, scan('u', 1));
  const { queries, statistics } = await collectWorkload([readLog('log', bytesOf(log))]);
  const analyzed = queries.map((query) => ({ ...query, statistics: statistics!.get(query.fingerprint) }));
  const evidenceOf = evidenceSource(analyzed as unknown as AnalyzedQuery[], null);
  const [evidence] = evidenceOf([queries[0]!.fingerprint], { schema: 'public', name: 't' });
  expect(evidence!.seen).toEqual({
    node: 'Seq Scan',
    rows: 3,
    removed: 70,
    durationMs: 9,
    at: Date.UTC(2026, 10, 23, 12),
  });
  expect(JSON.stringify(evidence)).not.toContain('secret');
  expect(evidenceOf([queries[0]!.fingerprint], { schema: 'public', name: 'v' })[0]).not.toHaveProperty('seen');
});

it('has the mean of the executions whose duration is known', async () => {
  const begin = '2026-11-23 12:00:00.000 UTC [7] LOG:  ';
  const asked = `${begin}statement: SELECT a FROM t WHERE b = 1\n`;
  const log = `${asked}${begin}duration: 1000.000 ms\n${asked}${asked}`;
  const { queries, statistics } = await collectWorkload([readLog('log', bytesOf(log))]);
  const analyzed = queries.map((query) => ({ ...query, statistics: statistics!.get(query.fingerprint) }));
  const evidenceOf = evidenceSource(analyzed as unknown as AnalyzedQuery[], null);
  const [evidence] = evidenceOf([queries[0]!.fingerprint], { schema: 'public', name: 't' });
  expect(evidence).toMatchObject({ calls: 3, totalMs: 1000, observedMs: 1000 });
});

it('has of a partitioned table how all of its partitions were read', async () => {
  const plan = `Append  (cost=0.00..2.00 rows=2 width=4) (actual time=0.1..9.1 rows=6 loops=1)\n\t  ->  ${scan('t_1', 40)}\n\t  ->  ${scan('t_2', 70)}\n\t  ->  ${scan('u', 900)}`;
  const { queries, statistics } = await collectWorkload([readLog('log', bytesOf(line(9, plan)))]);
  const analyzed = queries.map((query) => ({ ...query, statistics: statistics!.get(query.fingerprint) }));
  const parts = partsOf({
    relations: [
      { schema: 'public', name: 't', partitionOf: null },
      { schema: 'public', name: 't_all', partitionOf: { parent: { schema: 'public', name: 't' }, bound: 'DEFAULT' } },
      { schema: 'public', name: 't_1', partitionOf: { parent: { schema: 'public', name: 't_all' }, bound: '' } },
      { schema: 'public', name: 't_2', partitionOf: { parent: { schema: 'public', name: 't_all' }, bound: '' } },
    ] as unknown as Catalog['relations'],
  });
  const evidenceOf = evidenceSource(analyzed as unknown as AnalyzedQuery[], null, parts);
  const of = (name: string) => evidenceOf([queries[0]!.fingerprint], { schema: 'public', name })[0]!.seen;
  expect(of('t')).toMatchObject({ node: 'Seq Scan', rows: 6, removed: 110 });
  expect(of('t_2')).toMatchObject({ rows: 3, removed: 70 });
});
