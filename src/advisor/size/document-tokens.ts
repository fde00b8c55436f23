import type { ColumnStatistics } from '../../catalog/model.ts';
import { domainSize } from './domain.ts';
import { parseHstoreText } from './hstore-text.ts';
import { sampledValues } from './sampled-values.ts';
import { visitScalars } from './tokenizers.ts';
import { withHeader } from './stored-bytes.ts';
import { rareTokens, type SeenToken, type TokenClass } from './tokens.ts';

/** A longer text is held as a hash of eight digits (jsonb_gin.c, JGIN_MAXLENGTH). */
const LONGEST_TEXT = 125;
/** Seen in as many of a hundred documents, a value's frequency is known well enough. */
const OFTEN = 3;

type Seen = Map<string, SeenToken>;

/** Those of hstore, whose keys and values stand apart with a letter for their kind, are much like jsonb_ops' (hstore_gin.c). */
export type DocumentClass = 'jsonb_ops' | 'jsonb_path_ops' | 'gin_hstore_ops';

/**
 * GIN keys of documents, from those that ANALYZE kept; null where it kept none. Values are looked at by the path that
 * leads to them: how many there are of `status` and of `id` are two questions.
 * @param operatorClass jsonb_ops has each key and each scalar, with a byte for their kind; jsonb_path_ops a hash of each scalar with its path.
 */
export function tokensOfDocuments(
  statistics: ColumnStatistics,
  operatorClass: DocumentClass,
  rows: number,
): TokenClass[] | null {
  const { common, bounds } = sampledValues(statistics);
  const frequencies = statistics.mostCommonFrequencies ?? [];
  const rest = Math.max(0, 1 - statistics.nullFraction - frequencies.reduce((sum, one) => sum + one, 0));
  const keys: Seen = new Map();
  const byPath = new Map<string, Seen>();
  const look = (document: string | null, share: number, isCommon: boolean) => {
    if (document === null) return;
    const [ownKeys, own] = [new Set<string>(), new Map<string, Set<string>>()];
    visitScalars(documentOf(document, operatorClass), (path, scalar) => {
      path.forEach((key) => ownKeys.add(key));
      const place = JSON.stringify([path, typeof scalar]);
      own.set(place, (own.get(place) ?? new Set()).add(String(scalar)));
    });
    if (operatorClass !== 'jsonb_path_ops') ownKeys.forEach((key) => count(keys, key, share, isCommon, bytesOf(key)));
    for (const [place, values] of own) {
      const seen = byPath.get(place) ?? new Map<string, SeenToken>();
      byPath.set(place, seen);
      for (const value of values)
        count(seen, value, share, isCommon, operatorClass === 'jsonb_path_ops' ? 4 : bytesOf(value));
    }
  };
  common.forEach((document, i) => look(document, frequencies[i] ?? 0, true));
  bounds.forEach((document) => look(document, rest / bounds.length, false));
  if (byPath.size === 0) return null;
  return [
    ...[...keys.values()].map(each),
    ...[...byPath.values()].flatMap((seen) => classesOf(seen, bounds.length, rest * rows)),
  ];
}

function documentOf(text: string, operatorClass: DocumentClass): unknown {
  return operatorClass === 'gin_hstore_ops' ? Object.fromEntries(parseHstoreText(text)) : parseJson(text);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A stand-in of a redacted snapshot: one scalar.
    return text;
  }
}

function bytesOf(text: string): number {
  const bytes = Buffer.byteLength(text);
  return withHeader(1 + (bytes > LONGEST_TEXT ? 8 : bytes));
}

function count(seen: Seen, token: string, share: number, isCommon: boolean, bytes: number): void {
  const entry = seen.get(token) ?? { frequency: 0, uncommon: 0, common: false, bytes };
  seen.set(token, {
    ...entry,
    frequency: entry.frequency + share,
    uncommon: entry.uncommon + (isCommon ? 0 : 1),
    common: entry.common || isCommon,
  });
}

/** The values of one path. */
function classesOf(seen: Seen, documents: number, rows: number): TokenClass[] {
  const all = [...seen.values()];
  const often = all.filter(({ common, uncommon }) => common || uncommon >= OFTEN);
  const rare = all.filter(({ common, uncommon }) => !common && uncommon < OFTEN);
  const [first] = rare;
  if (!first) return often.map(each);
  const mass = rare.reduce((sum, { frequency }) => sum + frequency, 0);
  const occurrences = rare.reduce((sum, { uncommon }) => sum + uncommon, 0);
  const domain = domainSize([...seen.keys()]);
  const bytes = Math.round(rare.reduce((sum, one) => sum + one.bytes, 0) / rare.length);
  const most = Math.max(rare.length, (mass / first.frequency) * first.uncommon * (rows / documents));
  if (domain !== null || rare.length === occurrences) {
    const tokens = domain === null ? unmet(occurrences, most) : Math.min(most, domain - often.length);
    const number = Math.max(rare.length, tokens);
    return [...often.map(each), { tokens: number, frequency: mass / number, bytes }];
  }
  const once = rare.filter(({ uncommon }) => uncommon === 1);
  return [
    ...often.map(each),
    ...rare.filter(({ uncommon }) => uncommon > 1).map(each),
    ...rareTokens(once, rare, rows, documents),
  ];
}

function each({ frequency, bytes }: SeenToken): TokenClass {
  return { tokens: 1, frequency, bytes };
}

/**
 * When none of n values met another of them, there are at least about n²/2, and every row may have its own. Identifiers of the rows are
 * more usual than ones that some rows share: two thirds of the way, in logarithms.
 */
function unmet(n: number, most: number): number {
  return Math.min(most, n ** 2 / 2) ** (1 / 3) * most ** (2 / 3);
}
