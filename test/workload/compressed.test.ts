import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { compressionOf, COMPRESSIONS } from '../../src/workload/decompress.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { bytesOf, drain } from './support.ts';

const plain = await readFile('fixtures/logs/debian.log');
const expected = await drain(readLog('log', bytesOf(plain)));

const installed = COMPRESSIONS.filter(({ program }) => spawnSync(program, ['--version']).status === 0);

it('knows programs for zstd, bzip2, xz and lz4', () => {
  expect(COMPRESSIONS.map(({ program }) => program)).toEqual(['zstd', 'bzip2', 'xz', 'lz4']);
});

describe('gzip', () => {
  const packed = gzipSync(plain);
  const changed = (at: number) => Buffer.from(packed).fill(packed[at]! ^ 0xff, at, at + 1);
  const damages = [
    ['a wrong checksum', changed(packed.length - 8)],
    ['a wrong length', changed(packed.length - 4)],
    ['a trailer that is cut', packed.subarray(0, -3)],
  ] as const;

  it.each(damages)('with %s is read to its end', async (_, bytes) => {
    for (const size of [5, 1_000, 65_536]) {
      const { executions, source } = await drain(readLog('log', bytesOf(bytes, size)));
      expect(executions).toEqual(expected.executions);
      expect(source.skipped).toEqual({ ...expected.source.skipped, 'compressed data cut short': 1 });
    }
  });

  it.each([
    ['what is none', Buffer.from('no gzip')],
    ['a log', plain],
    ['the begin of a member', packed.subarray(0, 3)],
    ['a damaged one', Buffer.concat([packed.subarray(0, 12), plain])],
  ])('whole and followed by %s is read to its end', async (_, after) => {
    for (const size of [5, 1_000, 65_536]) {
      const { executions, source } = await drain(readLog('log', bytesOf(Buffer.concat([packed, after]), size)));
      expect(executions.slice(0, expected.executions.length)).toEqual(expected.executions);
      expect(source.skipped).toMatchObject({ 'compressed data cut short': 1 });
    }
  });

  it('of several members, with names, comments and other fields, is one log', async () => {
    const half = plain.indexOf('\n', plain.length >> 1) + 1;
    const second = gzipSync(plain.subarray(half));
    const head = Buffer.from(second.subarray(0, 10));
    head[3] = 2 | 4 | 8 | 16;
    const fields = Buffer.from('\x03\0abcpostgresql.log\0a comment\0\x12\x34', 'latin1');
    const bytes = Buffer.concat([gzipSync(plain.subarray(0, half)), gzipSync(''), head, fields, second.subarray(10)]);
    for (const size of [1, 5, 1_000, 65_536]) {
      const { executions, source } = await drain(readLog('log', bytesOf(bytes, size)));
      expect(executions).toEqual(expected.executions);
      expect(source.skipped).toEqual(expected.source.skipped);
    }
  });

  it.each([['in its middle', changed(packed.length >> 1)]])('damaged %s ends there', async (_, bytes) => {
    for (const size of [5, 1_000, 65_536]) {
      const { executions, source } = await drain(readLog('log', bytesOf(bytes, size)));
      expect(executions.length).toBeGreaterThan(0);
      expect(source.skipped).toMatchObject({ 'compressed data cut short': 1 });
    }
  });

  it('that was compressed again is read, and what is damaged of either layer said', async () => {
    const twice = gzipSync(packed);
    expect(await drain(readLog('log', bytesOf(twice)))).toEqual({
      ...expected,
      source: { ...expected.source, bytes: twice.length, isCompressed: true },
    });
    for (const bytes of [gzipSync(changed(packed.length - 8)), twice.subarray(0, -3)]) {
      const { executions, source } = await drain(readLog('log', bytesOf(bytes)));
      expect(executions).toEqual(expected.executions);
      expect(source.skipped).toEqual({ ...expected.source.skipped, 'compressed data cut short': 1 });
    }
  });

  it('padded with noughts is whole', async () => {
    const { executions, source } = await drain(readLog('log', bytesOf(Buffer.concat([packed, Buffer.alloc(5_000)]))));
    expect(executions).toEqual(expected.executions);
    expect(source.skipped).toEqual(expected.source.skipped);
  });

  it('of an empty log is empty', async () => {
    await expect(drain(readLog('log', bytesOf(gzipSync(''))))).rejects.toThrow('log is empty');
  });

  it('of which nothing is left is said to be damaged', async () => {
    const reading = drain(readLog('log', bytesOf(packed.subarray(0, 15))));
    await expect(reading).rejects.toThrow('log is compressed, and is cut short or damaged before any statement');
  });
});

it('knows zstd by the frame without data that pzstd begins with, too', async () => {
  const { program } = compressionOf(Buffer.from('502a4d1804000000577d000028b52ffd', 'hex'))!;
  expect(program).toBe('zstd');
  expect(compressionOf(Buffer.from([0x5f, 0x2a, 0x4d, 0x18]))?.program).toBe('zstd');
  expect(compressionOf(Buffer.from('P*M: no frame'))).toBeUndefined();
  if (!installed.some((each) => each.program === program)) return;
  const packed = spawnSync(program, ['-c'], { input: plain, maxBuffer: 1e8 }).stdout;
  const frame = Buffer.from('502a4d1804000000577d0000', 'hex');
  for (const size of [3, 65_536]) {
    const { executions } = await drain(readLog('log', bytesOf(Buffer.concat([frame, packed]), size)));
    expect(executions).toEqual(expected.executions);
  }
});

// Only those of this machine can be tried: each is a program of its own.
for (const { program } of installed)
  describe(program, () => {
    const compress = (bytes: Buffer) => spawnSync(program, ['-c'], { input: bytes, maxBuffer: 1e8 }).stdout;

    it('is read like the log itself, whatever it is called', async () => {
      const { executions, source } = await drain(readLog('log', bytesOf(compress(plain), 1_000)));
      expect(executions).toEqual(expected.executions);
      expect(source.skipped).toEqual(expected.source.skipped);
    });

    it('cut short is said to be', async () => {
      const long = Buffer.concat(Array.from({ length: 60 }, () => plain));
      const noise = Buffer.from(Array.from({ length: 400_000 }, (_, i) => 33 + ((i * 7919 + (i >> 3) * 31) % 90)));
      const packed = compress(Buffer.concat([long, noise, Buffer.from('\n'), long]));
      const { source } = await drain(readLog('log', bytesOf(packed.subarray(0, packed.length - 40))));
      expect(source.skipped).toMatchObject({ 'compressed data cut short': 1 });
    });

    it('that a reader leaves early is closed', async () => {
      const events = readLog('log', bytesOf(compress(plain)))[Symbol.asyncIterator]();
      expect((await events.next()).done).toBe(false);
      await events.return?.();
      expect((await events.next()).done).toBe(true);
    });
  });
