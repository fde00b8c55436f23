import { expect, test } from '@jest/globals';
import rule from '../../../rules/index/cache-hit-low.ts';
import { aTable } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { BUSY, COUNTED } from '../../support/in-use.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const MB = 1_048_576;
const says = (blocksHit: number, blocksRead: number, given: Partial<TableSpec> = {}) =>
  proposalsOf(rule, {
    tables: [
      aTable('t', {
        columns: { a: 'text' },
        indexes: [{ keys: ['a'], sizeBytes: MB, usage: { scans: 1, lastScanAt: null, blocksHit, blocksRead } }],
        with: { usage: BUSY },
        ...given,
      }),
    ],
    database: COUNTED,
  }).map(({ message }) => message);

test('fires once below 95 %, and not on a server that was hardly asked', () => {
  expect(says(900_000, 100_000)).toEqual(['90 % of the index blocks asked for were in shared_buffers']);
  expect([says(960_000, 40_000), says(500, 500)]).toEqual([[], []]);
});
