import { expect, test } from '@jest/globals';
import { unknownTables } from '../../src/scan/unknown-tables.ts';
import { aQuery } from '../support/query-builder.ts';

const known = aQuery({ on: 'orders' });
const naming = (...unresolved: string[]) => ({
  ...aQuery({ on: 'orders' }),
  shape: { kind: 'select' as const, relations: [], unresolved },
});

test('a workload of which most queries name no table of the database may be another’s', () => {
  expect(unknownTables([known, naming('wares'), naming('crm.stock', 's.id')])).toEqual([
    '2 of 3 queries name tables of which none was found: is the workload another database’s?',
  ]);
});

test.each([
  ['most are known', [known, known, naming('wares')]],
  ['they are the system’s', [known, naming('pg_class'), naming('information_schema.tables')]],
  ['they name none', [naming()]],
  ['there are no queries', []],
])('nothing is said where %s', (_, queries) => {
  expect(unknownTables(queries)).toEqual([]);
});
