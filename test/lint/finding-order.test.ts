import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareFindings, findingKey, unqualified } from '../../src/lint/finding-order.ts';
import { quoteQualified } from '../../src/sql/quote.ts';
import type { Fix } from '../../src/report/model.ts';

const object = { schema: 'public', table: 'message', columns: ['a', 'b'], name: null };
const fix = { creates: ['public.message_a_b_idx1'] } as unknown as Fix;

describe('the key of a finding', () => {
  test('is its rule and object', () => {
    expect(findingKey({ rule: 'index/x', object, fix: null })).toBe('index/x|public|message|a,b');
  });

  test('does not depend on the name that its fix gives', () => {
    const bare = findingKey({ rule: 'index/x', object, fix: null });
    expect(findingKey({ rule: 'index/x', object: { ...object, name: 'message_a_b_idx1' }, fix })).toBe(bare);
  });

  test('holds the name of the object that it is about', () => {
    expect(findingKey({ rule: 'index/x', object: { ...object, name: 'old' }, fix })).toBe(
      'index/x|public|message|a,b|old',
    );
  });

  test('keeps names apart that hold its own separators', () => {
    const name = fc.string({ unit: fc.constantFrom('a', '|', '\\', ','), minLength: 1, maxLength: 4 });
    const parts = fc.tuple(name, name);
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const key = ([schema, table]: readonly [string, string]) =>
          findingKey({ rule: 'r', object: { schema, table, columns: [], name: null }, fix: null });
        expect(key(a) === key(b)).toBe(a[0] === b[0] && a[1] === b[1]);
      }),
    );
  });
});

test('any quoted name comes back unquoted', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(name, name, (schema, table) => {
      expect(unqualified(quoteQualified({ schema, name: table }))).toBe(table);
    }),
  );
});

test('the order is total: it does not depend on where a finding stood', () => {
  const word = fc.constantFrom('a', 'b', 'B', '');
  const finding = fc.record({
    rule: word,
    severity: fc.constantFrom('error' as const, 'warning' as const, 'info' as const),
    object: fc.record({
      schema: word,
      table: word,
      columns: fc.array(word, { maxLength: 2 }),
      name: fc.constant(null),
    }),
  });
  fc.assert(
    fc.property(fc.array(finding, { maxLength: 6 }), (findings) => {
      expect([...findings].reverse().sort(compareFindings)).toEqual([...findings].sort(compareFindings));
    }),
  );
});
