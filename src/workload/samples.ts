import type { QuerySample } from './model.ts';

/** How many samples of a query are kept at most; at least this many of them are the slowest. */
export const MOST_SAMPLES = 5;
const SLOWEST = 2;
/** A statement with larger texts is known by its normalised text alone. */
const LONGEST_SAMPLE = 100_000;

interface Held {
  readonly key: string;
  readonly hash: number;
  readonly sql: string;
  readonly parameters: readonly (string | null)[];
  durationUs: number | null;
}

/**
 * Keeps a few real executions with distinct values: the slowest ones, and others by the smallest hash of their text and values.
 * Which ones are kept does not depend on the order in which they come.
 */
export class SampleReservoir {
  #slowest: Held[] = [];
  #hashed: Held[] = [];

  add(sql: string, parameters: readonly (string | null)[], durationUs: number | null): void {
    const slow = this.#slowest.length < SLOWEST || compareSlowness(durationUs, this.#slowest.at(-1)!.durationUs) <= 0;
    const key = parameters.length === 0 ? sql : `${sql}\0${JSON.stringify(parameters)}`;
    if (key.length > LONGEST_SAMPLE) return;
    const hash = hashOf(key);
    const low = this.#hashed.length < MOST_SAMPLES || hash <= this.#hashed.at(-1)!.hash;
    if (!slow && !low) return;
    // V8 keeps the whole log line alive for a slice of it: these few must not hold on to more than they are.
    const held: Held = { key, hash, sql: detach(sql), parameters: [...parameters], durationUs };
    if (slow) this.#slowest = insert(this.#slowest, held, bySlowness, SLOWEST);
    if (low) this.#hashed = insert(this.#hashed, { ...held }, byHash, MOST_SAMPLES);
  }

  merge(other: SampleReservoir): void {
    for (const held of other.#slowest) this.#slowest = insert(this.#slowest, { ...held }, bySlowness, SLOWEST);
    for (const held of other.#hashed) this.#hashed = insert(this.#hashed, { ...held }, byHash, MOST_SAMPLES);
  }

  /** Slowest first. */
  toSamples(): QuerySample[] {
    const chosen = [...this.#slowest];
    for (const held of this.#hashed) {
      if (chosen.length < MOST_SAMPLES && !chosen.some(({ key }) => key === held.key)) chosen.push(held);
    }
    return chosen.sort(bySlowness).map(({ sql, parameters, durationUs }) => ({
      sql,
      parameters,
      durationMs: durationUs === null ? null : durationUs / 1000,
    }));
  }
}

/** One entry a key, with its longest duration. */
function insert(list: Held[], held: Held, compare: (a: Held, b: Held) => number, most: number): Held[] {
  const same = list.find(({ key }) => key === held.key);
  if (same) {
    if (compareSlowness(held.durationUs, same.durationUs) < 0) same.durationUs = held.durationUs;
  } else list.push(held);
  return list.sort(compare).slice(0, most);
}

function bySlowness(a: Held, b: Held): number {
  return compareSlowness(a.durationUs, b.durationUs) || compareText(a.key, b.key);
}

function byHash(a: Held, b: Held): number {
  return a.hash - b.hash || compareText(a.key, b.key);
}

/** Negative when a was slower; unknown durations come last. */
function compareSlowness(a: number | null, b: number | null): number {
  return (b ?? -1) - (a ?? -1);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** cyrb53: 53 bits, spread well enough to choose by. */
function hashOf(text: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}

function detach(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
