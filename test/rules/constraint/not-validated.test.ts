import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/not-validated.ts';
import { aConstraint, aTable } from '../../support/catalog-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';

const columns = { id: 'bigint', amount: 'numeric' };
const pending = (given = {}) => aConstraint('amount_positive', ['amount'], { validated: false, ...given });
const table = (given: object, spec: object = {}) =>
  aTable('price', { columns, ...spec, with: { constraints: [pending(given)] } });

test.each([
  ['a check', {}],
  ['a foreign key', { kind: 'foreign-key' }],
  ['a not-null constraint', { kind: 'not-null' }],
])('fires on %s', (_, given) => {
  expect(linesOf(rule, [table(given)])).toEqual(['warning public.price(amount) amount_positive']);
});

test('fires in a second schema, with the validation as its fix', () => {
  const [finding] = findingsOf(rule, [table({}, { schema: 'Second' })]);
  expect(finding).toMatchObject({
    object: { schema: 'Second' },
    fix: { kind: 'validate-constraint', relation: { schema: 'Second', name: 'price' }, constraint: 'amount_positive' },
  });
});

test.each([
  ['that is valid', { validated: true }],
  ['that is not enforced', { enforced: false }],
  ['that comes from a partitioned parent', { inherited: true }],
])('is silent on one %s', (_, given) => {
  expect(linesOf(rule, [table(given)])).toEqual([]);
});

test('reports a check of a partitioned table once, and a partition’s own', () => {
  const partitionOf = { parent: { schema: 'public', name: 'price' }, bound: 'DEFAULT' };
  const own = aConstraint('own', ['id'], { validated: false });
  const child = aTable('price_1', { columns, with: { partitionOf, constraints: [pending(), own] } });
  expect(linesOf(rule, [table({}, { kind: 'partitioned-table' }), child])).toEqual([
    'warning public.price(amount) amount_positive',
    'warning public.price_1(id) own',
  ]);
});
