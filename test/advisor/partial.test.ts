import { beforeAll, describe, expect, test } from '@jest/globals';
import { candidateContext } from '../../src/advisor/candidate-context.ts';
import { indexCandidates } from '../../src/advisor/candidates.ts';
import { describeIndex } from '../../src/advisor/definition.ts';
import { predicateSelectivity } from '../../src/advisor/size/predicate.ts';
import type { Index } from '../../src/catalog/model.ts';
import type { AnalyzedQuery } from '../../src/lint/contract.ts';
import { bindParameters } from '../../src/sql/bind.ts';
import { loadParser } from '../../src/sql/parser.ts';
import { createNames, shapeOf } from '../../src/sql/shape.ts';
import type { QuerySample } from '../../src/workload/model.ts';
import { btree, catalog, column, existing, query, relation, statistics } from './make.ts';

beforeAll(loadParser);

const months = (year: number) => Array.from({ length: 12 }, (_, at) => `${year}-${String(at + 1).padStart(2, '0')}-01`);
const dates = statistics({ distinct: 700, histogramBounds: `{${[...months(2024), ...months(2025)].join()}}` });
const parcel = (indexes: readonly Index[] = []) =>
  relation(
    'parcel',
    [
      column('id', 'bigint', { notNull: true }),
      column('status', 'text', {
        statistics: statistics({
          distinct: 3,
          mostCommonValues: '{done,open,lost}',
          mostCommonFrequencies: [0.9, 0.08, 0.02],
        }),
      }),
      column('fragile', 'boolean', {
        statistics: statistics({ distinct: 2, mostCommonValues: '{f,t}', mostCommonFrequencies: [0.97, 0.03] }),
      }),
      column('parent_id', 'bigint', { statistics: statistics({ nullFraction: 0.95, distinct: 2000 }) }),
      column('due_on', 'date', { statistics: dates }),
      column('sent_on', 'date', { statistics: dates }),
      column('place_id', 'bigint', { statistics: statistics({ distinct: 500 }) }),
      column('weight', 'integer', { statistics: statistics({ distinct: 100 }) }),
    ],
    { indexes },
  );

interface Asked {
  readonly sql: string;
  readonly calls?: number;
  readonly executions?: readonly Omit<QuerySample, 'durationMs'>[];
}

/** Partial candidates for the first of the statements. */
function partial(asked: readonly (string | Asked)[], indexes: readonly Index[] = []): readonly string[] {
  const table = parcel(indexes);
  const all = catalog([table]);
  const names = createNames(all);
  const queries = asked.map((one, position): AnalyzedQuery => {
    const { sql, calls = 1, executions } = typeof one === 'string' ? { sql: one } : one;
    const samples = (executions ?? [{ sql, parameters: [] }]).map((sample) => ({ ...sample, durationMs: null }));
    const shape = shapeOf(bindParameters(samples[0]!.sql, samples[0]!.parameters), names);
    return query(`q${position}`, [], { sql, calls, samples, shape });
  });
  const [first] = queries;
  const context = candidateContext(all, queries, { maxIndexColumns: 3 });
  return indexCandidates(table, first!.shape.relations[0]!, first!.shape, context)
    .filter(({ predicate }) => predicate !== null)
    .map((definition) => describeIndex(definition).replace('public.parcel ', ''));
}

