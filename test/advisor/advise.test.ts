import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { IndexDefinition } from '../../src/catalog/model.ts';
import type { PlannerEngine } from '../../src/planner/engine.ts';
import { loadParser } from '../../src/sql/parser.ts';
import { btree, column, existing, relation } from './make.ts';
import { fakeEngine } from './fake-engine.ts';
import type { FakeNeed } from './fake-engine.ts';
import { chosen, reasonFor, run } from './scenario.ts';
import type { Scenario } from './scenario.ts';

beforeAll(loadParser);

const rows = 100_000;
const byA: FakeNeed = { table: 't', rows, equal: { a: 1000 } };
const byAB: FakeNeed = { table: 't', rows, equal: { a: 1000, b: 50 } };
const byB: FakeNeed = { table: 't', rows, equal: { b: 1000 } };

describe('what pays', () => {
  test('the composite index is chosen over its beginning, and serves both statements', async () => {
    const { advice } = await run({
      needs: { one: [byA], both: [byAB] },
      wanted: { one: [btree('t', ['a'])], both: [btree('t', ['a', 'b']), btree('t', ['b', 'a']), btree('t', ['a'])] },
    });
    expect(chosen(advice)).toEqual(['t (a, b)']);
    expect(advice.indexes[0]!.serves).toHaveLength(2);
    expect(advice.queries.every((query) => query.costAfter < query.costBefore / 10)).toBe(true);
    expect(advice.costAfter).toBeLessThan(advice.costBefore / 10);
  });

  test('the order of equality columns is the one that another statement shares', async () => {
    const { advice } = await run({
      needs: { one: [byB], both: [byAB] },
      wanted: { one: [btree('t', ['b'])], both: [btree('t', ['a', 'b']), btree('t', ['b', 'a'])] },
    });
    expect(chosen(advice)).toEqual(['t (b, a)']);
  });

  test('the order of equality columns is the one that begins with an index that is wanted in any case', async () => {
    const wanted = { both: [btree('t', ['a', 'b']), btree('t', ['b', 'a'])] };
    const scenario: Scenario = { needs: { both: [byAB] }, wanted };
    const withKey = (column: string) => run({ ...scenario, input: { inAnyCase: [{ index: btree('t', [column]) }] } });
    expect(chosen((await withKey('a')).advice)).toEqual(['t (a, b)']);
    expect(chosen((await withKey('b')).advice)).toEqual(['t (b, a)']);
    const { advice } = await run({
      needs: { both: [byAB] },
      wanted: { both: [btree('t', ['a', 'b'])] },
      input: { inAnyCase: [{ index: btree('t', ['b']) }] },
    });
    expect(chosen(advice)).toEqual(['t (b, a)']);
    expect(advice.indexes[0]!.proposals).toEqual([0]);
  });

  test('the order of the columns stays where another would cost a statement more', async () => {
    const { advice } = await run({
      needs: { both: [{ table: 't', rows, equal: { a: 1000 }, range: { b: 0.1 } }] },
      wanted: { both: [btree('t', ['a', 'b'])] },
      input: { inAnyCase: [{ index: btree('t', ['b']) }] },
    });
    expect(chosen(advice)).toEqual(['t (a, b)']);
  });

  test('the order of equality columns is the one that begins with an index that is there, which may then go, though it seem a little dearer', async () => {
    const wanted = { both: [btree('t', ['a', 'b'])] };
    const withBias = (first: number) =>
      run({
        needs: { both: [{ ...byAB, seems: { b: first } }] },
        wanted,
        input: { replaceable: [btree('t', ['b'])] },
      });
    expect(chosen((await withBias(1.1)).advice)).toEqual(['t (b, a)']);
    expect(chosen((await withBias(2)).advice)).toEqual(['t (a, b)']);
  });

  test('an index begins with one that is there and may go, where a statement asks for the columns of both', async () => {
    const scenario: Scenario = {
      needs: { both: [{ table: 't', rows, equal: { a: 1e7, b: 2 } }] },
      wanted: { both: [btree('t', ['a']), btree('t', ['a', 'b']), btree('t', ['b', 'a'])] },
    };
    expect(chosen((await run(scenario)).advice)).toEqual(['t (a)']);
    const { advice } = await run({ ...scenario, input: { replaceable: [btree('t', ['b']), btree('t', ['c'])] } });
    expect(chosen(advice)).toEqual(['t (b, a)']);
  });

  test('two indexes of which one begins as the other are united, though one statement read more pages then', async () => {
    const many = 1e8;
    const { advice } = await run({
      needs: {
        report: [{ table: 't', rows: many, equal: { a: many / 100 }, reads: ['a', 'd'] }],
        list: [{ table: 't', rows: many, equal: { a: 20, b: 1000, c: 1000 } }],
      },
      calls: { report: 100_000 },
      wanted: { report: [btree('t', ['a'], { include: ['d'] })], list: [btree('t', ['a', 'b', 'c'])] },
    });
    expect(chosen(advice)).toEqual(['t (a, b, c) include (d)']);
  });

  test('no index is chosen beside one that holds the same columns in another order, though it seem a little dearer', async () => {
    const { advice } = await run({
      needs: {
        report: [{ table: 't', rows, equal: { a: 20 }, reads: ['a', 'b'] }],
        both: [{ table: 't', rows, equal: { a: 20, b: 20 }, seems: { a: 1.1 } }],
      },
      wanted: { report: [btree('t', ['a'], { include: ['b'] })], both: [btree('t', ['b', 'a'])] },
    });
    expect(chosen(advice)).toEqual(['t (a, b)']);
  });

  test('a narrower index is preferred to one that seems a little cheaper for the key that it begins with', async () => {
    const need: FakeNeed = { table: 't', rows, equal: { a: 50, b: 1, c: 20 } };
    const wanted = { both: [btree('t', ['b', 'a', 'c']), btree('t', ['a', 'c'])] };
    const withBias = (first: number) => run({ needs: { both: [{ ...need, seems: { a: first } }] }, wanted });
    expect(chosen((await withBias(1.2)).advice)).toEqual(['t (a, c)']);
    expect(chosen((await withBias(1.5)).advice)).toEqual(['t (b, a, c)']);
  });

  test('two indexes are united into one that no statement asked for, where it serves both', async () => {
    const report = (reads: string): FakeNeed => ({ table: 't', rows, equal: { a: 20 }, reads: ['a', reads] });
    const { advice } = await run({
      needs: { one: [report('d')], other: [report('e')] },
      wanted: { one: [btree('t', ['a'], { include: ['d'] })], other: [btree('t', ['a'], { include: ['e'] })] },
    });
    expect(chosen(advice)).toEqual(['t (a) include (d, e)']);
    expect(advice.indexes[0]!.proposals).toEqual([0, 1]);
  });

  test('included columns stay away where they save little of what the query cost', async () => {
    const narrow = await run({
      needs: { point: [{ table: 't', rows, equal: { a: 50_000 }, reads: ['a', 'd'] }] },
      wanted: { point: [btree('t', ['a'], { include: ['d'] }), btree('t', ['a'])] },
    });
    expect(chosen(narrow.advice)).toEqual(['t (a)']);
    const wide = await run({
      needs: { report: [{ table: 't', rows, equal: { a: 20 }, reads: ['a', 'd'] }] },
      wanted: { report: [btree('t', ['a'], { include: ['d'] }), btree('t', ['a'])] },
    });
    expect(chosen(wide.advice)).toEqual(['t (a) include (d)']);
  });

  test('no index is chosen beside one that begins with it, although a statement reads a few pages more', async () => {
    const many = 1_000_000_000;
    const { advice } = await run({
      needs: {
        count: [{ table: 't', rows: many, equal: { a: 10_000_000 }, reads: ['a'] }],
        recent: [{ table: 't', rows: many, equal: { a: 10_000_000 }, range: { b: 0.1 } }],
      },
      wanted: { count: [btree('t', ['a'])], recent: [btree('t', ['a', 'b'])] },
    });
    expect(chosen(advice)).toEqual(['t (a, b)']);
    expect(advice.indexes[0]!.serves).toHaveLength(2);
  });

  test('nor for what a statement seems to save by it, unless that is most of what it saves at all', async () => {
    const seems = (factor: number) =>
      run({
        needs: {
          count: [{ table: 't', rows, equal: { a: 20 }, reads: ['a'], seems: { 'a, b': factor } }],
          recent: [{ table: 't', rows, equal: { a: 20 }, range: { b: 0.1 } }],
        },
        wanted: { count: [btree('t', ['a'])], recent: [btree('t', ['a', 'b'])] },
      });
    expect(chosen((await seems(60)).advice)).toEqual(['t (a, b)']);
    expect(chosen((await seems(120)).advice)).toEqual(['t (a)', 't (a, b)']);
  });

  test('included columns stay away where they save the workload less than the pages that they add', async () => {
    const askedTimes = (calls: number, more: Partial<Scenario> = {}) =>
      run({
        needs: { report: [{ table: 't', rows, equal: { a: 1000 }, reads: ['a', 'd'] }] },
        wanted: { report: [btree('t', ['a'], { include: ['d'] }), btree('t', ['a'])] },
        calls: { report: calls },
        ...more,
      });
    expect(chosen((await askedTimes(3)).advice)).toEqual(['t (a)']);
    expect(chosen((await askedTimes(300)).advice)).toEqual(['t (a) include (d)']);
    const options = { storageBudgetBytes: 100_000_000 };
    expect(chosen((await askedTimes(3, { options })).advice)).toEqual(['t (a) include (d)']);
    // A file of SQL tells of no calls.
    const once = await askedTimes(1, { options: { minCalls: 1 } });
    expect(chosen(once.advice)).toEqual(['t (a) include (d)']);
  });

  test('a narrower index is preferred where the wider one gains next to nothing', async () => {
    const { advice } = await run({
      needs: { q: [{ table: 't', rows, equal: { a: 10_000, b: 1.02 } }] },
      wanted: { q: [btree('t', ['a', 'b']), btree('t', ['a'])] },
    });
    expect(chosen(advice)).toEqual(['t (a)']);
  });

  test('each table of a join has its own', async () => {
    const { advice } = await run({
      needs: { q: [byA, { table: 'u', rows, equal: { c: 500 } }] },
      wanted: { q: [btree('t', ['a']), btree('u', ['c'])] },
    });
    expect(chosen(advice)).toEqual(['t (a)', 'u (c)']);
  });

  test('the access before and after is told for each table', async () => {
    const { advice } = await run({ needs: { q: [byA] }, wanted: { q: [btree('t', ['a'])] } });
    expect(advice.queries[0]).toMatchObject({
      before: { 'public.t': 'Seq Scan' },
      after: { 'public.t': 'Index Scan using (a)' },
    });
  });
});

