import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/timestamp-without-tz.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const at = (type: string, name = 'at') =>
  aTable('Visit', { schema: 'second', columns: { id: 'bigint', [name]: type } });
const rails = aTable('ar_internal_metadata', { columns: { created_at: 'timestamp without time zone' } });

test.each(['timestamp without time zone', 'time with time zone', 'timestamp(3) without time zone'])(
  'fires on %s',
  (type) => {
    expect(linesOf(rule, [at(type)])).toEqual(['info second.Visit(at)']);
  },
);

test.each(['timestamp with time zone', 'time without time zone', 'date'])('is silent on %s', (type) => {
  expect(linesOf(rule, [at(type)])).toEqual([]);
});

test('is silent on local times', () => {
  expect(linesOf(rule, [at('timestamp without time zone', 'starts_at_local')])).toEqual([]);
});

test('is silent where Rails writes UTC everywhere, and not once somebody began with timestamptz', () => {
  const plain = at('timestamp without time zone');
  expect(linesOf(rule, [plain, rails])).toEqual([]);
  const mixed = aTable('mixed', { columns: { at: 'timestamp with time zone' } });
  expect(linesOf(rule, [plain, rails, mixed])).toEqual(['info second.Visit(at)']);
});
