import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/json-type.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

test('fires on json, and not on jsonb or where the text itself is kept', () => {
  const columns = { a: 'json', b: 'json[]', c: 'jsonb', raw_payload: 'json', signedBody: 'json' };
  expect(linesOf(rule, [aTable('Event', { schema: 'second', columns })])).toEqual([
    'warning second.Event(a)',
    'warning second.Event(b)',
  ]);
});

test('is silent on frameworks’ tables', () => {
  expect(linesOf(rule, [aTable('django_session', { columns: { data: 'json' } })])).toEqual([]);
});
