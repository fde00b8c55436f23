import { describe, expect, test } from '@jest/globals';
import type { PlanNode } from '../../src/planner/engine.ts';
import { accessTo, nodesOf, parseExplain, scanNodes, toPlan } from '../../src/planner/plan.ts';

function node(type: string, fields: Record<string, unknown> = {}, plans: PlanNode[] = []): PlanNode {
  const costs = { 'Startup Cost': 1, 'Total Cost': 2, 'Plan Rows': 3, 'Plan Width': 4 };
  return { 'Node Type': type, ...costs, ...fields, ...(plans.length > 0 && { Plans: plans }) };
}

const bitmap = node('Bitmap Heap Scan', { 'Relation Name': 'orders', Schema: 'shop', Alias: 'o', Output: ['o.id'] }, [
  node('BitmapOr', {}, [
    node('Bitmap Index Scan', { 'Index Name': 'b' }),
    node('Bitmap Index Scan', { 'Index Name': 'a' }),
    node('Bitmap Index Scan', { 'Index Name': 'a' }),
  ]),
]);
const root = node('Nested Loop', { Output: ['o.id'] }, [
  bitmap,
  node('Index Only Scan', {
    'Relation Name': 'users',
    Schema: 'Odd Schema',
    'Index Name': 'b',
    'Scan Direction': 'Backward',
  }),
]);

const idOf = ({ schema, name }: { schema: string; name: string }): number | undefined =>
  schema === 'shop' && name === 'b' ? 7 : undefined;

describe('a plan', () => {
  const plan = toPlan(parseExplain(JSON.stringify([{ Plan: root }])), idOf);

  test('has the costs of its root', () => {
    expect([plan.startupCost, plan.totalCost, plan.rows]).toEqual([1, 2, 3]);
  });

  test('tells existing from hypothetical indexes by the schema of their table', () => {
    expect(plan.existingIndexes).toEqual(['Odd Schema.b', 'shop.a']);
    expect(plan.hypotheticalIndexes).toEqual([7]);
  });

  test('says how each table is reached', () => {
    expect(accessTo(plan, { schema: 'shop', name: 'orders' })).toBe('Bitmap Heap Scan using b, a');
    expect(accessTo(plan, { schema: 'Odd Schema', name: 'users' })).toBe('Index Only Scan Backward using b');
    expect(accessTo(plan, { schema: 'public', name: 'users' })).toBeNull();
    expect(
      accessTo(toPlan(node('Seq Scan', { 'Relation Name': 't', Schema: 'public' }), idOf), {
        schema: 'public',
        name: 't',
      }),
    ).toBe('Seq Scan');
  });

  test('leaves out the lists of columns, which no stage needs', () => {
    expect(nodesOf(plan.root).map((one) => one['Node Type'])).toEqual([
      'Nested Loop',
      'Bitmap Heap Scan',
      'BitmapOr',
      'Bitmap Index Scan',
      'Bitmap Index Scan',
      'Bitmap Index Scan',
      'Index Only Scan',
    ]);
    expect(JSON.stringify(plan.root)).not.toContain('Output');
  });

  test('counts a table that a statement writes as read only where it is read', () => {
    const update = toPlan(
      node('ModifyTable', { Operation: 'Update', 'Relation Name': 't', Schema: 'public' }, [
        node('Index Scan', { 'Relation Name': 't', Schema: 'public', 'Index Name': 'i' }),
      ]),
      idOf,
    );
    expect(scanNodes(update, { schema: 'public', name: 't' })).toHaveLength(1);
  });
});

test('what is no plan is no plan', () => {
  expect(() => parseExplain('[{}]')).toThrow('EXPLAIN returned no plan');
});
