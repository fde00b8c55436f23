import { mixFirst, mixSecond } from './hash.ts';
import { COLUMN, ELSEWHERE } from './row-table.ts';

/** Two hashes, and where the comments of the hashed text are. */
export class KeyHash {
  first = 0;
  second = 0;
  /** The block comments that begin and end the text, with their marks; -1 without one. */
  leadStart = -1;
  leadEnd = -1;
  tailStart = -1;
  tailEnd = -1;

  /** To one that is known already, of a text without comments. */
  set(first: number, second: number): void {
    this.first = first;
    this.second = second;
    this.leadStart = this.tailStart = -1;
  }

  /** `isCopy`: the offsets of the comments are not those of the log's bytes. */
  writeTo(ints: Int32Array, row: number, isCopy = false): void {
    ints[row + COLUMN.key] = this.first;
    ints[row + COLUMN.key + 1] = this.second;
    ints[row + COLUMN.leadStart] = isCopy && this.leadStart >= 0 ? ELSEWHERE : this.leadStart;
    ints[row + COLUMN.leadEnd] = this.leadEnd;
    ints[row + COLUMN.tailStart] = isCopy && this.tailStart >= 0 ? ELSEWHERE : this.tailStart;
    ints[row + COLUMN.tailEnd] = this.tailEnd;
  }

  protected put(value: number): void {
    this.first = mixFirst(this.first, value);
    this.second = mixSecond(this.second, value);
  }
}
