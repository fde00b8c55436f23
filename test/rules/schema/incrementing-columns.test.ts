import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/incrementing-columns.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

test('fires from three on', () => {
  const columns = {
    phone1: 'text',
    phone2: 'text',
    phone3: 'text',
    address1: 'text',
    address2: 'text',
    sha256: 'text',
  };
  expect(linesOf(rule, [aTable('Person', { schema: 'second', columns })])).toEqual([
    'warning second.Person(phone1, phone2, phone3)',
  ]);
  expect(linesOf(rule, [aTable('person', { columns })], { minColumns: 2 })).toHaveLength(2);
});
