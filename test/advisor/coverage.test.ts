import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { covers, coveringIndex, definitionCovers, equalityPrefixCovers } from '../../src/advisor/coverage.ts';
import { columnKey, definitionKey, describeIndex, expressionKey, reverseKey } from '../../src/advisor/definition.ts';
import type { IndexDefinition, IndexKey } from '../../src/catalog/model.ts';
import { loadParser } from '../../src/sql/parser.ts';
import { btree, column, existing, relation } from './make.ts';

beforeAll(loadParser);

const key: fc.Arbitrary<IndexKey> = fc.record({
  column: fc.constantFrom('a', 'b', 'c', 'd'),
  expression: fc.constant(null),
  operatorClass: fc.constantFrom(null, null, 'text_pattern_ops'),
  collation: fc.constantFrom(null, null, { schema: 'pg_catalog', name: 'C' }),
  direction: fc.constantFrom('asc' as const, 'desc' as const),
  nulls: fc.constantFrom('first' as const, 'last' as const),
});

const definition: fc.Arbitrary<IndexDefinition> = fc.record({
  relation: fc.constant({ schema: 'public', name: 't' }),
  method: fc.constantFrom('btree', 'btree', 'btree', 'gin', 'brin', 'gist', 'hash'),
  keys: fc.uniqueArray(key, { minLength: 1, maxLength: 3, selector: (one) => one.column }),
  include: fc.uniqueArray(fc.constantFrom('d', 'e', 'f'), { maxLength: 2 }),
  predicate: fc.constantFrom(null, null, '(x > 0)', "(y = 'on')", "((x > 0) AND (y = 'on'))"),
  unique: fc.boolean(),
  nullsNotDistinct: fc.boolean(),
});

/** A definition, and one that it is known to cover: random pairs hardly ever do. */
const covered = definition.chain((wide) =>
  fc
    .record({
      keys: fc.integer({ min: 1, max: wide.keys.length }),
      include: fc.subarray([...wide.include]),
      backward: fc.boolean(),
    })
    .map(({ keys, include, backward }) => {
      const prefix = wide.method === 'hash' ? wide.keys : wide.keys.slice(0, keys);
      const isReversed = backward && wide.method === 'btree';
      return { wide, narrow: { ...wide, unique: false, include, keys: isReversed ? prefix.map(reverseKey) : prefix } };
    }),
);

describe('definitionCovers', () => {
  test('an index covers itself', () => {
    fc.assert(fc.property(definition, (one) => definitionCovers(one, one)));
  });

  test('an index covers its prefixes with fewer included columns, forward and backward', () => {
    fc.assert(fc.property(covered, ({ wide, narrow }) => definitionCovers(wide, narrow)));
  });

  test('covering is transitive', () => {
    fc.assert(
      fc.property(covered, definition, fc.nat(2), ({ wide, narrow }, other, length) => {
        const narrowest = {
          ...narrow,
          keys: narrow.method === 'hash' ? narrow.keys : narrow.keys.slice(0, length + 1),
          include: [],
        };
        for (const [a, b, c] of [
          [wide, narrow, narrowest],
          [wide, narrow, other],
          [other, wide, narrow],
        ] as const) {
          if (definitionCovers(a, b) && definitionCovers(b, c)) expect(definitionCovers(a, c)).toBe(true);
        }
      }),
    );
  });

  test('two full btrees that cover each other store the same columns', () => {
    fc.assert(
      fc.property(definition, definition, (a, b) => {
        if (!definitionCovers(a, b) || !definitionCovers(b, a)) return;
        expect(a.keys.length).toBe(b.keys.length);
        expect(a.unique).toBe(b.unique);
      }),
    );
  });

  test.each([
    ['a longer index with the same beginning', btree('t', ['a', 'b', 'c']), btree('t', ['a', 'b']), true],
    ['another order', btree('t', ['b', 'a']), btree('t', ['a', 'b']), false],
    ['only the beginning', btree('t', ['a']), btree('t', ['a', 'b']), false],
    ['all directions reversed', btree('t', ['a desc', 'b']), btree('t', ['a', 'b desc']), true],
    ['one direction reversed', btree('t', ['a', 'b desc']), btree('t', ['a', 'b']), false],
    ['included columns among the keys', btree('t', ['a', 'b']), btree('t', ['a'], { include: ['b'] }), true],
    ['a key that is only included', btree('t', ['a'], { include: ['b'] }), btree('t', ['a', 'b']), false],
    ['a full index for a partial wish', btree('t', ['a']), btree('t', ['a'], { predicate: '(b > 0)' }), true],
    ['a partial index for a full wish', btree('t', ['a'], { predicate: '(b > 0)' }), btree('t', ['a']), false],
    [
      'a partial index for a narrower wish',
      btree('t', ['a'], { predicate: '(b > 0)' }),
      btree('t', ['a'], { predicate: '((c IS NULL) AND (b > 0))' }),
      true,
    ],
    ['another method', btree('t', ['a'], { method: 'hash' }), btree('t', ['a']), false],
    ['any column of a BRIN', btree('t', ['a', 'b'], { method: 'brin' }), btree('t', ['b'], { method: 'brin' }), true],
    ['a unique wish by a plain index', btree('t', ['a']), btree('t', ['a'], { unique: true }), false],
    [
      'a unique wish by a wider unique index',
      btree('t', ['a', 'b'], { unique: true }),
      btree('t', ['a'], { unique: true }),
      false,
    ],
    ['a plain wish by a unique index', btree('t', ['a'], { unique: true }), btree('t', ['a']), true],
    ['another table', btree('u', ['a']), btree('t', ['a']), false],
  ])('%s', (_, have, wanted, expected) => {
    expect(definitionCovers(have, wanted)).toBe(expected);
  });

  test('NULLS FIRST matters where the direction is the same', () => {
    const first = { ...btree('t', ['a']), keys: [{ ...columnKey('a'), nulls: 'first' as const }] };
    expect(definitionCovers(first, btree('t', ['a']))).toBe(false);
    expect(definitionCovers(first, { ...first, keys: [{ ...columnKey('a'), direction: 'desc', nulls: 'last' }] })).toBe(
      true,
    );
  });

  test('an operator class or collation of its own is another index', () => {
    const pattern = { ...btree('t', ['a']), keys: [{ ...columnKey('a'), operatorClass: 'text_pattern_ops' }] };
    const collated = {
      ...btree('t', ['a']),
      keys: [{ ...columnKey('a'), collation: { schema: 'pg_catalog', name: 'C' } }],
    };
    expect(definitionCovers(pattern, btree('t', ['a']))).toBe(false);
    expect(definitionCovers(btree('t', ['a']), pattern)).toBe(false);
    expect(definitionCovers(collated, btree('t', ['a']))).toBe(false);
  });

  test('an expression is the same however it is spelled', () => {
    const printed = { ...btree('t', []), keys: [expressionKey('lower((email)::text)')] };
    const asked = { ...btree('t', []), keys: [expressionKey('lower(email::text)')] };
    expect(definitionCovers(printed, asked)).toBe(true);
  });
});

