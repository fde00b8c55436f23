import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/function-search-path-mutable.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';
import { aFunction } from '../../support/object-builder.ts';

test.each([
  ['a function', {}, 'warning'],
  ['one with its owner’s rights', { securityDefiner: true }, 'error'],
  ['a trigger function', { returns: 'trigger', language: 'plpgsql' }, 'info'],
  ['other settings', { configuration: ['work_mem=1MB'] }, 'warning'],
])('fires on %s', (_, given, severity) => {
  expect(linesOf(rule, { functions: [aFunction('One', { schema: 'second', ...given })] })).toEqual([
    `${severity} function second.One()`,
  ]);
});

test.each([
  ['a search_path', { configuration: ['search_path=""'] }],
  ['a body of the standard’s form', { standardBody: true }],
  ['another language', { language: 'c' }],
])('is silent on %s', (_, given) => {
  expect(linesOf(rule, { functions: [aFunction('one', given)] })).toEqual([]);
});

test('tells overloaded functions apart', () => {
  const functions = [aFunction('one'), aFunction('one', { arguments: 'a integer' })];
  expect(findingsOf(rule, { functions }).map(({ object }) => object.variant)).toEqual(['()', '(a integer)']);
});
