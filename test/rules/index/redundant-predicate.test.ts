import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/redundant-predicate.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const columns = { id: 'bigint', email: { type: 'text', notNull: true }, name: 'text' };

test.each(['(email IS NOT NULL)', '((email IS NOT NULL) AND (name IS NOT NULL))', '(NOT (email IS NULL))'])(
  'fires on %s',
  (predicate) => {
    const table = aTable('a', { columns, indexes: [{ keys: ['name'], predicate }] });
    expect(proposalsOf(rule, { tables: [table] })).toMatchObject([
      { severity: 'info', message: expect.stringContaining('tests email for null') },
    ]);
  },
);

test.each([
  '(name IS NOT NULL)',
  '(email IS NULL)',
  '((email IS NOT NULL) OR (name IS NULL))',
  "(name = 'email IS NOT NULL'::text)",
  '(lower(email) IS NOT NULL)',
])('is silent on %s', (predicate) => {
  expect(proposalsOf(rule, { tables: [aTable('a', { columns, indexes: [{ keys: ['name'], predicate }] })] })).toEqual(
    [],
  );
});
