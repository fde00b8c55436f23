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

/** Ascending. */
export function members(bits: Bits): number[] {
  const found: number[] = [];
  let member = 0;
  for (const digit of [...bits.toString(16)].reverse()) {
    const nibble = Number.parseInt(digit, 16);
    for (let offset = 0; offset < 4; offset++) if (nibble & (1 << offset)) found.push(member + offset);
    member += 4;
  }
  return found;
}
