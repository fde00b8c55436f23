import { openSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { ScanPool } from '../../../src/workload/pieces/scan-pool.ts';

it('does not wait for a piece whose scan has failed in its own thread', async () => {
  const pool = new ScanPool({ threads: 1, pieceBytes: 1_000 });
  const piece = pool.offer({ file: openSync('package.json', 'r'), offset: 0, bytes: 1_000 }, { kind: 'csvlog' })!;
  (piece.memory.tables as unknown[])[0] = null;
  await expect(pool.scanned(piece)).rejects.toThrow(TypeError);
  await pool.release(piece);
});

it('has as much memory as it has, and the same again when that is given back', async () => {
  const pool = new ScanPool({ threads: 1, pieceBytes: 1_000 });
  const offer = () => pool.offer({ file: -1, offset: 0, bytes: 1_000 }, { kind: 'csvlog' });
  const pieces = Array.from({ length: 4 }, () => offer()!);
  expect(offer()).toBeNull();
  for (const piece of pieces) await pool.release(piece);
  const again = offer()!;
  await pool.scanned(again);
  expect(again.memory.stop).toBe(0);
});
