import { expect, test } from '@jest/globals';
import rule from '../../../rules/table/isolated.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const columns = { id: 'bigint', parent_id: 'bigint' };
const parent = aTable('parent', { columns, primaryKey: ['id'] });
const child = aTable('child', { columns, primaryKey: ['id'], foreignKeys: { parent_id: 'parent' } });

test('fires on the one that stands alone, and on neither end of a foreign key', () => {
  expect(linesOf(rule, [parent, child, aTable('alone', { columns })])).toEqual(['warning public.alone']);
});

test('follows foreign keys into other schemas', () => {
  const far = aTable('far', { schema: 'other', columns });
  const [constraint] = child.constraints.filter(({ kind }) => kind === 'foreign-key');
  const references = { ...constraint!.references!, relation: { schema: 'other', name: 'far' } };
  const near = aTable('near', { columns, with: { constraints: [{ ...constraint!, references }] } });
  expect(linesOf(rule, [near, far])).toEqual([]);
});

test('counts the foreign key of a partition for its parent', () => {
  const whole = aTable('whole', { columns, kind: 'partitioned-table' });
  const partitionOf = { parent: { schema: 'public', name: 'whole' }, bound: 'DEFAULT' };
  const part = aTable('part', { columns, foreignKeys: { parent_id: 'parent' }, with: { partitionOf } });
  expect(linesOf(rule, [parent, whole, part])).toEqual([]);
});

test('leaves tables of frameworks and of extensions alone', () => {
  const member = aTable('spatial', { columns, with: { extension: 'postgis' } });
  expect(linesOf(rule, [aTable('schema_migrations', { columns }), member])).toEqual([]);
});
