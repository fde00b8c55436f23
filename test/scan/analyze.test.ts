import { beforeAll, expect, it } from '@jest/globals';
import { analyzeQueries } from '../../src/scan/analyze.ts';
import { loadParser } from '../../src/sql/parser.ts';
import type { CatalogNames } from '../../src/sql/shape/names.ts';
import type { Workload } from '../../src/workload/model.ts';
import { namesOf } from '../sql/names.ts';

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

it('has constants in expressions only where all executions have them: an index of one value is of no use to the others', () => {
  const names = namesOf({ 'public.t': 'a text, b jsonb, c timestamp' });
  const analyzed = (...texts: readonly (string | readonly [sql: string, ...parameters: string[]])[]) => {
    const samples = texts.map((text) => {
      const [sql = '', ...parameters] = typeof text === 'string' ? [text] : text;
      return { sql, parameters, durationMs: 1 };
    });
    const queries = [{ fingerprint: 'a', sql: '', calls: 2, totalMs: 1, minMs: 1, maxMs: 1, rows: null, samples }];
    const [query] = analyzeQueries({ queries } as unknown as Workload, names);
    const { predicates, groupBy, orderBy } = query!.shape.relations[0]!;
    return {
      predicates,
      keys: [...predicates, ...groupBy, ...orderBy].map(({ column, expression }) => expression ?? column),
    };
  };
  const written = (value: string, like = 'x%') =>
    `SELECT count(*) FROM t WHERE lower(a || '${value}') = 'q' AND a LIKE '${like}' GROUP BY date_trunc('day', c)`;

  const { keys, predicates } = analyzed(written('bob'), written('alice', 'y%'), 'SELEC');
  expect(keys.join()).toBe("lower((a || $1)),a,date_trunc('day', c)");
  expect(predicates[0]).toMatchObject({ kind: 'equality', constant: false });
  expect(predicates[0]).not.toHaveProperty('text');
  expect(predicates[1]).toMatchObject({ kind: 'like', value: { text: 'x%' }, constant: true, text: "(a ~~ 'x%')" });

  const bound = ['SELECT a FROM t ORDER BY b ->> $1', 'kind'] as const;
  expect(analyzed(bound, bound).keys).toEqual(["(b ->> 'kind'::text)"]);
  expect(analyzed(bound, ['SELECT a FROM t ORDER BY b ->> $1', 'bob']).keys).toEqual(['(b ->> $1::text)']);
  expect(analyzed(written('bob')).keys[0]).toBe("lower((a || 'bob'))");
});
