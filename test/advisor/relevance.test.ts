import { beforeAll, expect, test } from '@jest/globals';
import { members } from '../../src/advisor/bits.ts';
import type { Candidate } from '../../src/advisor/problem.ts';
import { relationFacts } from '../../src/advisor/relations.ts';
import { groupByRelation, relevantTo } from '../../src/advisor/relevance.ts';
import type { RelationUse } from '../../src/sql/model.ts';
import { loadParser } from '../../src/sql/parser.ts';
import { btree, catalog, column, equal, isNull, join, query, relation, use } from './make.ts';

beforeAll(loadParser);

const task = relation('task', [column('id'), column('run_at'), column('queue'), column('done_at')]);
const predicate = '(done_at IS NULL)';
const candidates = [
  btree('task', ['run_at']),
  btree('task', ['run_at'], { predicate }),
  btree('task', ['queue'], { predicate }),
].map((definition): Candidate => ({
  definition,
  ...{ relation: task, sizeBytes: 8192, writeCost: 0, repeatsKeys: false, proposals: [] },
}));

function relevant(asked: Partial<RelationUse>): readonly number[] {
  const grouped = groupByRelation(candidates);
  return members(relevantTo(query('q', [use('task', asked)]), grouped, relationFacts(catalog([task]), [])));
}

test('a partial index of just the rows that are asked for is read whole, whatever its key', () => {
  expect(relevant({ predicates: [isNull('done_at')] })).toEqual([1, 2]);
});

test('one of more rows than are asked for needs a key that is sought', () => {
  expect(relevant({ predicates: [isNull('done_at'), equal('queue')] })).toEqual([2]);
  expect(relevant({ predicates: [isNull('done_at')], joins: [join('queue')] })).toEqual([2]);
});

test('one whose predicate does not follow is of no use', () => {
  expect(relevant({ predicates: [equal('queue')] })).toEqual([]);
});
