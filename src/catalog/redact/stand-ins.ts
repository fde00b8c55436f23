import { keyedRandom } from './keyed-random.ts';
import { compareJson } from './json-order.ts';
import { comparatorFor, compareBytes, orderByChains, type Compare } from './order.ts';
import { codecFor, type IntegerCodec } from './integer-codec.ts';
import { shiftFloats, shiftIntegers } from './shift-numbers.ts';
import { compareNetworks, standInNetwork } from './networks.ts';
import { standInTexts } from './texts.ts';
import type { ValueClass } from './value-class.ts';

/** All values of the database that share an order: each gets one stand-in, wherever it stands. */
export interface ValueGroup {
  readonly key: string;
  readonly class: ValueClass;
  readonly collation: string;
  readonly values: Set<string>;
  /** Runs of values in the order that the server gave them. */
  readonly chains: string[][];
}

/** A stand-in for each value, in the same order and as distinct; values without one (infinity, NaN, '') are not secret. */
export function standInsOf(group: ValueGroup, secret: string): ReadonlyMap<string, string> {
  const random = keyedRandom(secret, group.key);
  const { class: valueClass, values } = group;
  if (valueClass.kind === 'float') return floats([...values], valueClass.bytes, random);
  const codec = codecFor(valueClass, values);
  if (codec) return integers([...values], codec, random);
  // The empty text is the least in every collation, and says nothing.
  const isSecret = (value: string) => value !== '' && value !== '\\x';
  const chains = group.chains.map((chain) => chain.filter(isSecret));
  const ordered = orderByChains([...values].filter(isSecret), chains, compareFor(group));
  const standIns = rank(valueClass, ordered, random);
  return new Map(ordered.map((value, position) => [value, standIns[position]!]));
}

function compareFor({ class: valueClass, collation }: ValueGroup): Compare {
  if (valueClass.kind === 'text') return comparatorFor(collation);
  if (valueClass.kind === 'jsonb') return compareJson;
  return valueClass.kind === 'network' ? compareNetworks : compareBytes;
}

function rank(valueClass: ValueClass, ordered: readonly string[], random: () => number): readonly string[] {
  const count = ordered.length;
  switch (valueClass.kind) {
    case 'text':
      return standInTexts(ordered, valueClass.length, true);
    case 'lexeme':
      return standInTexts(ordered, valueClass.bytes, false);
    case 'network':
      return ordered.map((value, position) => standInNetwork(value, position, count));
    case 'uuid': {
      // Evenly spread, as random ones are.
      const step = 2n ** 128n / BigInt(count + 1);
      return ordered.map((_, position) => {
        const jitter = (step * BigInt(random())) / 131_072n;
        const hex = (step * BigInt(position + 1) - jitter).toString(16).padStart(32, '0');
        return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
      });
    }
    case 'bytea': {
      const step = 2n ** 64n / BigInt(count + 1);
      return ordered.map((value, position) => {
        const hex = (step * BigInt(position + 1)).toString(16).padStart(16, '0');
        return `\\x${hex.padEnd(value.length - 2, '0')}`;
      });
    }
    default: {
      // jsonb: numbers, for which btree's order is theirs.
      const base = 1_000_000_000 + random() * 1000;
      return ordered.map((_, position) => String(base + position));
    }
  }
}

function integers(values: readonly string[], codec: IntegerCodec, random: () => number): ReadonlyMap<string, string> {
  const parsed = values.map((value) => codec.parse(value));
  const sorted = [...new Set(parsed.filter((value) => value !== null))].sort((a, b) => (a < b ? -1 : 1));
  const shifted = shiftIntegers(sorted, codec.limits, random);
  const standIn = new Map(sorted.map((value, position) => [value, codec.format(shifted[position]!)]));
  return new Map(
    values.flatMap((value, position): [string, string][] => {
      const number = parsed[position];
      return number === null || number === undefined ? [] : [[value, standIn.get(number)!]];
    }),
  );
}

function floats(values: readonly string[], bytes: 4 | 8, random: () => number): ReadonlyMap<string, string> {
  const finite = values.filter((value) => Number.isFinite(Number(value)));
  const sorted = [...new Set(finite.map(Number))].sort((a, b) => a - b);
  const shifted = shiftFloats(sorted, bytes, random);
  const standIn = new Map(sorted.map((value, position) => [value, String(shifted[position])]));
  return new Map(finite.map((value) => [value, standIn.get(Number(value))!]));
}
