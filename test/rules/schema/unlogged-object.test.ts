import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/unlogged-object.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';
import { aSequence } from '../../support/object-builder.ts';

const unlogged = (name: string) =>
  aTable(name, { schema: 'second', columns: { id: 'bigint' }, with: { persistence: 'unlogged' } });

test('fires on a table and on a sequence of its own', () => {
  const sequences = [
    aSequence('Numbers', { persistence: 'unlogged' }),
    aSequence('invoice_id_seq', {
      persistence: 'unlogged',
      ownedBy: { schema: 'second', table: 'invoice', column: 'id' },
    }),
    aSequence('logged'),
  ];
  expect(linesOf(rule, { relations: [unlogged('Invoice')], sequences })).toEqual([
    'warning second.Invoice',
    'warning sequence public.Numbers',
  ]);
});

test.each(['page_cache', 'sessions', 'staging_orders', 'job_queue'])(
  'is silent on %s, which holds nothing to keep',
  (name) => {
    expect(linesOf(rule, [unlogged(name), aTable('invoice', { columns: { id: 'bigint' } })])).toEqual([]);
  },
);