test('an index that only changes estimates serves none but the statements whose plans read it', async () => {
  const { advice } = await run({
    needs: { one: [byA], other: [byB] },
    wanted: { one: [btree('t', ['a'], { unique: true })], other: [btree('t', ['b'])] },
  });
  const serving = Object.fromEntries(
    advice.indexes.map(({ definition, serves }) => [definition.keys[0]!.column, serves]),
  );
  expect(serving).toEqual({ a: ['one'], b: ['other'] });
});

describe('what does not pay is refused with its reason', () => {
  test.each<[string, string, RegExp, Scenario]>([
    ['no plan uses it', 't (d)', /^no plan uses it$/, { needs: { q: [byA] }, wanted: { q: [btree('t', ['d'])] } }],
    [
      'it saves too little',
      't (c)',
      /^saves 5 %, less than 10 %$/,
      { needs: { q: [{ table: 't', rows, range: { c: 0.0949 } }] }, wanted: { q: [btree('t', ['c'])] } },
    ],
    [
      'a tiny table',
      't (a)',
      /^the table has 300 rows, below the floor of 500$/,
      { needs: { q: [{ table: 't', rows: 300, equal: { a: 300 } }] }, wanted: { q: [btree('t', ['a'])] } },
    ],
    [
      'a query that was asked once',
      't (a)',
      /^asked once, below --min-calls 2$/,
      { needs: { q: [byA] }, calls: { q: 1 }, wanted: { q: [btree('t', ['a'])] } },
    ],
    [
      'too many columns',
      't (a, b, c)',
      /^it has 3 key columns, more than --max-index-columns 2$/,
      { needs: { q: [byA] }, wanted: { q: [btree('t', ['a', 'b', 'c'])] }, options: { maxIndexColumns: 2 } },
    ],
    [
      'an existing index',
      't (a)',
      /^the existing index t_a_b_idx already serves$/,
      {
        needs: { q: [byA] },
        wanted: { q: [btree('t', ['a'])] },
        relations: [
          relation('t', [column('a')], { indexes: [existing(btree('t', ['a', 'b']), { name: 't_a_b_idx' })] }),
        ],
      },
    ],
    [
      'the engine cannot create it',
      't (impossible)',
      /^it cannot be created: no operator class$/,
      { needs: { q: [{ ...byA, equal: { a: 1000, impossible: 50 } }] }, wanted: { q: [btree('t', ['impossible'])] } },
    ],
    [
      'another index serves',
      't (a)',
      /^another index serves the same queries: public.t \(a, b\)$/,
      { needs: { q: [byAB] }, wanted: { q: [btree('t', ['a']), btree('t', ['a', 'b'])] } },
    ],
    [
      'no room',
      't (a)',
      /^the storage budget has no room for its [\d.]+ MB$/,
      { needs: { q: [byA] }, wanted: { q: [btree('t', ['a'])] }, options: { storageBudgetBytes: 1000 } },
    ],
  ])('%s', async (_, index, reason, scenario) => {
    const { advice } = await run(scenario);
    expect(chosen(advice)).not.toContain(index);
    expect(reasonFor(advice, index)).toMatch(reason);
  });

  test('an index that is written far more than it is read', async () => {
    const usage = {
      sequentialScans: 100, sequentialTuplesRead: 0, indexScans: 0, inserted: 1e9, updated: 0, deleted: 0, hotUpdated: 0,
      liveTuples: rows, deadTuples: 0, modifiedSinceAnalyze: 0, lastAnalyzeAt: null, lastAutoanalyzeAt: null,
      lastVacuumAt: null, lastAutovacuumAt: null,
    }; // prettier-ignore
    const { advice } = await run({
      needs: { q: [byA] },
      wanted: { q: [btree('t', ['a'])] },
      relations: [relation('t', [column('a', 'bigint')], { tuples: rows, usage })],
    });
    expect(chosen(advice)).toEqual([]);
    expect(reasonFor(advice, 't (a)')).toMatch(
      /^keeping it costs 1,[\d,]+ for 999,900,000 rows inserted, more than the 989,600 that it saves$/,
    );
  });

  test('a statement that cannot be planned is listed, not lost', async () => {
    const { advice } = await run({
      needs: { q: [byA] },
      wanted: { q: [btree('t', ['a'])] },
      input: { statements: () => [{ sql: '?' }] },
    });
    expect(advice.unplannable).toEqual([{ fingerprint: 'q', reason: 'the fake does not know it' }]);
    expect(advice.queries).toEqual([]);
  });
});

