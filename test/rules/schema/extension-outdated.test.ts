import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/extension-outdated.ts';
import { linesOf } from '../../support/findings-of.ts';

test('fires where the server has another version', () => {
  const extensions = [
    { name: 'pg_trgm', version: '1.5', schema: 'public', defaultVersion: '1.6' },
    { name: 'citext', version: '1.6', schema: 'public', defaultVersion: '1.6' },
    { name: 'gone', version: '1.0', schema: 'public', defaultVersion: null },
    { name: 'unknown', version: '1.0', schema: 'public' },
  ];
  expect(linesOf(rule, { extensions })).toEqual(['info extension pg_trgm']);
});
