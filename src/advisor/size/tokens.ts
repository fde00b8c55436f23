import type { ColumnStatistics } from '../../catalog/model.ts';
import { sampledValues } from './sampled-values.ts';

/** Tokens (GIN keys) that occur in about the same share of rows. */
export interface TokenClass {
  readonly tokens: number;
  /** The share of rows that hold one such token. */
  readonly frequency: number;
  /** Bytes of a token inside an index tuple. */
  readonly bytes: number;
}

/** One token of a value, and its bytes as an index key. */
export type Tokenizer = (value: string) => ReadonlyMap<string, number>;

/**
 * From the values that ANALYZE kept: tokens seen in several of them count at their share; those seen once stand for the many
 * rarer ones, whose number is estimated as ANALYZE estimates distinct values (Haas and Stokes).
 * @param rows of the table.
 */
export function tokensOfSamples(statistics: ColumnStatistics, tokenize: Tokenizer, rows: number): TokenClass[] | null {
  const { common, bounds } = sampledValues(statistics);
  const frequencies = statistics.mostCommonFrequencies ?? [];
  const commonShare = frequencies.reduce((sum, one) => sum + one, 0);
  const rest = Math.max(0, 1 - statistics.nullFraction - commonShare);
  // Without bounds the uncommon values (too long to be kept, or none) are taken to be like the common ones.
  const scale = bounds.length > 0 || commonShare === 0 ? 1 : (1 - statistics.nullFraction) / commonShare;
  const documents = [
    ...common.map((value, i) => ({ value, share: (frequencies[i] ?? 0) * scale, isCommon: true })),
    ...bounds.map((value) => ({ value, share: rest / bounds.length, isCommon: false })),
  ];
  const seen = new Map<string, { frequency: number; uncommon: number; common: boolean; bytes: number }>();
  for (const { value, share, isCommon } of documents) {
    if (value === null) continue;
    for (const [token, bytes] of tokenize(value)) {
      const entry = seen.get(token) ?? { frequency: 0, uncommon: 0, common: false, bytes };
      entry.frequency += share;
      if (isCommon) entry.common = true;
      else entry.uncommon++;
      seen.set(token, entry);
    }
  }
  if (seen.size === 0) return null;
  const once = [...seen.values()].filter(({ uncommon, common: isCommon }) => uncommon === 1 && !isCommon);
  const often = [...seen.values()].filter((entry) => !once.includes(entry));
  return [
    ...often.map(({ frequency, bytes }) => ({ tokens: 1, frequency, bytes })),
    ...rareTokens(once, often, rest * rows, bounds.length),
  ];
}

/** What a sample of values shows of a token. */
export interface SeenToken {
  /** The share of rows that the values with it stand for. */
  readonly frequency: number;
  /** The values that are no most common ones, of those with it. */
  readonly uncommon: number;
  readonly common: boolean;
  readonly bytes: number;
}

/**
 * Haas and Stokes over the tokens seen at most twice alone: beside frequent ones, that formula sees no rare ones at all.
 * @param rows of which the documents are a sample
 */
export function rareTokens(
  once: readonly SeenToken[],
  often: readonly SeenToken[],
  rows: number,
  documents: number,
): TokenClass[] {
  const singles = once.length;
  if (singles === 0 || rows < 1) return [];
  const twice = often.filter(({ uncommon }) => uncommon === 2).length;
  const sampled = singles + 2 * twice;
  const total = Math.max(sampled, (sampled / documents) * rows);
  const distinct = (sampled * (singles + twice)) / (sampled - singles + (singles * sampled) / total);
  const mass = once.reduce((sum, { frequency }) => sum + frequency, 0);
  const tokens = Math.min(Math.max(singles, distinct - twice), (singles / documents) * rows);
  const bytes = Math.round(once.reduce((sum, one) => sum + one.bytes, 0) / singles);
  return [{ tokens, frequency: mass / tokens, bytes }];
}
