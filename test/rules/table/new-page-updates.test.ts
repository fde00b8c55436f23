import { expect, test } from '@jest/globals';
import rule from '../../../rules/table/new-page-updates.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { inUse } from '../../support/in-use.ts';
import { aUsage } from '../../support/object-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const table = (usage: object, given = {}) =>
  aTable('cart', {
    columns: { id: 'bigint' },
    with: { usage: aUsage({ sequentialScans: 1, updated: 10_000, ...usage }), ...given },
  });

test.each([
  ['a fifth', { newPageUpdated: 2_000 }, {}, ['info public.cart']],
  ['less', { newPageUpdated: 1_999 }, {}, []],
  ['few updates', { updated: 9_999, newPageUpdated: 9_000 }, {}, []],
  ['a server that does not count them', { newPageUpdated: null }, {}, []],
  ['a low fillfactor', { newPageUpdated: 5_000 }, { options: ['fillfactor=80'] }, []],
  [
    'a fillfactor that is not low enough',
    { newPageUpdated: 5_000 },
    { options: ['fillfactor=95'] },
    ['info public.cart'],
  ],
])('%s', (_, usage, given, expected) => {
  expect(linesOf(rule, inUse(table(usage, given)))).toEqual(expected);
});
