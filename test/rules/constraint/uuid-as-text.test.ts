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

const ofWidth = (name: string, type: string, averageWidth: number) => {
  const [column] = aTable('t', { columns: { [name]: { type, distinct: -1 } } }).columns;
  const { statistics, ...given } = column!;
  return { ...given, statistics: { ...statistics!, averageWidth } };
};

test.each([
  ['uuid', 'text', 37, true],
  ['feed_guid', 'text', 37, true],
  ['feed_guid', 'text', 80, false],
  ['uuid', 'character varying(200)', 1, false],
  ['id', 'character varying(36)', 12, false],
])('%s of type %s whose values are %d bytes long on average: %p', (name, type, averageWidth, isUuid) => {
  const table = aTable('t', {
    columns: {},
    primaryKey: [name],
    with: { columns: [ofWidth(name, type, averageWidth)] },
  });
  expect(linesOf(rule, [table])).toHaveLength(isUuid ? 1 : 0);
});

test('is silent on what no UUID fits in, and on the guid of a feed, which may be an address', () => {
  const columns = { uuid: 'character varying(23)', guid: 'text' };
  expect(linesOf(rule, [aTable('entry', { columns, primaryKey: ['uuid'], unique: [['guid']] })])).toEqual([]);
});

test('is silent on real UUIDs, on hashes, and on what is no key', () => {
  const columns = { uuid: 'uuid', hash36: 'character(36)', md5: 'character(32)', other_uuid: 'text' };
  expect(linesOf(rule, [aTable('device', { columns, primaryKey: ['uuid'], unique: [['hash36'], ['md5']] })])).toEqual(
    [],
  );
});
