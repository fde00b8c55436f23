import { expect, test } from '@jest/globals';
import type { Catalog } from '../../src/catalog/model.ts';
import { relationsToPlan } from '../../src/scan/relations-to-plan.ts';

const relation = (name: string, kind = 'table') => ({ schema: 'public', name, kind });
const catalog = {
  relations: [relation('message'), relation('channel'), relation('good_message', 'view'), relation('Odd', 'view')],
  functions: [
    { name: 'channels_of', definition: 'CREATE FUNCTION channels_of(int) … SELECT * FROM channel WHERE id = $1' },
    { name: 'native', definition: null },
  ],
} as unknown as Catalog;

function named(sql: string, ...tables: string[]): string[] {
  const relations = tables.map((name) => ({ relation: { schema: 'public', name } }));
  const shape = { kind: 'select', unresolved: [], relations } as never;
  return relationsToPlan([{ sql, shape }], catalog).map(({ name }) => name);
}

test.each([
  ['tables of the shape', 'SELECT * FROM message', ['message'], ['message']],
  [
    'a view that the statement names, which its shape resolves',
    'SELECT * FROM Good_Message',
    ['message'],
    ['message', 'good_message'],
  ],
  ['a quoted view', 'SELECT * FROM "Odd"', [], ['Odd']],
  ['no view of another case', 'SELECT * FROM odd', [], []],
  ['what the functions that it calls read', 'SELECT * FROM channels_of(7), native()', [], ['channel']],
])('the planner needs %s', (_, sql, tables, expected) => {
  expect(named(sql, ...tables)).toEqual(expected);
});
