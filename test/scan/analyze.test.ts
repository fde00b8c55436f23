import { beforeAll, expect, it } from '@jest/globals';
import { analyzeQueries } from '../../src/scan/analyze.ts';
import { loadParser } from '../../src/sql/parser.ts';
import type { CatalogNames } from '../../src/sql/shape/names.ts';
import type { Workload } from '../../src/workload/model.ts';

beforeAll(() => loadParser());

it('passes over samples that are not one statement, as an edited workload file may hold', () => {
  const sample = (sql: string) => ({ sql, parameters: [], durationMs: 1 });
  const samples = ['SELECT 1; DROP TABLE t', 'SELEC 1', 'SELECT 2;', 'SELECT 3; SELECT 4'].map(sample);
  const counted = { calls: 1, totalMs: 1, minMs: 1, maxMs: 1, rows: null };
  const queries = [
    { fingerprint: 'a', sql: 'SELECT $1', ...counted, samples },
    { fingerprint: 'b', sql: 'SELECT $1', ...counted, samples: samples.slice(0, 1) },
  ];
  const workload = { queries } as unknown as Workload;
  const names = { find: () => null } as unknown as CatalogNames;
  expect(analyzeQueries(workload, names).map((query) => query.samples.map(({ sql }) => sql))).toEqual([
    ['SELECT 2;'],
    [],
  ]);
});
