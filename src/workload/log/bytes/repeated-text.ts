import { viewOf } from './byte-pattern.ts';
import { ByteTable } from './byte-table.ts';
import { FIRST_SEED, SECOND_SEED } from './hash.ts';
import type { StatementKey } from './statement-key.ts';

interface Known {
  readonly first: number;
  readonly second: number;
}

/**
 * The keys of texts that come again byte for byte, as those of prepared statements do: hashed four bytes at a time, which is several times as
 * fast as reading their tokens.
 */
export class RepeatedText {
  readonly #known = new ByteTable<Known>();

  /** Sets the key to that of the text. */
  read(bytes: Buffer, start: number, end: number, key: StatementKey): void {
    const view = viewOf(bytes);
    let first = FIRST_SEED ^ (end - start);
    let second = SECOND_SEED;
    let at = start;
    for (; at + 4 <= end; at += 4) {
      const four = view.getInt32(at, true);
      first = Math.imul(first ^ four, 0x9e3779b1);
      first ^= first >>> 15;
      second = (Math.imul(second, 0x85ebca6b) + Math.imul(four, 0xc2b2ae35)) | 0;
      second ^= second >>> 13;
    }
    for (; at < end; at++) {
      first = Math.imul(first ^ bytes[at]!, 0x9e3779b1);
      second = (Math.imul(second, 0x85ebca6b) + bytes[at]!) | 0;
    }
    const known = this.#known.get(first, second);
    if (known) return key.set(known.first, known.second);
    key.read(bytes, start, end);
    if (key.leadStart < 0 && key.tailStart < 0) {
      this.#known.add(first, second, { first: key.first, second: key.second });
    }
  }
}
