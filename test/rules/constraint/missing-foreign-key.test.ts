import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/missing-foreign-key.ts';
import type { Relation } from '../../../src/catalog/model.ts';
import { aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';

const parent = (name: string, type = 'bigint', given: Partial<TableSpec> = {}) =>
  aTable(name, { columns: { id: type }, primaryKey: ['id'], ...given });
const child = (column: string, given: Partial<TableSpec> = {}) =>
  aTable('core_order', { columns: { id: 'bigint', [column]: 'bigint' }, primaryKey: ['id'], ...given });

test.each([
  ['the singular', 'customer', 'customer_id'],
  ['the plural', 'customers', 'customer_id'],
  ['camel case', 'customers', 'customerId'],
  ['a shared prefix', 'core_customer', 'customer_id'],
  ['two words', 'order_lines', 'order_line_id'],
])('fires on a name by %s', (_, table, column) => {
  const [finding] = findingsOf(rule, [parent(table), child(column)]);
  expect(finding?.object).toMatchObject({ table: 'core_order', columns: [column] });
  expect(finding?.fix).toMatchObject({
    kind: 'add-foreign-key',
    references: { relation: { name: table }, columns: ['id'] },
  });
});

test('says that the foreign key will want an index, where none begins with its column', () => {
  const notesOf = (given: Partial<TableSpec>) =>
    findingsOf(rule, [parent('customers'), child('customer_id', given)]).map(({ notes }) => notes);
  expect(notesOf({ indexes: [{ name: 'by_customer', keys: ['customer_id', 'id'] }] })).toEqual([[]]);
  expect(notesOf({})).toEqual([[expect.stringMatching(/^no index begins with customer_id yet/)]]);
});

test.each(['0', "'0'::bigint", "'-1'::integer", '(-1)', "''::text"])(
  'says what a default of %s means to a foreign key, and adds none',
  (value) => {
    const columns = { customer_id: { type: 'bigint', default: value } };
    const [finding] = findingsOf(rule, [parent('customers'), child('customer_id', { columns })]);
    expect(finding).toMatchObject({ notes: [expect.stringContaining(`its default is ${value}, `), expect.anything()] });
    expect(finding?.fix).toBeUndefined();
  },
);

test.each(['1', "'10'::bigint", 'NULL::bigint', 'default_customer()'])(
  'adds a foreign key where the default is %s',
  (value) => {
    const columns = { customer_id: { type: 'bigint', default: value } };
    const [finding] = findingsOf(rule, [parent('customers'), child('customer_id', { columns })]);
    expect(finding?.fix).toMatchObject({ kind: 'add-foreign-key' });
  },
);

test('takes a thing beside its type and its type’s key for one thing', () => {
  const columns = { product_id: 'bigint', product_type: 'text', product_type_id: 'bigint' };
  expect(linesOf(rule, [parent('products'), child('product_id', { columns })])).toEqual([
    'warning public.core_order(product_id)',
  ]);
});

test.each<[string, Relation, Relation]>([
  ['a foreign key', parent('customers'), child('customer_id', { foreignKeys: { customer_id: 'customers' } })],
  ['another type', parent('customers', 'uuid'), child('customer_id')],
  ['a polymorphic reference', parent('items'), child('item_id', { columns: { item_id: 'bigint', item_type: 'text' } })],
  ['another system’s key', parent('external_customers'), child('external_customer_id')],
  [
    'a key of two columns',
    parent('customers', 'bigint', { columns: { id: 'bigint', b: 'bigint' }, primaryKey: ['id', 'b'] }),
    child('customer_id'),
  ],
  ['no such table', parent('people'), child('customer_id')],
  ['a part of the primary key', parent('customers'), child('customer_id', { primaryKey: ['customer_id'] })],
])('is silent on %s', (_, one, two) => {
  expect(linesOf(rule, [one, two])).toEqual([]);
});

test('prefers its own schema, and does not choose between others', () => {
  const tables = [parent('customers', 'bigint', { schema: 'a' }), parent('customers', 'bigint', { schema: 'b' })];
  expect(linesOf(rule, [...tables, child('customer_id')])).toEqual([]);
  expect(linesOf(rule, [...tables, child('customer_id', { schema: 'b' })])).toEqual([
    'warning b.core_order(customer_id)',
  ]);
});

test('takes a table’s own name in its columns for no reference', () => {
  const columns = { id: 'bigint', core_order_id: 'bigint', order_id: 'bigint' };
  expect(linesOf(rule, [aTable('core_order', { columns, primaryKey: ['id'] })])).toEqual([]);
});

test('leaves logs alone', () => {
  expect(linesOf(rule, [parent('customers'), aTable('audit_logs', { columns: { customer_id: 'bigint' } })])).toEqual(
    [],
  );
});
