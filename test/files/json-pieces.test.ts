import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonPieces } from '../../src/files/json-pieces.ts';

const textOf = (document: object) => [...jsonPieces(document)].join('');

function* lazily<Item>(items: Iterable<Item>): Generator<Item> {
  yield* items;
}

describe('a document in pieces', () => {
  it('is what JSON.stringify makes of it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (document) => {
        expect(textOf(document)).toBe(JSON.stringify(document));
      }),
    );
    expect(textOf({ left: undefined, kept: null })).toBe('{"kept":null}');
  });

  it('may have lists that are made while it is written', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (items) => {
        expect(textOf({ before: 1, items: lazily(items), after: [] })).toBe(
          JSON.stringify({ before: 1, items, after: [] }),
        );
      }),
    );
  });

  it('is in small pieces whose borders are those of its text, whoever holds its lists', () => {
    const items = Array.from({ length: 500 }, (_, i) => ({ i, text: 'ä'.repeat(i) }));
    const pieces = [...jsonPieces({ items: lazily(items) })];
    expect(pieces).toEqual([...jsonPieces({ items })]);
    expect(pieces.length).toBe(3);
    expect(pieces[0]!.length).toBeLessThan(66_000);
  });
});
