import { expect, it } from '@jest/globals';
import { sourceOfChunks } from '../../src/workload/byte-source.ts';
import { LogBytes } from '../../src/workload/log-bytes.ts';

const LINE = `${'x'.repeat(99)}\n`;

async function* chunks(bytes: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < bytes; sent += 50_000) yield await Promise.resolve(Buffer.from(LINE.repeat(500)));
}

it.each([0, 100_000, 600_000, 1_000_000])(
  'after %d bytes were read to tell what the log is, its bytes are in the memory that is lent, and go on there',
  async (bytes) => {
    const log = new LogBytes(sourceOfChunks(chunks(3_000_000)), () => {});
    while (log.end < bytes) await log.more();
    const seen = log.buffer.toString('latin1', log.start, log.end);
    let lent: Buffer | null = null;
    log.moveTo((length) => (lent = Buffer.from(new SharedArrayBuffer(length))));
    expect(log.buffer).toBe(lent);
    expect(log.buffer.toString('latin1', log.start, log.end)).toBe(seen);

    let read = log.offset;
    while (!log.isLast || log.start < log.end) {
      read += log.end - log.start;
      log.consumeTo(log.end);
      await log.more();
      expect(log.buffer).toBe(lent);
    }
    expect(read).toBe(3_000_000);
  },
);
