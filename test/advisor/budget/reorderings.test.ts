import { describe, expect, test } from '@jest/globals';
import { NONE } from '../../../src/advisor/bits.ts';
import { reorderingsOf } from '../../../src/advisor/budget/reorderings.ts';
import { columnKey, expressionKey, indexOn } from '../../../src/advisor/definition.ts';
import type { Candidate, PricedUnit } from '../../../src/advisor/problem.ts';
import type { IndexKey } from '../../../src/catalog/model.ts';
import { aQuery } from '../../support/query-builder.ts';
import { column, relation } from '../make.ts';
import { plannedQuery } from './planned-query.ts';

const TABLE = relation('a', [column('k'), column('m'), column('n'), column('o')]);
const candidate = (keys: readonly IndexKey[], include: readonly string[] = []): Candidate => ({
  definition: indexOn(TABLE, keys, { include }),
  sizeBytes: 1,
  relation: TABLE,
  writeCost: 0,
  repeatsKeys: false,
  proposals: [],
});
const asking = (position: number, ...columns: readonly string[]): PricedUnit => ({
  ...plannedQuery(position, [[NONE, NONE, 1000]]).unit,
  query: aQuery({ on: 'a', where: { equality: columns } }),
});
const shown = (of: Candidate, users: readonly PricedUnit[], maxKeys = 4) =>
  reorderingsOf(of, users, { topmost: (name) => name }, maxKeys).map(({ definition: { keys, include }, askers }) => [
    keys.map((key) => key.column).join(),
    include.join(),
    askers.map(({ position }) => position),
  ]);

describe('the columns of an index in another order', () => {
  const index = candidate([columnKey('k'), columnKey('m')], ['n', 'o']);

  test('have another one second that one of several queries asks for, and all the same columns', () => {
    expect(shown(index, [asking(0, 'k', 'n'), asking(1, 'k')])).toEqual([['k,n', 'm,o', [0]]]);
    expect(shown(candidate([columnKey('k')], ['n', 'o']), [asking(0, 'o'), asking(1, 'o')])).toEqual([
      ['k,o', 'n', [0, 1]],
    ]);
  });

  test('begin with the second key where a query asks for it, be it alone', () => {
    expect(shown(index, [asking(0, 'm', 'n')])).toEqual([['m,k', 'n,o', [0]]]);
    expect(shown(index, [asking(0, 'k')])).toEqual([]);
  });

  test('stay as they are where two keys are too many, or the index is unique', () => {
    const users = [asking(0, 'k', 'n'), asking(1, 'k')];
    const [single, unique] = [candidate([columnKey('k')], ['n']), { ...index.definition, unique: true }];
    expect(shown(single, users, 2)).toHaveLength(1);
    expect(shown(single, users, 1)).toEqual([]);
    expect(shown({ ...index, definition: unique }, users)).toEqual([]);
  });

  test('stay as they are where there are expressions, which cannot be included', () => {
    const users = [asking(0, 'm', 'n'), asking(1, 'm', 'n')];
    expect(shown(candidate([expressionKey('lower(k)'), columnKey('m')], ['n']), users)).toEqual([]);
  });
});
