import { expect, test } from '@jest/globals';
import { relationFacts } from '../../src/advisor/relations.ts';
import type { RejectedIndex } from '../../src/advisor/model.ts';
import type { PlanNode } from '../../src/planner/engine.ts';
import { explanationOf } from '../../src/scan/why-not/reasons.ts';
import { btree, catalog, column, query, relation, use } from '../advisor/make.ts';

const root: PlanNode = {
  ...{ 'Node Type': 'Seq Scan', 'Startup Cost': 0, 'Total Cost': 900, 'Plan Rows': 9, 'Plan Width': 8 },
  ...{ 'Relation Name': 't', Schema: 'public', Filter: '(a = 7)' },
};
const facts = relationFacts(catalog([relation('t', [column('a')])]), []);
const price = { fingerprint: 'q', costBefore: 900, costAfter: 900, before: {}, after: {}, reads: [] };

function messageFor(rejected: Pick<RejectedIndex, 'why' | 'reason'>): string {
  return explanationOf({
    ...{ query: query('q', [use('t')]), price, root, statement: undefined, obstacles: [], unplannable: undefined },
    ...{ facts, options: { minCalls: 2, minTableRows: 500 } },
    rejected: [{ definition: btree('t', ['a']), fingerprints: ['q'], ...rejected }],
  }).message;
}

test('an index that was not taken is told of in a whole sentence', () => {
  expect(messageFor({ why: 'saves-little', reason: 'saves 3 %, less than 5 %' })).toBe(
    'an index on public.t (a) saves 3 %, less than 5 %',
  );
  expect(messageFor({ why: 'saves-little', reason: 'its queries gain too little beside the other indexes' })).toBe(
    'an index on public.t (a): its queries gain too little beside the other indexes',
  );
  expect(messageFor({ why: 'unused', reason: 'no plan uses it' })).toBe(
    'the planner does not use the one index that was tried',
  );
});

test('what a driver asks of the system catalog reads a table, if none that takes an index', () => {
  const messageOf = (node: PlanNode) =>
    explanationOf({
      ...{ query: query('q', []), price, root: node, statement: undefined, obstacles: [], unplannable: undefined },
      ...{ facts, options: { minCalls: 2, minTableRows: 500 }, rejected: [] },
    }).message;
  const result: PlanNode = {
    ...{ 'Node Type': 'Result', 'Startup Cost': 0, 'Total Cost': 1, 'Plan Rows': 1, 'Plan Width': 4 },
  };
  expect(messageOf(result)).toBe('it reads no table');
  expect(messageOf({ ...result, Plans: [{ ...root, 'Relation Name': 'pg_type', Schema: 'pg_catalog' }] })).toBe(
    'it reads the system catalog alone, which takes no further index',
  );
});
