import { FIRST_SEED, mixFirst, mixSecond, SECOND_SEED } from './hash.ts';

/** Two hashes over several fields. */
export class FieldHash {
  first = FIRST_SEED;
  second = SECOND_SEED;

  reset(): void {
    this.first = FIRST_SEED;
    this.second = SECOND_SEED;
  }

  /** `label` tells one field from another. */
  add(bytes: Uint8Array, start: number, end: number, label: number): void {
    let first = mixFirst(this.first, label);
    let second = mixSecond(this.second, label);
    for (let i = start; i < end; i++) {
      const c = bytes[i]!;
      first = mixFirst(first, c);
      second = mixSecond(second, c);
    }
    this.first = first ^ (first >>> 15);
    this.second = second ^ (second >>> 13);
  }

  writeTo(ints: Int32Array, place: number): void {
    ints[place] = this.first;
    ints[place + 1] = this.second;
  }
}
