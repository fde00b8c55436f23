import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createWorkloadBuilder } from '../../src/workload/builder.ts';
import type { Execution, Workload } from '../../src/workload/model.ts';
import { loadParser } from '../../src/sql/parser.ts';

beforeAll(() => loadParser());

function execution(sql: string, rest: Partial<Execution> = {}): Execution {
  return {
    sql,
    parameters: [],
    durationMs: 1,
    calls: 1,
    rows: null,
    at: null,
    user: null,
    database: null,
    application: null,
    session: null,
    ...rest,
  };
}

function build(executions: readonly Execution[]): Workload {
  const builder = createWorkloadBuilder();
  for (const one of executions) builder.add(one);
  return builder.build();
}

describe('the workload', () => {
  it('has one query for one shape, whoever replaced the constants', () => {
    const { queries } = build([
      execution("SELECT * FROM t WHERE a = 1 AND b IN ('x','y')", { durationMs: 2.5 }),
      execution('select * from t where a=$1 and b in ($2)', { parameters: ['3', 'z'], durationMs: 0.25 }),
      execution('SELECT * FROM t WHERE a = $1 AND b IN ($2 /*, ... */)', { calls: 10, durationMs: 20, rows: 30 }),
    ]);
    expect(queries).toHaveLength(1);
    expect(queries[0]).toMatchObject({ calls: 12, totalMs: 22.75, minMs: 0.25, maxMs: 2.5, rows: 30 });
    expect(queries[0]!.samples).toEqual([
      { sql: "SELECT * FROM t WHERE a = 1 AND b IN ('x','y')", parameters: [], durationMs: 2.5 },
      { sql: 'select * from t where a=$1 and b in ($2)', parameters: ['3', 'z'], durationMs: 0.25 },
    ]);
  });

  it('has no sample of a text whose values are unknown', () => {
    const { queries } = build([execution('SELECT * FROM t WHERE a = $1 AND b = $2', { parameters: ['1'] })]);
    expect(queries[0]!.samples).toEqual([]);
  });

  it('keeps a few samples, the slowest among them', () => {
    const many = Array.from({ length: 100 }, (_, i) =>
      execution(`SELECT * FROM t WHERE a = ${i}`, { durationMs: (i * 37) % 101 }),
    );
    const samples = build(many).queries[0]!.samples;
    expect(samples).toHaveLength(5);
    expect(samples.slice(0, 2).map(({ durationMs }) => durationMs)).toEqual([100, 99]);
    expect(new Set(samples.map(({ sql }) => sql)).size).toBe(5);
  });

  it('adds the time of a resumed portal without a call', () => {
    const { queries } = build([
      execution('SELECT 1', { durationMs: 3 }),
      execution('SELECT 1', { durationMs: 0.5, calls: 0 }),
    ]);
    expect(queries[0]).toMatchObject({ calls: 1, totalMs: 3.5, minMs: 3, maxMs: 3 });
  });

  it('does not lose microseconds', () => {
    const { queries } = build(Array.from({ length: 1000 }, () => execution('SELECT 1', { durationMs: 0.001 })));
    expect(queries[0]!.totalMs).toBe(1);
  });

  it('names what does not parse, without its literals', () => {
    const { queries, unparsable } = build([
      execution("SELEC 'secret' FROM t WHERE a = 42"),
      execution("SELECT 'secret"),
    ]);
    expect(queries).toEqual([]);
    expect(unparsable).toHaveLength(2);
    expect(unparsable[0]!.reason).toMatch(/syntax error|unterminated/);
    expect(JSON.stringify(unparsable)).not.toMatch(/secret|42/);
  });

  it('is in order of total time, then calls', () => {
    const { queries } = build([
      execution('SELECT a FROM t', { durationMs: 5 }),
      execution('SELECT b FROM t', { durationMs: 9 }),
      execution('SELECT c FROM t', { durationMs: 2.5 }),
      execution('SELECT c FROM t', { durationMs: 2.5 }),
    ]);
    expect(queries.map(({ sql }) => sql)).toEqual(['SELECT b FROM t', 'SELECT c FROM t', 'SELECT a FROM t']);
  });

  it('names the losses of its sources, and not what was left out on purpose', () => {
    const builder = createWorkloadBuilder();
    builder.endSource({
      kind: 'log',
      name: 'a.log',
      format: 'stderr',
      bytes: 1,
      lines: 1,
      statements: 0,
      skipped: { 'transaction control': 5, 'line not recognised': 2, 'compressed data cut short': 1 },
    });
    expect(builder.build().incomplete).toEqual([
      'a.log: 2 × line not recognised',
      'a.log: the compressed data is cut short or damaged',
    ]);
  });

  it('does not depend on the order in which executions come', () => {
    const text = fc.constantFrom(
      'SELECT * FROM t WHERE a = $1',
      'select * from t where a = 1',
      "SELECT * FROM t WHERE a = 'b'",
      'SELECT * FROM u ORDER BY 1',
      'SELEC 1',
      'SELECT * FROM t WHERE a IN (1, 2)',
    );
    const one = fc
      .record({
        sql: text,
        parameters: fc.array(fc.option(fc.constantFrom('1', '2', '3'), { nil: null }), { maxLength: 1 }),
        durationMs: fc.option(
          fc.integer({ min: 0, max: 5_000 }).map((us) => us / 1000),
          { nil: null },
        ),
        calls: fc.constantFrom(0, 1, 1, 1, 7),
        rows: fc.option(fc.nat(9), { nil: null }),
      })
      .map(({ sql, ...rest }) => execution(sql, rest));
    fc.assert(
      fc.property(
        fc
          .array(one, { maxLength: 30 })
          .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, shuffled]) => {
          expect(build(shuffled)).toEqual(build(list));
        },
      ),
      { numRuns: 300 },
    );
  });
});
