import { expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/uuid-as-text.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

test.each([
  ['uuid', 'text'],
  ['device_guid', 'character varying(50)'],
  ['id', 'character(36)'],
  ['id', 'character varying(38)'],
])('fires on a key %s of type %s', (name, type) => {
  expect(
    linesOf(rule, [aTable('Device', { schema: 'second', columns: { [name]: type }, primaryKey: [name] })]),
  ).toEqual([`warning second.Device(${name})`]);
});

test('is silent on real UUIDs, on hashes, and on what is no key', () => {
  const columns = { uuid: 'uuid', hash36: 'character(36)', md5: 'character(32)', other_uuid: 'text' };
  expect(linesOf(rule, [aTable('device', { columns, primaryKey: ['uuid'], unique: [['hash36'], ['md5']] })])).toEqual(
    [],
  );
});
