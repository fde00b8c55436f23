import { describe, expect, it } from '@jest/globals';
import { planAccesses } from '../../src/workload/plan-accesses.ts';
import { redactPlan } from '../../src/workload/redact-plan.ts';

const TEXT = `Nested Loop  (cost=0.28..21.50 rows=1 width=8) (actual time=0.1..9.2 rows=3.00 loops=1)
  ->  Seq Scan on "Order Items" i  (cost=0.00..13.30 rows=1 width=4) (actual time=0.1..9.1 rows=3.00 loops=2)
        Filter: ((note)::text = 'Rows Removed by Filter: 7'::text)
        Rows Removed by Filter: 500
  ->  Bitmap Heap Scan on shop.users  (cost=4.2..8.2 rows=1 width=4) (actual time=0.1..0.2 rows=1.00 loops=3)
        ->  Bitmap Index Scan on users_pkey  (cost=0.00..4.20 rows=1 width=0) (actual time=0.1..0.1 rows=1.00 loops=3)
  ->  Index Only Scan Backward using a_idx on a  (cost=0.00..4.20 rows=1 width=0) (never executed)`;

const JSON_PLAN = `{
  "Plan": {
    "Node Type": "Limit",
    "Actual Rows": 1,
    "Plans": [
      {
        "Node Type": "Seq Scan",
        "Parent Relationship": "Outer",
        "Relation Name": "orders",
        "Schema": "shop",
        "Actual Rows": 10.00,
        "Actual Loops": 3,
        "Filter": "(note = 'x'::text)",
        "Rows Removed by Filter": 6660
      }
    ]
  }
}`;
const XML = `<explain xmlns="http://www.postgresql.org/2009/explain">
  <Plan>
    <Node-Type>Seq Scan</Node-Type>
    <Relation-Name>orders</Relation-Name>
    <Schema>shop</Schema>
    <Actual-Rows>10</Actual-Rows>
    <Actual-Loops>3</Actual-Loops>
    <Rows-Removed-by-Filter>6660</Rows-Removed-by-Filter>
  </Plan>
</explain>`;
const YAML = `Plan: 
  Node Type: "Limit"
  Plans: 
    - Node Type: "Seq Scan"
      Relation Name: "orders"
      Schema: "shop"
      Actual Rows: 10
      Actual Loops: 3
      Rows Removed by Filter: 6660`;

describe('what a plan reads', () => {
  it('is told by the text format, quoted names, schemas and loops too', () => {
    expect(planAccesses(redactPlan(TEXT))).toEqual([
      { node: 'Seq Scan', schema: null, relation: 'Order Items', rows: 6, removed: 1000 },
      { node: 'Bitmap Heap Scan', schema: 'shop', relation: 'users', rows: 3, removed: 0 },
      { node: 'Index Only Scan', schema: null, relation: 'a', rows: null, removed: null },
    ]);
  });

  it.each([
    ['JSON', JSON_PLAN],
    ['XML', XML],
    ['YAML', YAML],
  ])('is told by %s', (_, plan) => {
    expect(planAccesses(redactPlan(plan))).toEqual([
      { node: 'Seq Scan', schema: 'shop', relation: 'orders', rows: 30, removed: 19_980 },
    ]);
  });

  it('has no counts where the plan was logged without ANALYZE', () => {
    const plan = 'Seq Scan on t  (cost=0.00..13.30 rows=1 width=4)\n  Filter: (a = 1)';
    expect(planAccesses(plan)).toEqual([{ node: 'Seq Scan', schema: null, relation: 't', rows: null, removed: null }]);
  });

  it('is nothing where there is no plan', () => {
    for (const text of ['', 'no plan', '{', '<a>', 'Plan: ']) expect(planAccesses(text)).toEqual([]);
  });
});
