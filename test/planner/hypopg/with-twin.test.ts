/** What is the server's word and what is the twin's, by engines whose costs are given. */
import { expect, test } from '@jest/globals';
import { columnKey, expressionKey, indexOn } from '../../../src/advisor/definition.ts';
import type { IndexDefinition } from '../../../src/catalog/model.ts';
import { UnplannableError } from '../../../src/planner/engine.ts';
import type { HypotheticalIndex, Plan, PlanOptions, WantedIndex } from '../../../src/planner/engine.ts';
import { HypopgWithTwin, type ServerEngine } from '../../../src/planner/hypopg/with-twin.ts';

const table = { schema: 'public', name: 't' };
const plain = indexOn(table, [columnKey('a')]);
const partial = indexOn(table, [columnKey('b')], { predicate: 'c' });
const STATEMENT = { sql: 'SELECT 1' };

/** Costs by the names of the indexes that are there and the hidden ones, `a@8192`, a comma between two. */
function engine(costs: Readonly<Record<string, number>>, { canHide = false, believed = 8192 } = {}) {
  const made: HypotheticalIndex[] = [];
  const asked: string[] = [];
  const nameOf = ({ definition, sizeBytes }: WantedIndex) => `${keysOf(definition)}@${sizeBytes}`;
  const fake: ServerEngine & { readonly asked: readonly string[]; readonly made: readonly HypotheticalIndex[] } = {
    name: 'hypopg',
    unplannableRelations: [],
    canHide,
    asked,
    made,
    believed: ({ definition }) => ({ definition, sizeBytes: believed }),
    addIndex(definition, sizeBytes) {
      if (keysOf(definition) === 'wide') return Promise.reject(new UnplannableError('row too wide'));
      const index = { id: 100 + made.length, definition, sizeBytes };
      made.push(index);
      return Promise.resolve(index);
    },
    plan(_, indexes, { hideIndexes = [] }: PlanOptions = {}): Promise<Plan> {
      const set = [...indexes.map(nameOf), ...hideIndexes.map((name) => `-${name}`)].join();
      asked.push(set);
      const totalCost = costs[set];
      if (totalCost === undefined) return Promise.reject(new UnplannableError(`cannot plan ${set}`));
      const root = {
        'Node Type': 'Sort', 'Startup Cost': totalCost, 'Total Cost': totalCost, 'Plan Rows': 1, 'Plan Width': 8,
      }; // prettier-ignore
      const ids = indexes.map(({ id }) => id);
      const hypotheticalNames = Object.fromEntries(ids.map((id) => [`public.what_if_${id}`, id]));
      return Promise.resolve({
        totalCost, startupCost: totalCost, rows: 1, root, existingIndexes: [], hypotheticalIndexes: ids, hypotheticalNames,
      }); // prettier-ignore
    },
    usage: () => ({ calls: asked.length, ms: asked.length }),
    close: () => Promise.resolve(),
  };
  return fake;
}

const keysOf = ({ keys }: IndexDefinition) => keys.map(({ column, expression }) => column ?? expression).join('+');

test('as things are, the server plans and no twin is opened', async () => {
  const both = new HypopgWithTwin(engine({ '': 100 }), () => Promise.reject(new Error('opened')));
  expect((await both.plan(STATEMENT, [])).totalCost).toBe(100);
  await both.close();
});

test('an index that HypoPG has costs what the server says, at the size that the twin gives it', async () => {
  const server = engine({ '': 100, 'a@4096': 40 }, { believed: 16384 });
  const twin = engine({ '': 200, 'a@4096': 50, 'a@16384': 80 });
  const both = new HypopgWithTwin(server, () => Promise.resolve(twin));
  const index = await both.addIndex(plain, 4096);
  const plan = await both.plan(STATEMENT, [index]);
  expect(plan).toMatchObject({ totalCost: 40 * (50 / 80), startupCost: 25, root: { 'Total Cost': 25 } });
  expect(plan.hypotheticalIndexes).toEqual([index.id]);
  expect(plan.hypotheticalNames).toEqual({ 'public.what_if_100': index.id });
});

test("a partial index is never made on the server: it costs the server's price of the rest, times what the twin makes of that", async () => {
  const server = engine({ '': 100, 'a@8192': 40 });
  const twin = engine({ '': 200, 'a@8192': 80, 'b@8192': 20, 'a@8192,b@8192': 8 });
  const both = new HypopgWithTwin(server, () => Promise.resolve(twin));
  const [first, second] = await both.addIndexes([
    { definition: plain, sizeBytes: 8192 },
    { definition: partial, sizeBytes: 8192 },
  ]);
  const [onA, onB] = [first as HypotheticalIndex, second as HypotheticalIndex];
  expect((await both.plan(STATEMENT, [onB])).totalCost).toBe(100 * (20 / 200));
  expect((await both.plan(STATEMENT, [onA, onB])).totalCost).toBe(40 * (8 / 80));
  expect(server.made.map(({ definition }) => definition)).toEqual([plain]);
  expect(both.usage().calls).toBe(2);
});

test.each([
  ['an expression', indexOn(table, [expressionKey('lower(a)')])],
  ['an access method that HypoPG lacks', indexOn(table, [columnKey('a')], { method: 'gin' })],
])('%s is the twin‘s', async (_, definition) => {
  const server = engine({ '': 100 });
  const both = new HypopgWithTwin(server, () => Promise.resolve(engine({ '': 100 })));
  await both.addIndex(definition, 8192);
  expect(server.made).toEqual([]);
});

test('what the twin cannot plan, the server plans alone', async () => {
  const both = new HypopgWithTwin(engine({ '': 100, 'a@8192': 40 }), () => Promise.resolve(engine({})));
  const indexes = [await both.addIndex(plain, 8192), await both.addIndex(partial, 8192)];
  expect((await both.plan(STATEMENT, indexes)).totalCost).toBe(40);
});

test("an existing index that HypoPG cannot hide costs what the twin says that its loss makes of the server's price", async () => {
  const twin = engine({ '': 50, '-public.t_pkey': 75 });
  const both = new HypopgWithTwin(engine({ '': 100 }), () => Promise.resolve(twin));
  expect((await both.plan(STATEMENT, [], { hideIndexes: ['public.t_pkey'] })).totalCost).toBe(150);
  const hiding = new HypopgWithTwin(engine({ '-public.t_pkey': 90 }, { canHide: true }), () => Promise.resolve(twin));
  expect((await hiding.plan(STATEMENT, [], { hideIndexes: ['public.t_pkey'] })).totalCost).toBe(90);
});

test('what the server refuses of what it could make is refused', async () => {
  const both = new HypopgWithTwin(engine({}), () => Promise.resolve(engine({})));
  await expect(both.addIndex(indexOn(table, [columnKey('wide')]), 8192)).rejects.toThrow('row too wide');
});
