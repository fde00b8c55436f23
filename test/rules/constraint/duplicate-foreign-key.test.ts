import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/duplicate-foreign-key.ts';
import { aConstraint, aTable } from '../../support/catalog-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';

const parent = { schema: 'public', name: 'authors' };
const base = {
  columns: ['id'],
  relation: parent,
  onDelete: 'no action',
  onUpdate: 'no action',
  match: 'simple',
} as const;
const key = (name: string, columns: readonly string[], references: object = {}, given: object = {}) =>
  aConstraint(name, columns, {
    kind: 'foreign-key',
    definition: 'FOREIGN KEY (…)',
    references: { ...base, ...references },
    ...given,
  });
const table = (...constraints: ReturnType<typeof key>[]) =>
  aTable('Books', {
    schema: 'second',
    columns: { author_id: 'bigint', x: 'bigint', y: 'bigint' },
    with: { constraints },
  });

test('fires on the later of two, and drops it', () => {
  const tables = [table(key('one', ['author_id']), key('two', ['author_id']))];
  expect(linesOf(rule, tables)).toEqual(['warning second.Books(author_id) two']);
  expect(findingsOf(rule, tables)[0]?.fix).toMatchObject({
    up: ['ALTER TABLE second."Books" DROP CONSTRAINT two'],
    down: [
      'ALTER TABLE second."Books" ADD CONSTRAINT two FOREIGN KEY (…) NOT VALID',
      'ALTER TABLE second."Books" VALIDATE CONSTRAINT two',
    ],
  });
});

test('fires on the same mapping in another order', () => {
  const one = key('one', ['x', 'y'], { columns: ['a', 'b'] });
  expect(linesOf(rule, [table(one, key('two', ['y', 'x'], { columns: ['b', 'a'] }))])).toHaveLength(1);
});

test('keeps the one with an action, and leaves the choice to the reader', () => {
  const [finding] = findingsOf(rule, [table(key('a', ['x']), key('b', ['x'], { onDelete: 'cascade' }))]);
  expect(finding?.object.name).toBe('a');
  expect(finding?.fix).toBeUndefined();
  expect(finding?.notes).toHaveLength(1);
});

test('speaks softly of a replacement under way, and drops nothing', () => {
  const [finding] = findingsOf(rule, [table(key('one', ['x']), key('two', ['x'], {}, { validated: false }))]);
  expect(finding).toMatchObject({ severity: 'info', object: { name: 'two' } });
  expect(finding?.fix).toBeUndefined();
});

test.each([
  ['swapped columns', key('two', ['x', 'y'], { columns: ['b', 'a'] })],
  ['another table', key('two', ['x', 'y'], { columns: ['a', 'b'], relation: { schema: 'third', name: 'authors' } })],
  ['fewer columns', key('two', ['x'], { columns: ['a'] })],
  ['a parent’s key', key('two', ['x', 'y'], { columns: ['a', 'b'] }, { inherited: true })],
])('is silent on %s', (_, two) => {
  expect(linesOf(rule, [table(key('one', ['x', 'y'], { columns: ['a', 'b'] }), two)])).toEqual([]);
});
