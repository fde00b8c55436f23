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

test('of very many statements the later have only the plainest, then only those with one key, the last only what others have', () => {
  const { given, incomplete, unsought } = giveOut(2000);
  expect(given.slice(0, 125)).toEqual(Array.from({ length: 125 }, () => 20));
  expect(given.slice(125, 500)).toEqual(Array.from({ length: 375 }, () => 4));
  expect(given.slice(500)).toEqual(Array.from({ length: 1500 }, () => 0));
  expect(unsought()).toHaveLength(1500);
  expect(incomplete()).toEqual([
    'of 375 queries only the plainest possible indexes were looked at: there were more possible indexes than can be tried',
    'no index was sought for 1500 queries, those of least total time: there were more possible indexes than can be tried',
  ]);
});

test('late statements still have what serves an earlier one, and one new key at a time before that', () => {
  const composite = (one: AnalyzedQuery) => [`k${one.fingerprint}`, `l${one.fingerprint}`];
  const { indexCandidates, unsought } = rationed((_, __, one) => [
    ...(Number(one.fingerprint) < 900
      ? [0, 1, 2, 3, 4].map((number) => btree('t', [...composite(one), `m${number}`]))
      : []),
    btree('t', composite(one)),
    btree('t', [`k${one.fingerprint}`]),
    btree('t', ['shared']),
  ]);
  const given = Array.from({ length: 2000 }, (_, number) => {
    const one = { ...query('SELECT', [use('t')]), fingerprint: String(number) };
    return indexCandidates(table, one.shape.relations[0]!, one).map(({ keys }) => keys.length);
  });
  expect(given[0]).toEqual([3, 3, 3, 3, 3, 2, 1, 1]);
  expect(given[400]).toEqual([3, 3, 3, 3]);
  expect(given[700]).toEqual([1, 1]);
  expect(given[1999]).toEqual([1]);
  expect(unsought()).toEqual([]);
});

test('a use that is asked for again has the same', () => {
  const { indexCandidates } = rationed(() => [btree('t', ['a'])]);
  const one = query('SELECT', [use('t')]);
  const [first] = one.shape.relations;
  expect(indexCandidates(table, first!, one)).toBe(indexCandidates(table, first!, one));
});
