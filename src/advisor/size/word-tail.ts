import type { TokenClass } from './tokens.ts';

/** Ranks of one class reach from one to half as many again: within it frequencies are alike. */
const STEP = 1.5;

export interface WordTail {
  /** The share of rows that each listed word is in. */
  readonly listed: readonly number[];
  /** What rarer words add up to in a row, at least and at most. */
  readonly least: number;
  readonly most: number;
  readonly rows: number;
  /** Bytes of a word as a GIN key. */
  readonly bytes: number;
}

/**
 * Words rarer than those listed. A word's frequency falls with a power of its rank (Zipf's law): the power is fitted to the rarer
 * half of the listed ones, in logarithms, and carried on to the last rank that the texts' vocabulary has.
 */
export function rarerWords({ listed, least, most, rows, bytes }: WordTail): TokenClass[] {
  const sorted = listed.toSorted((a, b) => b - a);
  const last = sorted.at(-1);
  if (last === undefined || last <= 0 || most <= 0) return [];
  const power = fittedPower(sorted);
  const ofListed = sorted.reduce((sum, frequency) => sum + frequency, 0);
  const classes: TokenClass[] = [];
  let [rank, mass] = [sorted.length, 0];
  while (rank < vocabulary((ofListed + mass) * rows) && mass < most) {
    const tokens = Math.max(1, Math.round(rank * (STEP - 1)));
    const frequency = Math.max(1 / rows, last * ((rank + tokens / 2) / sorted.length) ** -power);
    classes.push({ tokens, frequency, bytes });
    mass += tokens * frequency;
    rank += tokens;
  }
  if (mass === 0) return least > 0 ? [{ tokens: least * rows, frequency: 1 / rows, bytes }] : [];
  const scale = Math.min(Math.max(mass, least), most) / mass;
  // Fewer occurrences are fewer words; more are of the same ones.
  return classes.map(({ tokens, frequency }) =>
    scale < 1 ? { tokens: tokens * scale, frequency, bytes } : { tokens, frequency: frequency * scale, bytes },
  );
}

/** Words from a rank on to the last, of which frequencies fall with their rank and add up to so much in a row. */
export function wordsOfRanks(from: number, to: number, mass: number, rows: number, bytes: number): TokenClass[] {
  const classes: TokenClass[] = [];
  const perRank = mass / Math.log(Math.max(Math.E, to / from));
  for (let rank = from; rank < to;) {
    const tokens = Math.min(to - rank, Math.max(1, rank * (STEP - 1)));
    const frequency = Math.min(1, Math.max(1 / rows, perRank / (rank + tokens / 2)));
    classes.push({ tokens, frequency, bytes });
    rank += tokens;
  }
  return classes;
}

/** Different words in a text of so many: Heaps' law with the constants of Manning, Raghavan and Schütze, Introduction to Information Retrieval, 5.1.1, for news. */
export function vocabulary(words: number): number {
  return 44 * words ** 0.49;
}

/** Least squares over the logarithms of rank and frequency. */
function fittedPower(sorted: readonly number[]): number {
  const from = Math.floor(sorted.length / 2);
  const points = sorted.slice(from).map((frequency, i) => [Math.log(from + i + 1), Math.log(frequency)] as const);
  if (points.length < 5) return 1;
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const slope =
    points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) /
    points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  return Math.min(2, Math.max(0, -slope));
}
