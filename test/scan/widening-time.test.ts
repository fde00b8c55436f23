import { expect, test } from '@jest/globals';
import { columnKey, definitionKey, indexOn } from '../../src/advisor/definition.ts';
import type { Advice } from '../../src/advisor/model.ts';
import type { PlannerEngine } from '../../src/planner/engine.ts';
import { replacedIndexes } from '../../src/scan/widening.ts';
import { aCatalog, aTable } from '../support/catalog-builder.ts';
import { aQuery } from '../support/query-builder.ts';

const catalog = aCatalog(
  aTable('message', {
    rows: 10_000,
    columns: { room: { type: 'integer' }, at: { type: 'integer' } },
    indexes: [{ name: 'message_room_idx', keys: ['room'] }],
  }),
);
const wider = indexOn({ schema: 'public', name: 'message' }, [columnKey('room'), columnKey('at')]);
const queries = Array.from({ length: 10 }, (_, number) => ({
  ...aQuery({ on: 'message', calls: 1 }),
  fingerprint: `q${number}`,
}));

/** Ten queries read the narrow index, and each plan takes 300 ms of so many. */
async function replacedWithin(timeMs: number) {
  let clock = 0;
  const engine: PlannerEngine = {
    name: 'twin',
    unplannableRelations: [],
    addIndex: (definition, sizeBytes) => Promise.resolve({ id: 1, definition, sizeBytes }),
    plan() {
      clock += 300;
      const root = { 'Node Type': 'Index Scan', 'Startup Cost': 0, 'Total Cost': 10, 'Plan Rows': 1, 'Plan Width': 8 };
      return Promise.resolve({
        totalCost: 10, startupCost: 0, rows: 1, root, existingIndexes: [], hypotheticalIndexes: [1],
      }); // prettier-ignore
    },
    usage: () => ({ calls: 0, ms: 0 }),
    close: () => Promise.resolve(),
  };
  const advice: Advice = {
    indexes: [{ definition: wider, sizeBytes: 1, benefit: 1, serves: [] }],
    queries: queries.map(({ fingerprint }) => ({
      fingerprint, costBefore: 10, costAfter: 10, before: {}, after: {}, reads: ['public.message_room_idx'], planningMs: 300,
    })), // prettier-ignore
    rejected: [],
    unplannable: [],
    costBefore: 0,
    costAfter: 0,
    incomplete: [],
  };
  const isLate = (aheadMs = 0) => clock + aheadMs > timeMs;
  const replaced = await replacedIndexes({
    catalog,
    engine,
    queries,
    advice,
    statements: ({ sql }) => [{ sql }],
    isLate,
  });
  return { replaced: replaced.get(definitionKey(wider)) ?? [], clock };
}

test('an index that the queries do as well without is replaced where there is the time to see that of all of them', async () => {
  expect(await replacedWithin(10_000)).toEqual({ replaced: ['message_room_idx'], clock: 3000 });
});

test('it stays where there is not, and no plan is begun that should pass the end', async () => {
  expect(await replacedWithin(1000)).toEqual({ replaced: [], clock: 900 });
  expect(await replacedWithin(-1)).toEqual({ replaced: [], clock: 0 });
});
