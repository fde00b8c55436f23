import { describe, expect, test } from '@jest/globals';
import { bit, NONE } from '../../src/advisor/bits.ts';
import type { Bits } from '../../src/advisor/bits.ts';
import { columnKey, expressionKey, indexOn } from '../../src/advisor/definition.ts';
import { createPricer } from '../../src/advisor/pricing.ts';
import { UnplannableError } from '../../src/planner/engine.ts';
import type { HypotheticalIndex, Plan, PlannerEngine, WantedIndex } from '../../src/planner/engine.ts';
import { fakeEngine } from './fake-engine.ts';

const table = { schema: 'public', name: 't' };
const onExpression = indexOn(table, [expressionKey('lower(email)')]);
const onColumn = indexOn(table, [columnKey('id')]);
const UNREAD = bit(0);
const READ = bit(1);

/** Statistics of the expression make every plan ten times as dear or cheap; the index on the column is read, that on the expression not. */
function pricerWhereStatistics(factor: number, suffices = () => true) {
  const asked: string[] = [];
  const engine: PlannerEngine = {
    name: 'twin',
    unplannableRelations: [],
    addIndex: (definition, sizeBytes) =>
      Promise.resolve({ id: definition === onExpression ? 1 : 2, definition, sizeBytes }),
    plan(_, indexes: readonly HypotheticalIndex[]): Promise<Plan> {
      const ids = indexes.map(({ id }) => id);
      asked.push(ids.join());
      const totalCost = (ids.includes(2) ? 100 : 1000) * (ids.includes(1) ? factor : 1);
      const root = {
        'Node Type': 'Seq Scan',
        'Startup Cost': 0,
        'Total Cost': totalCost,
        'Plan Rows': 1,
        'Plan Width': 8,
      };
      return Promise.resolve({
        totalCost,
        startupCost: 0,
        rows: 1,
        root,
        existingIndexes: [],
        hypotheticalIndexes: ids.filter((id) => id === 2),
      });
    },
    usage: () => ({ calls: asked.length, ms: 0 }),
    close: () => Promise.resolve(),
  };
  const candidates = [onExpression, onColumn].map((definition) => ({ definition, sizeBytes: 8192 }));
  const pricer = createPricer({
    engine,
    statements: [[{ sql: 'SELECT' }]],
    candidates,
    relevant: () => UNREAD | READ,
    suffices,
  });
  return { pricer, asked };
}

describe.each([0.1, 10])(
  'an index on an expression that no plan reads, whose statistics change costs %d times',
  (factor) => {
    test('is no gain and no harm', async () => {
      const { pricer } = pricerWhereStatistics(factor);
      expect((await pricer.price(0, UNREAD)).cost).toBe(1000);
      expect((await pricer.price(0, UNREAD | READ)).cost).toBe(100);
      expect((await pricer.price(0, UNREAD | READ)).used).toBe(READ);
    });

    test('is asked about once', async () => {
      const { pricer, asked } = pricerWhereStatistics(factor);
      await pricer.price(0, NONE);
      await pricer.price(0, UNREAD);
      await pricer.price(0, UNREAD);
      expect(asked).toEqual(['', '1']);
      await pricer.price(0, UNREAD | READ);
      await pricer.price(0, READ);
      expect(asked).toEqual(['', '1', '1,2', '2']);
    });
  },
);

test('where the time does not suffice for another plan, the cheapest known price stands for it', async () => {
  let isTime = true;
  const { pricer, asked } = pricerWhereStatistics(1, () => isTime);
  await pricer.price(0, NONE);
  isTime = false;
  expect((await pricer.price(0, READ)).cost).toBe(1000);
  expect(pricer.recall(0, READ)).toBeUndefined();
  isTime = true;
  await pricer.price(0, READ);
  isTime = false;
  expect((await pricer.price(0, UNREAD | READ)).cost).toBe(100);
  expect(asked).toHaveLength(2);
});

test('what queries will be shown is made at once, in the order of the candidates', async () => {
  const columns = ['a', 'b', 'c', 'd'];
  const made: string[][] = [];
  const engine = {
    addIndexes: (wanted: readonly WantedIndex[]) => {
      made.push(wanted.map(({ definition }) => definition.keys[0]!.column!));
      return Promise.resolve(wanted.map((one, id) => ({ id, ...one })));
    },
  };
  const [a, b, c, d] = columns.map((_, number) => bit(number)) as [Bits, Bits, Bits, Bits];
  const pricer = createPricer({
    engine: engine as Partial<PlannerEngine> as PlannerEngine,
    statements: [[], []],
    candidates: columns.map((column) => ({ definition: indexOn(table, [columnKey(column)]), sizeBytes: 8192 })),
    relevant: (query) => (query === 0 ? b | c | d : a | b),
    // To the first query the last two are the same.
    distinct: (query, set) => (query === 0 ? set & (a | b | c) : set),
  });
  const all = a | b | c | d;
  await pricer.prepare(
    [
      [0, all],
      [1, all],
    ],
    () => false,
  );
  expect(made).toEqual([['a', 'b', 'c']]);
});

describe('statements of which there are no plans', () => {
  const failing = (fails: (sql: string, indexes: readonly HypotheticalIndex[]) => boolean) => {
    const { engine } = fakeEngine({ a: [{ table: 't', rows: 1000 }], b: [{ table: 't', rows: 3000 }] });
    return createPricer({
      engine: {
        ...engine,
        plan: (statement, indexes) =>
          fails(statement.sql, indexes)
            ? Promise.reject(new UnplannableError('out of shared memory'))
            : engine.plan(statement, indexes),
      },
      statements: [[{ sql: 'a' }, { sql: 'b' }]],
      candidates: [{ definition: onColumn, sizeBytes: 8192 }],
      relevant: () => bit(0),
    });
  };

  test('with an index, all of them, are priced as without it, then and later', async () => {
    const pricer = failing((_, indexes) => indexes.length > 0);
    expect((await pricer.price(0, NONE)).cost).toBe(200);
    expect((await pricer.price(0, bit(0))).cost).toBe(200);
    expect(pricer.recall(0, NONE)?.cost).toBe(200);
  });

  test('with an index, some of them, are left out, also without it', async () => {
    const pricer = failing((sql, indexes) => sql === 'b' && indexes.length > 0);
    expect((await pricer.price(0, NONE)).cost).toBe(200);
    expect((await pricer.price(0, bit(0))).cost).toBe(100);
    expect(pricer.recall(0, NONE)?.cost).toBe(100);
  });

  test('at all are refused with the reason', async () => {
    const pricer = failing(() => true);
    await expect(pricer.price(0, NONE)).rejects.toThrow(new UnplannableError('out of shared memory'));
  });
});
