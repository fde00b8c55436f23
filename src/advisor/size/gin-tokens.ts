import type { ColumnStatistics, IndexKey, Relation } from '../../catalog/model.ts';
import { mentions } from './expression-type.ts';
import { type KeyFacts, factsOfColumn, factsOfKey } from './key.ts';
import type { SizeOptions } from './model.ts';
import { valueBytes } from './stored-bytes.ts';
import { type DocumentClass, tokensOfDocuments } from './document-tokens.ts';
import { arrayElements, elementBytes, lexemes, trigrams } from './tokenizers.ts';
import { tokensOfElements, tokensOfLexemes, tokensOfText, tokensOfWords } from './element-tokens.ts';
import { type TokenClass, type Tokenizer, tokensOfSamples } from './tokens.ts';

const FIXED_BYTES: Readonly<Record<string, number>> = {
  boolean: 1,
  smallint: 2,
  integer: 4,
  bigint: 8,
  date: 4,
  uuid: 16,
  real: 4,
  'double precision': 8,
  'timestamp without time zone': 8,
  'timestamp with time zone': 8,
};

/** How a key's values are split. */
interface Source {
  readonly tokenize: Tokenizer | DocumentClass;
  readonly bytesOf: (element: string) => number;
  /** Another column's values to split: the text behind a generated tsvector. */
  readonly sampled?: ColumnStatistics | null;
  /** Tokens a row, and different ones in the table, where there is nothing to look at. */
  readonly fallback: { readonly perRow: number; readonly distinct: number; readonly bytes: number };
}

export function tokensOfKey(
  relation: Relation,
  key: IndexKey,
  rows: number,
  options: SizeOptions,
): readonly TokenClass[] {
  const facts = partsOfKey(relation, key, rows, options);
  const source = sourceOf(relation, key, facts, rows);
  if (!source) return tokensOfValues(facts, rows);
  const { statistics } = facts;
  if (statistics) {
    const sampled = source.sampled ?? statistics;
    const samples =
      typeof source.tokenize === 'string'
        ? tokensOfDocuments(sampled, source.tokenize, rows)
        : tokensOfSamples(sampled, source.tokenize, rows);
    const ofElements = source.tokenize === lexemes ? tokensOfLexemes : tokensOfElements;
    const tokens = ofElements(statistics, source.bytesOf, samples, rows);
    if (tokens) return tokens;
    if (samples) return source.tokenize === lexemes ? tokensOfWords(samples, rows) : samples;
  }
  const notNull = 1 - (statistics?.nullFraction ?? 0);
  const { perRow, distinct, bytes } = source.fallback;
  if (source.tokenize === lexemes) return tokensOfText(perRow * notNull, rows);
  const tokens = Math.max(1, Math.min(distinct, rows * perRow));
  return [{ tokens, frequency: (perRow * notNull) / tokens, bytes }];
}

/** Of what a key's parts are told by: the key, or the text that its words are of. */
export function partsOfKey(relation: Relation, key: IndexKey, rows: number, options: SizeOptions): KeyFacts {
  return textOf(relation, key, rows, options) ?? factsOfKey(relation, key, rows, options);
}

/** Null for a type that has no parts. */
function sourceOf(
  relation: Relation,
  { column, expression, operatorClass: named }: IndexKey,
  facts: KeyFacts,
  rows: number,
): Source | null {
  const { baseType } = facts.type;
  const operatorClass = named ?? '';
  const width = facts.statistics ? valueBytes(relation, facts.statistics, rows) : 32;
  const hash = () => 4;
  if (/gin_trgm_ops$/.test(operatorClass)) {
    return { tokenize: trigrams, bytesOf: hash, fallback: { perRow: width, distinct: 10_000, bytes: 4 } };
  }
  if (/jsonb_path_ops$/.test(operatorClass)) {
    return {
      tokenize: 'jsonb_path_ops',
      bytesOf: hash,
      fallback: { perRow: scalarsOf(width), distinct: rows, bytes: 4 },
    };
  }
  if (baseType === 'jsonb') {
    const fallback = { perRow: 2 * scalarsOf(width), distinct: rows, bytes: 12 };
    return { tokenize: 'jsonb_ops', bytesOf: hash, fallback };
  }
  if (/(?:^|\.)hstore$/.test(baseType)) {
    // Pairs of about 16 bytes.
    const fallback = { perRow: width / 8, distinct: rows, bytes: 12 };
    return { tokenize: 'gin_hstore_ops', bytesOf: hash, fallback };
  }
  if (baseType.endsWith('[]')) {
    const element = baseType.slice(0, -2);
    const fixed = FIXED_BYTES[element] ?? null;
    const fallback = { perRow: Math.max(1, (width - 24) / (fixed ?? 12)), distinct: rows / 10, bytes: fixed ?? 12 };
    return { tokenize: arrayElements(element, fixed), bytesOf: elementBytes(element, fixed), fallback };
  }
  if (baseType === 'tsvector' || /to_tsvector/.test(expression ?? '')) {
    const bytesOf = (element: string) => element.length + 1;
    // Half the words of a text, of about six letters, are worth indexing; a lexeme takes about 15 bytes of a tsvector.
    const fallback = { perRow: width / (baseType === 'tsvector' ? 15 : 12), distinct: 20_000, bytes: 9 };
    const generated = relation.columns.find(({ name }) => name === column)?.generated?.expression;
    const text = generated === undefined ? null : textColumn(relation, generated);
    return { tokenize: lexemes, bytesOf, fallback, sampled: text?.statistics ?? null };
  }
  return null;
}

/** btree_gin: a row has one token, its value. */
function tokensOfValues({ values, type, statistics }: KeyFacts, rows: number): readonly TokenClass[] {
  const bytes = FIXED_BYTES[type.baseType] ?? statistics?.averageWidth ?? 32;
  const common = values.frequencies.map((frequency) => ({ tokens: 1, frequency, bytes }));
  const rest = 1 - values.nullFraction - values.frequencies.reduce((sum, frequency) => sum + frequency, 0);
  const tokens = Math.min(rest * rows, (values.distinct ?? rows) - common.length);
  return tokens < 1 ? common : [...common, { tokens, frequency: rest / tokens, bytes }];
}

/** A guess: one for each 25 bytes of a small document; of a large one with four times the width twice as many, as the texts in it are longer too. */
function scalarsOf(width: number): number {
  return width <= 100 ? width / 25 : 4 * Math.sqrt(width / 100);
}

/** The text column behind `to_tsvector('english', body)`, while no index has measured the expression: the texts tell more than their words. */
function textOf(relation: Relation, key: IndexKey, rows: number, options: SizeOptions): KeyFacts | null {
  const { expression } = key;
  if (expression === null || !/to_tsvector|gin_trgm_ops/.test(expression + (key.operatorClass ?? ''))) return null;
  if (factsOfKey(relation, key, rows, { ...options, expression: () => null }).statistics) return null;
  const column = textColumn(relation, expression);
  return column ? factsOfColumn(relation, column, rows, options) : null;
}

function textColumn(relation: Relation, expression: string): Relation['columns'][number] | undefined {
  const bare = expression.replaceAll(/'(?:[^']|'')*'/g, "''");
  const named = relation.columns.filter(({ name, typeLength }) => typeLength === -1 && mentions(bare, name));
  return named.length === 1 ? named[0] : undefined;
}