describe('a partial index is proposed for', () => {
  test('columns compared with each other, written either way', () => {
    const wanted = '(place_id) where due_on < sent_on';
    expect(partial(['SELECT id FROM parcel WHERE place_id = $1 AND due_on < sent_on'])).toContain(wanted);
    expect(partial(['SELECT id FROM parcel WHERE place_id = $1 AND sent_on > due_on'])).toContain(wanted);
  });

  test('a flag, and columns that are rarely not null', () => {
    expect(partial(['SELECT id FROM parcel WHERE place_id = $1 AND fragile'])).toContain('(place_id) where fragile');
    const missing = partial(['SELECT id FROM parcel WHERE place_id = 7 AND parent_id IS NOT NULL']);
    expect(missing).toContain('(place_id) where parent_id IS NOT NULL');
    // `=` is true of no NULL.
    expect(partial(['SELECT weight FROM parcel WHERE parent_id = 7'])).toContain(
      '(parent_id) where parent_id IS NOT NULL',
    );
  });

  test('a literal beside parameters', () => {
    const sql = "SELECT id FROM parcel WHERE place_id = $1 AND status = 'open'";
    expect(partial([{ sql, executions: [{ sql, parameters: ['7'] }] }])).toContain("(place_id) where status = 'open'");
  });

  test('all conditions together, and each alone', () => {
    const found = partial(['SELECT id FROM parcel WHERE place_id = $1 AND due_on < sent_on AND fragile']);
    expect(found).toContain('(place_id) where (due_on < sent_on) AND (fragile)');
    expect(found).toContain('(place_id) where fragile');
  });
});

describe('no partial index is proposed for', () => {
  test('what was a parameter, though all executions had the same', () => {
    const sql = 'SELECT id FROM parcel WHERE place_id = $1 AND status = $2';
    const executions = [
      { sql, parameters: ['7', 'open'] },
      { sql, parameters: ['8', 'open'] },
    ];
    expect(partial([{ sql, calls: 50, executions }])).toEqual([]);
  });

  test('what a statement without parameters says, even in all of many executions, or in two statements', () => {
    const run = (place: number) => ({
      sql: `SELECT id FROM parcel WHERE place_id = ${place} AND status = 'open'`,
      parameters: [],
    });
    const sql = 'SELECT id FROM parcel WHERE place_id = $1 AND status = $2';
    const other = "SELECT count(*) FROM parcel WHERE status = 'open' AND weight > 3";
    expect(partial([{ sql, calls: 50, executions: [run(1), run(2), run(3)] }, other])).toEqual([]);
  });

  test('one of hundreds of values, though all executions ask for it', () => {
    const sql = 'SELECT id FROM parcel WHERE place_id = 7 AND weight > $1';
    const executions = [
      { sql, parameters: ['1'] },
      { sql, parameters: ['2'] },
    ];
    expect(partial([{ sql, calls: 50, executions }])).toEqual([]);
  });

  test('a time, which ages', () => {
    const sql = "SELECT id FROM parcel WHERE place_id = $1 AND sent_on > '2025-06-01'";
    expect(partial([{ sql, calls: 50, executions: [{ sql, parameters: ['7'] }] }])).toEqual([]);
  });

  test('most of the table', () => {
    expect(partial(['SELECT id FROM parcel WHERE place_id = $1 AND NOT fragile'])).toEqual([]);
  });

  test('the rows that a partial index of the same keys has already, while an index of all rows does not stand for it', () => {
    const asked = ['SELECT count(*) FROM parcel WHERE place_id = $1 AND fragile'];
    const whole = btree('parcel', ['place_id']);
    expect(partial(asked, [existing(whole)])).toContain('(place_id) where fragile');
    expect(partial(asked, [existing({ ...whole, predicate: 'fragile' })])).not.toContain('(place_id) where fragile');
  });
});

test('how many rows compare so is told by the histograms, and is a third at the least, as the planner has it', () => {
  const earlier = statistics({ histogramBounds: `{${months(2020).join()}}` });
  const later = statistics({ histogramBounds: `{${months(2024).join()}}` });
  const table = relation('t', [
    column('a', 'date', { statistics: earlier }),
    column('b', 'date', { statistics: later }),
    column('c', 'date', { statistics: later }),
  ]);
  expect(predicateSelectivity(table, 'a < b')).toBe(1);
  expect(predicateSelectivity(table, 'b < a')).toBeCloseTo(1 / 3);
  expect(predicateSelectivity(table, 'b < c')).toBeCloseTo(0.5);
});
