import { describe, expect, test } from '@jest/globals';
import { repeatedReads } from '../../src/advisor/repeated-reads.ts';
import type { PlanNode } from '../../src/planner/engine.ts';
import { toPlan } from '../../src/planner/plan.ts';
import { tpchCatalog, tpchIndex } from '../support/tpch.ts';

/** Of lineitem 112,503 pages, random_page_cost 1.1; its suppliers lie at random, its orders in order. */
const uncharged = repeatedReads(tpchCatalog());

function node(
  type: string,
  rows: number,
  cost: number,
  fields: Partial<PlanNode> = {},
  plans: readonly PlanNode[] = [],
) {
  const told = { 'Node Type': type, 'Startup Cost': 0, 'Total Cost': cost, 'Plan Rows': rows, 'Plan Width': 8 };
  return { ...told, ...fields, ...(plans.length > 0 && { Plans: plans }) } satisfies PlanNode;
}

const supplier = (rows: number) => node('Seq Scan', rows, 322, { Schema: 'public', 'Relation Name': 'supplier' });
const lines = (index: string, rows = 600, cost = 24) =>
  node('Index Scan', rows, cost, { Schema: 'public', 'Relation Name': 'lineitem', 'Index Name': index });
const loop = (outer: PlanNode, inner: PlanNode, fields: Partial<PlanNode> = {}) =>
  node('Nested Loop', outer['Plan Rows'] * inner['Plan Rows'], 60_000, { 'Join Type': 'Inner', ...fields }, [
    outer,
    inner,
  ]);

function costOf(root: PlanNode): number {
  const plan = toPlan(root, ({ name }) => (name === 'by_supplier' ? 7 : undefined));
  return uncharged(plan, (id) => (id === 7 ? tpchIndex('create index on lineitem (l_suppkey)') : undefined));
}

describe('what the planner leaves out of the cost of an index that is searched again and again', () => {
  test('is what all of the table costs, less what it charges, where the searches read every page', () => {
    expect(costOf(loop(supplier(2000), lines('by_supplier')))).toBeCloseTo(112_503 * 1.1 - 2000 * 24, -2);
  });

  test('is less for fewer searches, and nothing for one', () => {
    const few = costOf(loop(supplier(50), lines('by_supplier')));
    expect(few).toBeGreaterThan(0);
    expect(few).toBeLessThan(50 * 600 * 1.1);
    expect(costOf(lines('by_supplier'))).toBe(0);
  });

  test('is nothing where the searches are charged in full, or their rows lie in the order of the index', () => {
    expect(costOf(loop(supplier(2000), lines('by_supplier', 600, 620)))).toBe(0);
    expect(costOf(loop(supplier(2000), lines('lineitem_pkey')))).toBeLessThan(0.5 * 112_503);
  });

  test('is nothing where what was found is remembered, or the first row ends a search', () => {
    const memoized = node('Memoize', 600, 24, {}, [lines('by_supplier')]);
    expect(costOf(loop(supplier(2000), memoized))).toBe(0);
    expect(costOf(loop(supplier(2000), lines('by_supplier'), { 'Join Type': 'Semi' }))).toBe(0);
  });

  test('counts the searches that a LIMIT leaves, unless all rows are sorted first', () => {
    const all = loop(supplier(2000), lines('by_supplier'));
    const limit = (plan: PlanNode) => node('Limit', 600, 30, {}, [plan]);
    expect(costOf(limit(all))).toBe(0);
    expect(costOf(limit(node('Sort', all['Plan Rows'], 70_000, {}, [all])))).toBe(costOf(all));
  });

  test('counts the searches of one loop for each row of the loop around it', () => {
    const nested = loop(
      supplier(20),
      node('Nested Loop', 60_000, 900, { 'Join Type': 'Inner' }, [supplier(100), lines('by_supplier')]),
    );
    expect(costOf(nested)).toBe(costOf(loop(supplier(2000), lines('by_supplier'))));
  });
});
