/** Two hashes with different multipliers, so that both meeting by chance takes some 2³² statements. */
export const FIRST_SEED = 0x2f0b4a27;
export const SECOND_SEED = 0x6c8e9cf5;

export function mixFirst(hash: number, value: number): number {
  return Math.imul(hash ^ value, 0x9e3779b1);
}

export function mixSecond(hash: number, value: number): number {
  return (Math.imul(hash, 0x85ebca6b) + value + (hash >>> 17)) | 0;
}
