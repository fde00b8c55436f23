import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/serial-column.ts';
import type { Relation } from '../../../src/catalog/model.ts';
import { aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';
import { aSequence } from '../../support/object-builder.ts';

const id = { type: 'bigint', notNull: true, default: "nextval('second.visit_id_seq'::regclass)" };
const column = { schema: 'second', table: 'Visit', column: 'id' };
const table = (given: Partial<TableSpec> = {}) => aTable('Visit', { schema: 'second', columns: { id }, ...given });
const sequences = (given = {}) => [
  aSequence('visit_id_seq', { schema: 'second', ownedBy: column, usedBy: [column], ...given }),
];

test('fires, and lets the numbers go on', () => {
  const [finding] = findingsOf(rule, { relations: [table()], sequences: sequences() });
  expect(finding).toMatchObject({ severity: 'info', object: { columns: ['id'] } });
  expect(finding?.fix).toMatchObject({ kind: 'statement', transactional: true });
});

test.each<[string, Relation, object]>([
  ['a partitioned table', table({ kind: 'partitioned-table' }), {}],
  ['a sequence that another column uses too', table(), { usedBy: [column, { ...column, table: 'copy' }] }],
  [
    'a sequence that is beyond its column',
    table({ columns: { id: { ...id, type: 'integer' } } }),
    { lastValue: '3000000000' },
  ],
  [
    'a sequence that begins anew beyond its column',
    table({ columns: { id: { ...id, type: 'integer' } } }),
    { cycle: true },
  ],
])('has no fix for %s', (_, given, of) => {
  expect(findingsOf(rule, { relations: [given], sequences: sequences(of) }).map(({ fix }) => fix)).toEqual([undefined]);
});

test('is silent on identity columns, other defaults, sequences of others, and where Rails writes serial everywhere', () => {
  const rails = aTable('schema_migrations', { columns: { version: 'text' } });
  expect([
    linesOf(rule, {
      relations: [table({ columns: { id: { type: 'bigint', identity: 'always' } } })],
      sequences: sequences({ usedBy: [] }),
    }),
    linesOf(rule, { relations: [table()], sequences: sequences({ ownedBy: null }) }),
    linesOf(rule, { relations: [table(), rails], sequences: sequences() }),
  ]).toEqual([[], [], []]);
});

test.each(['numeric', 'text', 'second.biguint'])('is silent on %s, which no identity column can be', (type) => {
  expect(linesOf(rule, { relations: [table({ columns: { id: { ...id, type } } })], sequences: sequences() })).toEqual(
    [],
  );
});
