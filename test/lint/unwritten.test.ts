import { expect, test } from '@jest/globals';
import type { AdvisedIndex } from '../../src/advisor/model.ts';
import type { Draft } from '../../src/lint/merge.ts';
import { reasonForNoFile } from '../../src/lint/unwritten.ts';
import { yieldToAdvised } from '../../src/lint/withdraw.ts';
import type { Finding } from '../../src/report/model.ts';
import { btree } from '../advisor/make.ts';

const draft: Draft = {
  ...{ rule: 'index/unindexed-foreign-key', severity: 'warning', message: 'No index finds the rows' },
  object: { schema: 'public', table: 'ticket', columns: ['assignee_id'], name: null },
  ...{ queries: [], sizeBytes: null, writeCost: null, notes: [] },
  intent: { kind: 'create-index', index: btree('ticket', ['assignee_id']), name: null },
};
const reasonOf = ({ rule, notes }: Draft) => reasonForNoFile({ rule, evidence: { notes } } as unknown as Finding);

test('names the index of another fix that mends a finding too', () => {
  const advised = { definition: btree('ticket', ['assignee_id', 'deleted_at']) } as AdvisedIndex;
  const told = yieldToAdvised(draft, [advised]);
  expect(told.intent).toBeNull();
  expect(reasonOf(told)).toBe('the index on assignee_id and deleted_at that is proposed serves it too');
});

test('says why a fix that there is cannot be written', () => {
  expect(reasonOf({ ...draft, notes: ['at night', 'no fix: the table is foreign'] })).toBe(
    'no fix: the table is foreign',
  );
});

test('names the page of a rule that no migration mends', () => {
  expect(reasonOf({ ...draft, rule: 'query/n-plus-one' })).toBe(
    'no migration mends it by itself, see: idx-advisor rules show query/n-plus-one',
  );
});
