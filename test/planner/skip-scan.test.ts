import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IndexDefinition } from '../../src/catalog/model.ts';
import type { HypotheticalIndex, PlanNode } from '../../src/planner/engine.ts';
import { createTwin, type TwinEngine } from '../../src/planner/twin/engine.ts';
import { skippedIndexes } from '../../src/planner/twin/skip-scan.ts';
import { tpchCatalog, tpchIndex } from '../support/tpch.ts';
import { cacheDirectory } from './support.ts';

function scan(fields: Partial<PlanNode>, plans: readonly PlanNode[] = []): PlanNode {
  const costs = { 'Startup Cost': 1, 'Total Cost': 2, 'Plan Rows': 3, 'Plan Width': 4 };
  return { 'Node Type': 'Index Scan', ...costs, ...fields, ...(plans.length > 0 && { Plans: plans }) };
}

const skipped = (root: PlanNode, column: string | null = 'status') =>
  skippedIndexes(root, () => column).map(({ schema, name }) => `${schema}.${name}`);

describe('an index is skipped through', () => {
  const on = (condition: string | undefined, alias = 't') =>
    scan({
      Schema: 'shop',
      Alias: alias,
      'Index Name': 'i',
      ...(condition !== undefined && { 'Index Cond': condition }),
    });

  test('where its first column is in no condition', () => {
    expect(skipped(on("(t.created_at >= '2024-01-01'::date)"))).toEqual(['shop.i']);
  });

  test('where the column of that name is of another relation, or only begins or ends so', () => {
    expect(skipped(on('(t.id = u.status)'))).toEqual(['shop.i']);
    expect(skipped(on('(t.status_at = 1)'))).toEqual(['shop.i']);
    expect(skipped(on('(t.id = last.status)', 'st'))).toEqual(['shop.i']);
  });

  test('where a bitmap is made of it, whose relation the node above names', () => {
    const bitmap = scan({ 'Node Type': 'Bitmap Index Scan', 'Index Name': 'i', 'Index Cond': '(t.id = 1)' });
    expect(skipped(scan({ 'Node Type': 'Bitmap Heap Scan', Schema: 'shop', Alias: 't' }, [bitmap]))).toEqual([
      'shop.i',
    ]);
  });

  test('not where that column is in a condition, quoted or not', () => {
    expect(skipped(on("((t.status = 'open'::text) AND (t.id > 5))"))).toEqual([]);
    expect(skipped(on('("T 1"."user" = 5)', 'T 1'), 'user')).toEqual([]);
  });

  test('not where all of it is read in order, or it begins with an expression', () => {
    expect(skipped(on(undefined))).toEqual([]);
    expect(skipped(on('(t.id = 1)'), null)).toEqual([]);
  });
});

describe('a range of dates, and an index that begins with one of five priorities', () => {
  const query = { sql: "SELECT count(*) FROM orders WHERE o_orderdate BETWEEN '1995-01-01' AND '1995-01-31'" };
  const bytes = 60_000_000;
  const behind = tpchIndex('create index on orders (o_orderpriority, o_orderdate)');
  const alone = tpchIndex('create index on orders (o_orderdate)');
  const twins = new Map<number, TwinEngine>();

  beforeAll(async () => {
    const catalog = tpchCatalog();
    for (const serverVersionNum of [150_018, 180_000])
      twins.set(
        serverVersionNum,
        await createTwin({ ...catalog, database: { ...catalog.database, serverVersionNum } }, { cacheDirectory }),
      );
  }, 60_000);

  afterAll(async () => {
    for (const twin of twins.values()) await twin.close();
  });

  async function readIndexes(version: number, definitions: readonly IndexDefinition[]): Promise<readonly string[]> {
    const twin = twins.get(version)!;
    const indexes: HypotheticalIndex[] = [];
    for (const definition of definitions) indexes.push(await twin.addIndex(definition, bytes));
    const { hypotheticalIndexes } = await twin.plan(query, indexes);
    return indexes
      .filter(({ id }) => hypotheticalIndexes.includes(id))
      .map(({ definition }) => definition.keys.map(({ column }) => column).join());
  }

  test('are planned with it for a server of version 18', async () => {
    expect(await readIndexes(180_000, [behind])).toEqual(['o_orderpriority,o_orderdate']);
  });

  test('are planned without it for an older server, and with one that begins with the date', async () => {
    expect(await readIndexes(150_018, [behind])).toEqual([]);
    expect(await readIndexes(150_018, [behind, alone])).toEqual(['o_orderdate']);
  });
});
