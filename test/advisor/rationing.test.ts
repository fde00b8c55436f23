import { expect, test } from '@jest/globals';
import { rationed } from '../../src/advisor/rationing.ts';
import type { AnalyzedQuery } from '../../src/lint/contract.ts';
import { btree, column, query, relation, use } from './make.ts';

const table = relation('t', [column('a')]);

/** Asks for every query's candidates: ten plain indexes and ten that include a column, of names of their own. */
function giveOut(count: number) {
  const { indexCandidates, ...rest } = rationed((_, __, { fingerprint }) =>
    Array.from({ length: 10 }, (_unused, number) => {
      const keys = [`k${fingerprint}_${number}`];
      return [btree('t', keys), btree('t', keys, { include: ['a'] })];
    }).flat(),
  );
  const asked = Array.from({ length: count }, (_, number): AnalyzedQuery => ({
    ...query('SELECT', [use('t')]),
    fingerprint: String(number),
  }));
  return { ...rest, given: asked.map((one) => indexCandidates(table, one.shape.relations[0]!, one).length) };
}

test('a usual workload has all its candidates', () => {
  const { given, incomplete, unsought } = giveOut(100);
  expect(given).toEqual(Array.from({ length: 100 }, () => 20));
  expect(incomplete()).toEqual([]);
  expect(unsought()).toEqual([]);
});

test('of very many statements the later have only the plainest, the last none, and that is said', () => {
  const { given, incomplete, unsought } = giveOut(2000);
  expect(given.slice(0, 125)).toEqual(Array.from({ length: 125 }, () => 20));
  expect(given.slice(125, 1000)).toEqual(Array.from({ length: 875 }, () => 4));
  expect(given.slice(1000)).toEqual(Array.from({ length: 1000 }, () => 0));
  expect(unsought()).toHaveLength(1000);
  expect(incomplete()).toEqual([
    'of 875 queries only the plainest possible indexes were looked at: there were more possible indexes than can be tried',
    'no index was sought for 1000 queries, those of least total time: there were more possible indexes than can be tried',
  ]);
});

test('a use that is asked for again has the same', () => {
  const { indexCandidates } = rationed(() => [btree('t', ['a'])]);
  const one = query('SELECT', [use('t')]);
  const [first] = one.shape.relations;
  expect(indexCandidates(table, first!, one)).toBe(indexCandidates(table, first!, one));
});
