import { expect, test } from '@jest/globals';
import { weighScans } from '../../src/advisor/obstacles.ts';
import type { PlanNode } from '../../src/planner/engine.ts';

function node(type: string, cost: number, rows: number, more: Record<string, unknown> = {}): PlanNode {
  const figures = { 'Startup Cost': 0, 'Total Cost': cost, 'Plan Rows': rows, 'Plan Width': 8 };
  return { 'Node Type': type, ...figures, ...more };
}

const scan = (table: string, cost: number, rows: number, more: Record<string, unknown> = {}) =>
  node('Seq Scan', cost, rows, { 'Relation Name': table, Schema: 'public', ...more });

const weights = (root: PlanNode) =>
  weighScans(root).map(({ node: one, weight }) => [one['Relation Name'], Math.round(weight)]);

test('the inner side of a nested loop counts once for each row of the outer one', () => {
  const root = node('Nested Loop', 2100, 50, {
    Plans: [
      scan('few', 100, 50, { 'Parent Relationship': 'Outer' }),
      scan('many', 40, 1, { 'Parent Relationship': 'Inner' }),
    ],
  });
  expect(weights(root)).toEqual([
    ['many', 2000],
    ['few', 100],
  ]);
});

test('what Materialize keeps is read once', () => {
  const kept = node('Materialize', 40, 1, {
    'Parent Relationship': 'Inner',
    Plans: [scan('kept', 40, 1, { 'Parent Relationship': 'Outer' })],
  });
  const root = node('Nested Loop', 200, 50, {
    Plans: [scan('few', 100, 50, { 'Parent Relationship': 'Outer' }), kept],
  });
  expect(weights(root)).toEqual([
    ['few', 100],
    ['kept', 40],
  ]);
});

test('a subplan counts once for each row, a hashed one once', () => {
  const sub = scan('sub', 30, 1, { 'Parent Relationship': 'SubPlan' });
  expect(weights(scan('outer', 3100, 100, { Plans: [sub] }))).toEqual([
    ['outer', 3100],
    ['sub', 3000],
  ]);
  expect(weights(scan('outer', 130, 100, { Filter: 'NOT (ANY (hashed SubPlan 1))', Plans: [sub] }))).toEqual([
    ['outer', 130],
    ['sub', 30],
  ]);
});

test('a limit bounds what stands below it', () => {
  const below = scan('t', 5000, 100_000, { 'Parent Relationship': 'Outer' });
  expect(weights(node('Limit', 12, 10, { Plans: [below] }))).toEqual([['t', 12]]);
});
