import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/overlapping-foreign-key.ts';
import { aConstraint, aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const key = (name: string, columns: readonly string[], target = 'pages') =>
  aConstraint(name, columns, {
    kind: 'foreign-key',
    references: {
      relation: { schema: 'public', name: target },
      columns,
      onDelete: 'no action',
      onUpdate: 'no action',
      match: 'simple',
    },
  });
const table = (...constraints: ReturnType<typeof key>[]) =>
  aTable('Links', { schema: 'second', columns: { page_id: 'bigint', site_id: 'bigint' }, with: { constraints } });

test('fires on the narrower of two keys to one table', () => {
  expect(linesOf(rule, [table(key('narrow', ['page_id']), key('wide', ['site_id', 'page_id']))])).toEqual([
    'info second.Links(page_id) narrow',
  ]);
});

test.each([
  ['other tables', key('wide', ['page_id', 'site_id'], 'others')],
  ['the same columns, which is a duplicate', key('wide', ['page_id'])],
  ['other columns', key('wide', ['site_id', 'other_id'])],
])('is silent on keys to %s', (_, wide) => {
  expect(linesOf(rule, [table(key('narrow', ['page_id']), wide)])).toEqual([]);
});

test('is silent on two references within one tenant', () => {
  expect(linesOf(rule, [table(key('a', ['site_id', 'author_id']), key('b', ['site_id', 'editor_id']))])).toEqual([]);
});
