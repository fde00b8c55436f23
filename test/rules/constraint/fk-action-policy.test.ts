import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/fk-action-policy.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';

const table = (actions: object) => {
  const given = aTable('Book', {
    schema: 'second',
    columns: { author_id: 'bigint' },
    foreignKeys: { author_id: 'authors' },
  });
  return {
    ...given,
    constraints: given.constraints.map((key) => ({ ...key, references: { ...key.references!, ...actions } })),
  };
};
const line = 'warning second.Book(author_id) Book_author_id_fkey';

test('fires on what the defaults leave out', () => {
  expect(linesOf(rule, [table({ onDelete: 'set default' })])).toEqual([line]);
  expect(findingsOf(rule, [table({ onDelete: 'set default', onUpdate: 'set null' })])[0]?.message).toContain(
    'ON DELETE SET DEFAULT and ON UPDATE SET NULL',
  );
});

test('is silent on what they allow', () => {
  expect(linesOf(rule, [table({}), table({ onDelete: 'cascade', onUpdate: 'cascade' })])).toEqual([]);
});

test('holds to the project’s own list', () => {
  expect(linesOf(rule, [table({ onDelete: 'cascade' })], { onDelete: ['restrict'] })).toEqual([line]);
  expect(linesOf(rule, [table({ onDelete: 'restrict' })], { onDelete: ['restrict'] })).toEqual([]);
});
