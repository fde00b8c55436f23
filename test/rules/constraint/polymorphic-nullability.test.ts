import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/polymorphic-nullability.ts';
import type { Relation } from '../../../src/catalog/model.ts';
import { aConstraint, aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const required = { type: 'text', notNull: true };
const table = (columns: TableSpec['columns'], given: Partial<TableSpec> = {}) =>
  aTable('Comment', { schema: 'second', columns, ...given });

test.each<[string, TableSpec['columns']]>([
  ['the type', { subject_type: 'text', subject_id: { type: 'bigint', notNull: true } }],
  ['the id', { subject_type: required, subject_id: 'bigint' }],
])('fires where only %s may be null', (_, columns) => {
  expect(linesOf(rule, [table(columns)])).toEqual(['warning second.Comment(subject_type, subject_id)']);
});

test.each<[string, Relation]>([
  ['both may be null', table({ subject_type: 'text', subject_id: 'bigint' })],
  ['the type has a key of its own', table({ subject_type: required, subject_id: 'bigint', subject_type_id: 'bigint' })],
  ['there is no id', table({ subject_type: required })],
  ['the type is a number', table({ subject_type: { type: 'integer', notNull: true }, subject_id: 'bigint' })],
  [
    'the id is a foreign key',
    table({ subject_type: required, subject_id: 'bigint' }, { foreignKeys: { subject_id: 'subjects' } }),
  ],
  [
    'a check says more',
    table(
      { subject_type: required, subject_id: 'bigint' },
      { with: { constraints: [aConstraint('c', ['subject_type', 'subject_id'])] } },
    ),
  ],
])('is silent where %s', (_, given) => {
  expect(linesOf(rule, [given])).toEqual([]);
});
