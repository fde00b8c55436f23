import { expect, test } from '@jest/globals';
import { defineRule, type Need, type Rule } from '../../src/lint/contract.ts';
import { unreadableTables } from '../../src/scan/unreadable.ts';
import { aCatalog, aTable } from '../support/catalog-builder.ts';

function rule(id: string, ...needs: Need[]): Rule {
  const example = { schema: '' };
  const texts = { summary: '', consequence: '', action: '', since: '0.1.0' };
  return defineRule({
    id,
    severity: 'warning',
    needs,
    ...texts,
    options: {},
    bad: example,
    good: example,
    check: () => [],
  });
}

const rules = [
  rule('a/statistics', 'catalog', 'statistics'),
  rule('a/catalog', 'catalog'),
  rule('a/skipped', 'statistics'),
];
const ran = ['a/statistics', 'a/catalog'];
const hidden = (name: string) => aTable(name, { columns: {}, with: { readable: false } });

test('rules on statistics name the tables that the role may not read', () => {
  const catalog = aCatalog(aTable('open', { columns: {} }), hidden('secret'));
  expect(unreadableTables(catalog, rules, ran)).toEqual([
    'public.secret could not be judged by a/statistics: no SELECT privilege',
  ]);
});

test('of many tables a few are named, and the rest counted', () => {
  const catalog = aCatalog(...['a', 'b', 'c', 'd', 'e'].map(hidden));
  expect(unreadableTables(catalog, rules, ran)[0]).toContain('public.a, public.b, public.c and 2 others could not');
});

test('nothing is said where every table can be read, or no rule asked', () => {
  expect(unreadableTables(aCatalog(aTable('open', { columns: {} })), rules, ran)).toEqual([]);
  expect(unreadableTables(aCatalog(hidden('secret')), rules, ['a/catalog'])).toEqual([]);
});
