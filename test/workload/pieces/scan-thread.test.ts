import { openSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { COLUMN } from '../../../src/workload/log/bytes/row-table.ts';
import { PieceMemory } from '../../../src/workload/pieces/piece-memory.ts';
import { startScanThread, type ScanThread } from '../../../src/workload/pieces/scan-thread.ts';
import { temporaryFiles } from './support.ts';

const ROW =
  '2026-11-23 12:49:50.740 UTC,"postgres","shop",1,"h:1",6b04366e.4ba9,3,"SELECT",2026-11-23 12:49:50 UTC,3/0,0,LOG,00000,"duration: 1.000 ms  statement: SELECT 1",,,,,,,,,"psql","client backend",,1\n';
const PIECE_BYTES = 64 * 1024;
const options = { pieces: 2, pieceBytes: PIECE_BYTES };

async function memoryOf(thread: ScanThread): Promise<PieceMemory[]> {
  for (;;) {
    const shared = thread.takeMemory();
    if (shared) return shared.map((piece) => PieceMemory.of(piece));
    await pause(5);
  }
}

it('scans in a thread of its own what its memory is offered, as far as the record in which the piece ends', async () => {
  const file = openSync(temporaryFiles()('many.csv', ROW.repeat(1_000)), 'r');
  const failures: unknown[] = [];
  const thread = startScanThread((error) => failures.push(error));
  try {
    thread.prepare({ ...options, scanner: { kind: 'jsonlog' } });
    // What it was told before is made too, but not handed on.
    thread.prepare({ ...options, scanner: { kind: 'csvlog' } });
    const [memory] = await memoryOf(thread);
    expect(thread.takeMemory()).toBeNull();
    memory!.offer(1, { file, offset: PIECE_BYTES, bytes: PIECE_BYTES });
    thread.wake();
    while (!memory!.isScanned(1)) await pause(5);
    const first = Math.ceil(PIECE_BYTES / ROW.length) * ROW.length - PIECE_BYTES;
    const [table] = memory!.tables;
    expect(table!.ints[COLUMN.start]).toBe(first);
    expect(table!.count).toBe(Math.ceil((PIECE_BYTES - first) / ROW.length));
    expect(memory!.stop).toBe(first + table!.count * ROW.length);
    expect(memory!.bytes.toString('latin1', memory!.stop - ROW.length, memory!.stop)).toBe(ROW);
  } finally {
    await thread.close();
  }
  expect(failures).toEqual([]);
});
