import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/name-reserved-keyword.ts';
import { aConstraint, aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

test.each(['user', 'order', 'group', 'table', 'left', 'freeze'])('fires on a table and a column named %s', (name) => {
  const tables = [aTable(name, { schema: 'second', columns: { [name]: 'text' } })];
  expect(linesOf(rule, tables)).toEqual([`warning second.${name}`, `warning second.${name}(${name})`]);
});

test.each(['name', 'type', 'value', 'users', 'User', 'values', 'time', 'position', 'char'])(
  'is silent on %s',
  (name) => {
    expect(linesOf(rule, [aTable('t', { columns: { [name]: 'text' } })])).toEqual([]);
  },
);

test('is silent on constraints, on which no query depends', () => {
  const constraints = [aConstraint('check', ['a'])];
  expect(linesOf(rule, [aTable('t', { columns: { a: 'text' }, with: { constraints } })])).toEqual([]);
});
