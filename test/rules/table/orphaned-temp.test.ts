import { expect, test } from '@jest/globals';
import rule from '../../../rules/table/orphaned-temp.ts';
import { findingsOf } from '../../support/findings-of.ts';

const left = (frozenXidAge: number) => ({
  orphanedTemporaryTables: [{ schema: 'pg_temp_3', name: 'import', frozenXidAge, sizeBytes: 8192 }],
});

test('fires on each, a warning when it is old', () => {
  expect(findingsOf(rule, left(10))).toMatchObject([
    { severity: 'info', object: { schema: 'pg_temp_3', table: 'import' }, message: expect.stringContaining('8 kB') },
  ]);
  expect(findingsOf(rule, left(200_000_000))).toMatchObject([{ severity: 'warning' }]);
});

test('is silent without', () => {
  expect(findingsOf(rule, {})).toEqual([]);
});
