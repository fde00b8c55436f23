import { expect, test } from '@jest/globals';
import { madeRedundant } from '../../src/lint/index-redundancy.ts';
import { aCatalog, aDefinition, aTable } from '../support/catalog-builder.ts';

const table = aTable('message', {
  columns: { id: 'bigint', channel: 'bigint', author: 'bigint', at: 'timestamptz' },
  primaryKey: ['id'],
  unique: [['channel']],
  indexes: [
    { name: 'by_channel', keys: ['channel'] },
    { name: 'by_channel_and_author', keys: ['channel', 'author'] },
    { name: 'by_author', keys: ['author'], replicaIdentity: true },
  ],
});

const beside = (keys: readonly string[], include: readonly string[] = []) =>
  madeRedundant(aCatalog(table), aDefinition(table, keys, { include })).map(({ name }) => name);

test('what begins with the keys of an index does its work, unless something else stands on that', () => {
  expect(beside(['channel', 'at'])).toEqual(['by_channel']);
  expect(beside(['channel', 'author', 'at'])).toEqual(['by_channel', 'by_channel_and_author']);
  expect(beside(['channel'], ['at'])).toEqual(['by_channel']);
  expect([beside(['id', 'at']), beside(['at', 'channel']), beside(['author', 'at'])]).toEqual([[], [], []]);
  expect(madeRedundant(aCatalog(), aDefinition(table, ['channel']))).toEqual([]);
});

test('what a build of the same index has left is no other one', () => {
  const broken = aTable('message', {
    columns: { channel: 'bigint' },
    indexes: [{ name: 'by_channel', keys: ['channel'], valid: false }],
  });
  const besideBroken = (keys: readonly string[]) => madeRedundant(aCatalog(broken), aDefinition(broken, keys));
  expect(besideBroken(['channel'])).toEqual([]);
  expect(besideBroken(['channel', 'at']).map(({ name }) => name)).toEqual(['by_channel']);
});
