import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTwin, type TwinEngine } from '../../src/planner/twin/engine.ts';
import { aCatalog, aTable } from '../support/catalog-builder.ts';
import { cacheDirectory } from './support.ts';

const catalog = aCatalog(
  aTable('Wide', {
    rows: 100_000,
    columns: {
      asked: { type: 'integer', distinct: 50 },
      shown: { type: 'text', distinct: 40, nullFraction: 0.25, frequencies: [0.6] },
    },
  }),
);
const AVERAGE_WIDTH = 77;
const [table] = catalog.relations;
const widened = {
  ...catalog,
  relations: [
    {
      ...table!,
      columns: table!.columns.map((column) => ({
        ...column,
        statistics: { ...column.statistics!, averageWidth: column.name === 'shown' ? AVERAGE_WIDTH : 4 },
      })),
    },
  ],
};
let [whole, lean]: TwinEngine[] = [];

beforeAll(async () => {
  whole = await createTwin(widened, { cacheDirectory });
  lean = await createTwin(widened, { cacheDirectory, compared: (_, column) => column === 'asked' });
}, 120_000);

afterAll(async () => {
  await whole?.close();
  await lean?.close();
});

async function both(condition: string) {
  const sql = `SELECT shown FROM "Wide" WHERE ${condition} ORDER BY asked`;
  return [await whole!.plan({ sql }, []), await lean!.plan({ sql }, [])] as const;
}

test('columns that nothing compares cost what they would with all their statistics', async () => {
  const [plan, leanPlan] = await both('asked = 1');
  expect(leanPlan.root).toEqual(plan.root);
  expect(leanPlan.rows).toBeGreaterThan(0);
  expect(leanPlan.root['Plan Width']).toBe(AVERAGE_WIDTH + 4);
});

test('of them nulls and distinct values are known, and no common ones', async () => {
  const [plan, leanPlan] = await both('shown IS NULL');
  expect(leanPlan.rows).toBe(plan.rows);
  const [common, leanCommon] = await both("shown = 'v1'");
  expect(leanCommon.rows).toBe(Math.round((100_000 * 0.75) / 40));
  expect(common.rows).not.toBe(leanCommon.rows);
});
