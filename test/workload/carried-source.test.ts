import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sourceOfChunks } from '../../src/workload/byte-source.ts';
import { CarriedSource } from '../../src/workload/carried-source.ts';
import { LogBytes } from '../../src/workload/log-bytes.ts';
import type { Unwrapper } from '../../src/workload/log/wrappers/unwrapper.ts';

/** `>text` is a line, `+text` the begin of the next one, and anything else is not the carrier's. */
function toy({ onLost }: { readonly onLost: () => void }): Unwrapper {
  let held = '';
  return {
    unwrap(line) {
      if (line.startsWith('+')) held += line.slice(1);
      else if (line.startsWith('>')) {
        const whole = held + line.slice(1);
        held = '';
        return whole.split('|');
      } else onLost();
      return [];
    },
    end: () => (held === '' ? [] : [held]),
  };
}

const LOG = { createUnwrapper: toy, newestFirst: null, format: 'stderr' } as const;

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function readAll(bytes: Buffer, chunkBytes = 7, roomBytes = 10) {
  const lost: number[] = [];
  const carrier = new LogBytes(sourceOfChunks(inChunks(bytes, chunkBytes)), () => {});
  const source = new CarriedSource(carrier, LOG, {
    onLost: (place) => lost.push(place),
    onUnended: (place) => lost.push(place),
    onDamaged: (place) => lost.push(place),
  });
  const target = Buffer.alloc(roomBytes);
  let text = '';
  for (let count = 1; count > 0; text += target.toString('latin1', 0, count)) count = await source.read(target, 0);
  return { source, lost, text: Buffer.from(text, 'latin1').toString('utf8') };
}

describe('a log that a carrier has wrapped', () => {
  it('is its bytes again, with the places of the lines that completed them', async () => {
    const { source, lost, text } = await readAll(Buffer.from('>a\n+b\n??\n>c|d\n+no end'));
    expect(text).toBe('a\nbc\nd\nno end\n');
    expect(source.lines).toBe(5);
    expect(lost).toEqual([6, 14]);
    expect([0, 2, 5, 7].map((offset) => source.placeOf(offset))).toEqual([0, 9, 9, 14]);
    source.forgetBefore(5);
    expect([5, 7].map((offset) => source.placeOf(offset))).toEqual([9, 14]);
  });

  it('is the same in chunks of any size, and in UTF-8 whatever each line was in', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('>ä|b', '+ö', '>\t', '', 'x', '>東京')),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        async (lines, chunkBytes, roomBytes) => {
          const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
          const expected = await readAll(bytes, 1_000, 1_000);
          const found = await readAll(bytes, chunkBytes, roomBytes);
          expect([found.text, found.lost, found.source.lines]).toEqual([
            expected.text,
            expected.lost,
            expected.source.lines,
          ]);
        },
      ),
    );
    const mixed = Buffer.concat([Buffer.from('>ä\n'), Buffer.from('>ä\n', 'latin1')]);
    expect((await readAll(mixed, 1_000)).text).toBe('ä\nä\n');
  });
});
