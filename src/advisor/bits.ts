/** A set of small numbers (candidates) as the bits of one integer: unions and subsets in one operation. */
export type Bits = bigint;

export const NONE: Bits = 0n;

export function bit(member: number): Bits {
  return 1n << BigInt(member);
}

export function bitsOf(members: Iterable<number>): Bits {
  let bits = NONE;
  for (const member of members) bits |= bit(member);
  return bits;
}

export function isSubset(a: Bits, b: Bits): boolean {
  return (a & b) === a;
}

export function without(a: Bits, b: Bits): Bits {
  return a & ~b;
}

const ZERO = '0'.charCodeAt(0);
const LETTER_A = 'a'.charCodeAt(0);

/** Ascending. */
export function members(bits: Bits): number[] {
  const found: number[] = [];
  const digits = bits.toString(16);
  // Most digits of a set out of thousands of candidates are zeros.
  for (let place = 0; place < digits.length; place++) {
    const digit = digits.charCodeAt(digits.length - 1 - place);
    if (digit === ZERO) continue;
    const nibble = digit - (digit < LETTER_A ? ZERO : LETTER_A - 10);
    for (let offset = 0; offset < 4; offset++) if (nibble & (1 << offset)) found.push(4 * place + offset);
  }
  return found;
}
