import { withoutComments } from '../../sql/tokens.ts';
import type { Sample } from './samples.ts';

/** cyrb53: 53 bits, spread well enough to choose by. The same on every machine and for every version of Node. */
export function hashText(text: string): number {
  let a = FIRST_SEED;
  let b = SECOND_SEED;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, FIRST_FACTOR);
    b = Math.imul(b ^ code, SECOND_FACTOR);
  }
  return finish(a, b);
}

const FIRST_SEED = 0xdeadbeef;
const SECOND_SEED = 0x41c6ce57;
const FIRST_FACTOR = 2654435761;
const SECOND_FACTOR = 1597334677;

function finish(first: number, second: number): number {
  let a = first;
  let b = second;
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}

/** 32 bits out of two whole numbers, by the finaliser of MurmurHash3. */
export function hashNumbers(first: number, second: number): number {
  let h = Math.imul(first | 0, 0x85ebca6b) ^ Math.imul((first / 4294967296) | 0, 0x27d4eb2f);
  h ^= Math.imul(second | 0, 0xc2b2ae35) ^ Math.imul((second / 4294967296) | 0, 0x165667b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Of text and values as they were sent, but for comments: a trace's id is another one in every execution. */
export function hashSample({ sql, parameters }: Sample): number {
  const text = withoutComments(sql);
  return hashText(parameters.length === 0 ? text : `${text}\0${JSON.stringify(parameters)}`);
}
