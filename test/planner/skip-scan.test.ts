import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { HypotheticalIndex } from '../../src/planner/engine.ts';
import { createTwin, type TwinEngine } from '../../src/planner/twin/engine.ts';
import { tpchCatalog, tpchIndex } from '../support/tpch.ts';
import { cacheDirectory } from './support.ts';

describe('conditions behind a column without = in a twin that is told its server’s version', () => {
  const bytes = 60_000_000;
  const twins = new Map<number, TwinEngine>();

  beforeAll(async () => {
    const catalog = tpchCatalog();
    for (const serverVersionNum of [150_018, 170_009, 180_000])
      twins.set(
        serverVersionNum,
        await createTwin({ ...catalog, database: { ...catalog.database, serverVersionNum } }, { cacheDirectory }),
      );
  }, 60_000);

  afterAll(async () => {
    for (const twin of twins.values()) await twin.close();
  });

  /** What the statement costs with these indexes, and which of them it reads. */
  async function planned(version: number, sql: string, ...on: readonly string[]) {
    const twin = twins.get(version)!;
    const indexes: HypotheticalIndex[] = [];
    for (const columns of on) indexes.push(await twin.addIndex(tpchIndex(`create index on ${columns}`), bytes));
    const { totalCost, hypotheticalIndexes } = await twin.plan({ sql }, indexes);
    return { totalCost, reads: on.filter((_, position) => hypotheticalIndexes.includes(indexes[position]!.id)) };
  }

  const month = "SELECT count(*) FROM orders WHERE o_orderdate BETWEEN '1995-01-01' AND '1995-01-31'";
  const behind = 'orders (o_orderpriority, o_orderdate)';

  test('bound a search for 18: one for each of five priorities', async () => {
    const { totalCost, reads } = await planned(180_000, month, behind);
    expect(reads).toEqual([behind]);
    expect(totalCost).toBeLessThan(1000);
  });

  test('bound none before: all of the index is read, unless another begins with the date', async () => {
    const { totalCost, reads } = await planned(150_018, month, behind);
    expect(reads).toEqual([behind]);
    // Of 7,324 pages, each at random_page_cost (1.1 in this catalog).
    expect(totalCost).toBeGreaterThan(1.1 * 7324);
    expect((await planned(150_018, month, behind, 'orders (o_orderdate)')).reads).toEqual(['orders (o_orderdate)']);
  });

  test.each([
    ['a range', "l_shipdate >= '1997-01-01' AND l_quantity = 5", 'l_shipdate, l_quantity'],
    ['a gap', "l_returnflag = 'R' AND l_quantity = 5", 'l_returnflag, l_linenumber, l_quantity'],
  ])('behind %s cost more before 18', async (_, where, keys) => {
    const costs = [];
    for (const version of twins.keys())
      costs.push(
        (await planned(version, `SELECT sum(l_tax) FROM lineitem WHERE ${where}`, `lineitem (${keys})`)).totalCost,
      );
    const [in15, in17, in18] = costs;
    expect(in15).toBe(in17);
    expect(in15).toBeGreaterThan(1.5 * in18!);
  });

  test.each([
    ['= alone', 'l_suppkey = 7 AND l_quantity = 5', 'l_suppkey, l_quantity'],
    ['= and then a range', "l_suppkey = 7 AND l_shipdate > '1997-01-01'", 'l_suppkey, l_shipdate, l_quantity'],
    ['a list and then a range', "l_suppkey IN (7, 8) AND l_shipdate > '1997-01-01'", 'l_suppkey, l_shipdate'],
    ['a range in the order of the rows', 'l_orderkey BETWEEN 5000 AND 90000', 'l_orderkey, l_quantity'],
  ])('%s costs the same in every version', async (_, where, keys) => {
    const sql = `SELECT sum(l_tax) FROM lineitem WHERE ${where}`;
    const [before, since] = [await planned(150_018, sql, `lineitem (${keys})`), await planned(180_000, sql, `lineitem (${keys})`)];
    expect(before.reads).toHaveLength(1);
    expect(before).toEqual(since);
  }); // prettier-ignore
});
