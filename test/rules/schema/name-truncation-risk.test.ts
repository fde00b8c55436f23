import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/name-truncation-risk.ts';
import { aConstraint, aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const long = 'a'.repeat(63);

test('fires on 63 bytes, also of fewer letters', () => {
  const cyrillic = `${'ж'.repeat(31)}x`;
  const columns = { [long]: 'text', [cyrillic]: 'text', ['b'.repeat(62)]: 'text', ['ж'.repeat(31)]: 'text' };
  expect(linesOf(rule, [aTable('t', { schema: 'second', columns })])).toEqual([
    `info second.t(${long})`,
    `info second.t(${cyrillic})`,
  ]);
});

test('is silent on names that PostgreSQL made', () => {
  const name = `${'a'.repeat(58)}_fkey`;
  const indexes = [
    { keys: ['a'], name: `${'a'.repeat(59)}_idx` },
    { keys: ['a'], name: long },
  ];
  const constraints = [aConstraint(name, ['a'])];
  const table = aTable('t', { columns: { a: 'text' }, indexes });
  expect(linesOf(rule, [{ ...table, constraints }])).toEqual([`info public.t ${long}`]);
});