describe('covers', () => {
  test.each(['valid', 'ready', 'live'])('an index that is not %s serves nothing', (flag) => {
    const index = existing(btree('t', ['a']), { [flag]: false });
    expect(covers(index, btree('t', ['a']))).toBe(false);
  });

  test('the narrowest index that serves is named', () => {
    const table = relation('t', [column('a'), column('b')], {
      indexes: [
        existing(btree('t', ['a', 'b']), { name: 'wide' }),
        existing(btree('t', ['a']), { name: 'narrow' }),
        existing(btree('t', ['b']), { name: 'other' }),
      ],
    });
    expect(coveringIndex(table, btree('t', ['a']))?.name).toBe('narrow');
    expect(coveringIndex(table, btree('t', ['b', 'a']))).toBeUndefined();
  });
});

describe('equalityPrefixCovers', () => {
  test('keys fixed by equality may stand in any order', () => {
    expect(equalityPrefixCovers(btree('t', ['b', 'a', 'c']), btree('t', ['a', 'b', 'c']), 2)).toBe(true);
    expect(equalityPrefixCovers(btree('t', ['b', 'a', 'c']), btree('t', ['a', 'b', 'c']), 1)).toBe(false);
    expect(equalityPrefixCovers(btree('t', ['b', 'c', 'a']), btree('t', ['a', 'b', 'c']), 2)).toBe(false);
  });

  test('their direction is free, that of the rest is not', () => {
    expect(equalityPrefixCovers(btree('t', ['a', 'b desc']), btree('t', ['a', 'b']), 1)).toBe(true);
    expect(equalityPrefixCovers(btree('t', ['a', 'b desc', 'c']), btree('t', ['a', 'b', 'c']), 1)).toBe(false);
  });

  test('every permutation of an index covers it when all its keys are fixed', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(['a', 'b', 'c', 'd'], { minLength: 4 }),
        fc.integer({ min: 1, max: 4 }),
        (order, length) =>
          equalityPrefixCovers(btree('t', order), btree('t', order.slice(0, length).reverse()), length),
      ),
    );
  });
});

describe('definitionKey', () => {
  test('tells definitions apart exactly as the index they build', () => {
    fc.assert(
      fc.property(definition, definition, (a, b) => {
        const same = definitionKey(a) === definitionKey(b);
        if (same) expect(definitionCovers(a, b) && definitionCovers(b, a)).toBe(true);
        expect(definitionKey({ ...a, include: [...a.include].reverse() })).toBe(definitionKey(a));
      }),
    );
  });

  test('an index reads as its CREATE INDEX does', () => {
    expect(describeIndex(btree('t', ['Odd', 'b desc'], { include: ['c'], predicate: '(d IS NULL)' }))).toBe(
      'public.t ("Odd", b desc) include (c) where (d IS NULL)',
    );
  });
});
