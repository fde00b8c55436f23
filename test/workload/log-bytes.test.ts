import { expect, it, jest } from '@jest/globals';
import { sourceOfChunks } from '../../src/workload/byte-source.ts';
import { detectLog } from '../../src/workload/detect-log.ts';
import { LogBytes } from '../../src/workload/log-bytes.ts';
import { bytesOf } from './support.ts';

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

it('what comes in small pieces is looked at a few times, not once for each, until its format is told', async () => {
  const line = (second: number) =>
    `2026-11-20 10:00:${second} UTC [7] LOG:  duration: 1.000 ms  statement: SELECT '${'x'.repeat(20_000)}'\n`;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    const text = Array.from({ length: 40 }, (_, i) => line(10 + i)).join('');
    for (let at = 0; at < text.length; at += 2_000)
      yield await Promise.resolve(Buffer.from(text.slice(at, at + 2_000)));
  }
  const log = new LogBytes(sourceOfChunks(pieces()), () => {});
  const looks = jest.spyOn(log, 'sampleLines');
  expect(await detectLog(log, 'log', {})).toMatchObject({ format: 'stderr' });
  // 800 kB, from 2 kB on each time twice as much.
  expect(looks.mock.calls.length).toBeLessThanOrEqual(11);
});

it('of lines that are long a few megabytes tell the format', async () => {
  const line = `2026-11-20 10:00:00 UTC [7] LOG:  duration: 1.000 ms  statement: SELECT '${'x'.repeat(100_000)}'\n`;
  const log = new LogBytes(sourceOfChunks(bytesOf(line.repeat(150))), () => {});
  expect(await detectLog(log, 'log', {})).toMatchObject({ format: 'stderr', prefixText: '%t [%p] ' });
  expect(log.end - log.start).toBeLessThan(10_000_000);
});