const columns = ['a', 'b', 'c', 'd'];
const need: fc.Arbitrary<FakeNeed> = fc.record({
  table: fc.constantFrom('t', 'u'),
  rows: fc.constant(rows),
  equal: fc.dictionary(fc.constantFrom(...columns), fc.integer({ min: 2, max: 5000 }), { maxKeys: 2 }),
  range: fc.dictionary(fc.constantFrom(...columns), fc.double({ min: 0.001, max: 0.5, noNaN: true }), { maxKeys: 1 }),
  reads: fc.subarray(columns, { minLength: 1 }),
});
const scenario: fc.Arbitrary<Scenario> = fc
  .dictionary(fc.constantFrom('q1', 'q2', 'q3', 'q4', 'q5'), fc.array(need, { minLength: 1, maxLength: 2 }), {
    minKeys: 1,
  })
  .map((needs) => ({
    needs,
    wanted: Object.fromEntries(Object.entries(needs).map(([name, parts]) => [name, wishes(parts)])),
  }));

function wishes(parts: readonly FakeNeed[]): readonly IndexDefinition[] {
  return parts.flatMap(({ table, equal = {}, range = {}, reads = [] }) => {
    const orders = [Object.keys(equal), Object.keys(equal).reverse()];
    const lists = orders
      .flatMap((order) => [order, [...order, ...Object.keys(range)], order.slice(0, 1)])
      .map((list) => [...new Set(list)]);
    return lists
      .filter((list) => list.length > 0)
      .flatMap((list) => [
        btree(table, list),
        btree(table, list, { include: reads.filter((column) => !list.includes(column)) }),
      ]);
  });
}

