import { expect, test } from '@jest/globals';
import rule from '../../../rules/table/wraparound-risk.ts';
import { aCatalog, aTable } from '../../support/catalog-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';

const columns = { id: 'bigint' };
const table = (given: object, spec = {}) => aTable('ledger', { columns, ...spec, with: given });

test.each([
  [{ frozenXidAge: 1_500_000_000 }, ['error public.ledger']],
  [{ frozenXidAge: 400_000_000 }, ['warning public.ledger']],
  [{ frozenXidAge: 399_999_999 }, []],
  [{ multixactAge: 800_000_000 }, ['warning public.ledger']],
  [{ multixactAge: 799_999_999 }, []],
  [{ multixactAge: 1_900_000_000 }, ['error public.ledger']],
  [{}, []],
])('weighs the age: %j', (given, lines) => {
  expect(linesOf(rule, [table(given)])).toEqual(lines);
});

test('begins later where autovacuum does', () => {
  const settings = { autovacuum_freeze_max_age: { value: '700000000', unit: null, source: 'configuration file' } };
  const at = (frozenXidAge: number) => linesOf(rule, { ...aCatalog(table({ frozenXidAge })), settings });
  expect(at(1_300_000_000)).toEqual([]);
  expect(at(1_450_000_000)).toEqual(['warning public.ledger']);
});

test('names the worst partition, on the parent', () => {
  const partitionOf = { parent: { schema: 'public', name: 'ledger' }, bound: 'DEFAULT' };
  const part = (name: string, frozenXidAge: number) => aTable(name, { columns, with: { partitionOf, frozenXidAge } });
  const found = findingsOf(rule, [
    table({}, { kind: 'partitioned-table' }),
    part('a', 500_000_000),
    part('b', 1_600_000_000),
    part('c', 1),
  ]);
  expect(found).toMatchObject([
    {
      severity: 'error',
      message: 'b was not frozen for 1,600,000,000 transactions',
      notes: ['The partitions concerned: a and b.'],
    },
  ]);
});
