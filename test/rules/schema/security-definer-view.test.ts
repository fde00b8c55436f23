import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/security-definer-view.ts';
import { aCatalog, aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const note = aTable('note', { columns: { id: 'bigint' }, with: { rowSecurity: { enabled: true, forced: false } } });
const open = aTable('open', { columns: { id: 'bigint' } });
const view = (name: string, reads: string, options: readonly string[] = []) =>
  aTable(name, {
    columns: { id: 'bigint' },
    kind: 'view',
    with: { reads: [{ schema: 'public', name: reads }], options },
  });

test('fires on a view over row security, also by way of another view, and in a circle', () => {
  expect(linesOf(rule, [note, view('Notes', 'note'), view('more', 'Notes')])).toEqual([
    'warning public.Notes',
    'warning public.more',
  ]);
  expect(linesOf(rule, [view('a', 'b'), view('b', 'a')])).toEqual([]);
});

test('is silent on views with the caller’s rights, on open tables, and before PostgreSQL 15', () => {
  const { database } = aCatalog();
  const relations = [note, view('notes', 'note')];
  expect([
    linesOf(rule, [note, view('notes', 'note', ['security_invoker=true'])]),
    linesOf(rule, [open, view('opens', 'open')]),
    linesOf(rule, { relations, database: { ...database, serverVersionNum: 140_010 } }),
  ]).toEqual([[], [], []]);
});