const reversed = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).reverse());

describe('for any workload', () => {
  test('the same input gives the same advice, in whatever order it comes', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (one) => {
        const wanted = Object.fromEntries(
          Object.entries(one.wanted).map(([name, list]) => [name, [...list].reverse()]),
        );
        const { advice: first } = await run(one);
        const { advice: second } = await run({ ...one, needs: reversed(one.needs), wanted: reversed(wanted) });
        expect(chosen(second)).toEqual(chosen(first));
        expect(second.costAfter).toBeCloseTo(first.costAfter, 6);
      }),
      { numRuns: 60 },
    );
  });

  test('no query becomes dearer, no plan is asked for twice, and budget and width are kept', async () => {
    await fc.assert(
      fc.asyncProperty(
        scenario,
        fc.option(fc.integer({ min: 0, max: 12_000_000 })),
        async (one, storageBudgetBytes) => {
          const { advice, asked } = await run({ ...one, options: { storageBudgetBytes, maxIndexColumns: 2 } });
          for (const query of advice.queries) expect(query.costAfter).toBeLessThanOrEqual(query.costBefore);
          expect(new Set(asked).size).toBe(asked.length);
          const size = advice.indexes.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
          expect(size).toBeLessThanOrEqual(storageBudgetBytes ?? Number.POSITIVE_INFINITY);
          expect(advice.indexes.every(({ definition }) => definition.keys.length <= 2)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('every index is missed by a query, which it improves by the least that was asked', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (one) => {
        const { advice } = await run(one);
        for (const { benefit, serves } of advice.indexes) {
          expect(serves.length).toBeGreaterThan(0);
          expect(benefit).toBeGreaterThan(0);
        }
        const helped = new Set(advice.indexes.flatMap(({ serves }) => serves));
        for (const query of advice.queries) {
          if (query.costAfter < query.costBefore) expect(helped.has(query.fingerprint)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('every proposed index is either advised or refused, once', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (one) => {
        const { advice } = await run(one);
        const refused = advice.rejected.map(({ definition }) => JSON.stringify(definition));
        expect(new Set(refused).size).toBe(refused.length);
        const answered = new Set([...refused, ...advice.indexes.map(({ definition }) => JSON.stringify(definition))]);
        for (const index of Object.values(one.wanted).flat()) expect(answered.has(JSON.stringify(index))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('time', () => {
  test('when it runs out, what was found is returned and the rest is named', async () => {
    const needs = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`q${n}`, [byAB]]));
    const wanted = Object.fromEntries(
      Object.keys(needs).map((name) => [name, [btree('t', ['a', 'b']), btree('t', ['a'])]]),
    );
    let clock = 0;
    const { advice } = await run({ needs, wanted, options: { timeBudgetMs: 60 }, input: { now: () => (clock += 1) } });
    // One-column indexes are tried first, for all queries in turn.
    expect(chosen(advice)).toEqual(['t (a)']);
    expect(advice.incomplete.join()).toMatch(/not all indexes were tried for \d+ of 20 queries/);
  });

  test('of many queries the first are looked at before the last are priced', async () => {
    const names = Array.from({ length: 300 }, (_, number) => `q${String(number).padStart(3, '0')}`);
    let clock = 0;
    const { advice, asked } = await run({
      needs: Object.fromEntries(names.map((name) => [name, [byA]])),
      wanted: Object.fromEntries(names.map((name) => [name, [btree('t', ['a'])]])),
      options: { timeBudgetMs: 1000 },
      input: { now: () => (clock += 1) },
    });
    const firstLook = asked.findIndex((one) => !one.endsWith('| '));
    expect(chosen(advice)).toEqual(['t (a)']);
    expect(firstLook).toBe(50);
    expect(advice.incomplete[0]).toMatch(/^no index was sought for \d+ of 300 queries: the time budget ran out$/);
    expect(advice.unsought).not.toContain('q000');
    expect(advice.unsought).toContain('q299');
  });

  test('no plan is begun that should pass the end, by what those before took', async () => {
    const names = Array.from({ length: 20 }, (_, number) => `q${number}`);
    const needs = Object.fromEntries(names.map((name) => [name, [byAB]]));
    let clock = 0;
    const { engine } = fakeEngine(needs);
    const slowEngine: PlannerEngine = {
      ...engine,
      plan: (...asked) => {
        clock += 300;
        return engine.plan(...asked);
      },
    };
    const { advice } = await run({
      needs,
      wanted: Object.fromEntries(names.map((name) => [name, [btree('t', ['a'])]])),
      options: { timeBudgetMs: 2000 },
      input: { engine: slowEngine, now: () => clock },
    });
    expect(clock).toBe(1800);
    expect(chosen(advice)).toEqual(['t (a)']);
    expect(advice.queries.length).toBeLessThan(20);
    expect(advice.incomplete.join()).toMatch(/^no index was sought for \d+ of 20 queries/);
  });

  test('when it runs out while indexes are chosen, that is said', async () => {
    let clock = 0;
    const { advice } = await run({
      needs: { q: [byA] },
      wanted: { q: [btree('t', ['a'])] },
      options: { timeBudgetMs: 100 },
      input: { now: () => clock, onProgress: ({ phase }) => (clock = phase === 'selecting' ? 95 : 0) },
    });
    expect(chosen(advice)).toEqual(['t (a)']);
    expect(advice.incomplete).toEqual(['the choice among the indexes was cut short: the time budget ran out']);
  });

  test('with no time at all nothing is planned, and that is said', async () => {
    const { advice, asked } = await run({
      needs: { q: [byA] },
      wanted: { q: [btree('t', ['a'])] },
      options: { timeBudgetMs: 0 },
      input: { now: (() => { let clock = 0; return () => (clock += 1); })() },
    }); // prettier-ignore
    expect(asked).toEqual([]);
    expect(advice.indexes).toEqual([]);
    expect(advice.incomplete).toEqual(['no index was sought for 1 of 1 queries: the time budget ran out']);
  });
});
