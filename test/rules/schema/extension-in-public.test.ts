import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/extension-in-public.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';

test('fires on public alone, and says when it cannot be moved', () => {
  const extensions = [
    { name: 'pg_trgm', version: '1.6', schema: 'public', relocatable: true },
    { name: 'postgis', version: '3.4', schema: 'public', relocatable: false },
    { name: 'citext', version: '1.6', schema: 'extensions' },
  ];
  expect(linesOf(rule, { extensions })).toEqual(['warning extension pg_trgm', 'warning extension postgis']);
  expect(findingsOf(rule, { extensions }).map(({ notes }) => notes?.length)).toEqual([0, 1]);
});
