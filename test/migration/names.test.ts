import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createNamer, MAX_NAME_BYTES } from '../../src/migration/names.ts';
import { catalogOf, existingIndex, expressionOf, indexOn, keyOf, relationOf } from './catalog.ts';

const nameOf = (definition = indexOn('invoice', ['state', 'created_at']), catalog = catalogOf()) =>
  createNamer(catalog).index(definition);

describe('the name of an index', () => {
  it('is made of the table and its columns', () => {
    expect(nameOf()).toBe('invoice_state_created_at_idx');
  });

  it('ends in key when the index is unique', () => {
    expect(nameOf(indexOn('invoice', ['external_id'], { unique: true }))).toBe('invoice_external_id_key');
  });

  it('says expr for an expression', () => {
    expect(nameOf(indexOn('account', ['org', expressionOf('lower(email)')]))).toBe('account_org_expr_idx');
  });

  it('is lower case, with blanks and signs as one underscore', () => {
    expect(nameOf(indexOn('Order Items', ['Größe (mm)']))).toBe('order_items_größe_mm_idx');
  });

  it('leaves the names of relations, indexes, constraints, sequences and types alone', () => {
    const catalog = {
      ...catalogOf([
        relationOf('a_b_idx', {
          indexes: [existingIndex('a_c_idx', indexOn('a_b_idx', ['x']))],
          constraints: [{ name: 'a_d_key' } as never],
        }),
      ]),
      sequences: [{ schema: 'public', name: 'a_e_idx' } as never],
      types: [{ schema: 'public', name: 'a_f_idx', kind: 'other' } as const],
    };
    const namer = createNamer(catalog);
    expect(namer.index(indexOn('a', ['b']))).toMatch(/^a_b_[0-9a-f]{8}_idx$/);
    expect(namer.index(indexOn('a', ['c']))).toMatch(/^a_c_[0-9a-f]{8}_idx$/);
    expect(namer.index(indexOn('a', ['d'], { unique: true }))).toMatch(/^a_d_[0-9a-f]{8}_key$/);
    expect(namer.index(indexOn('a', ['e']))).toMatch(/^a_e_[0-9a-f]{8}_idx$/);
    expect(namer.index(indexOn('a', ['f']))).toMatch(/^a_f_[0-9a-f]{8}_idx$/);
  });

  it('may be the one that another schema has', () => {
    const catalog = catalogOf([relationOf('invoice_state_created_at_idx', { schema: 'archive' })]);
    expect(nameOf(undefined, catalog)).toBe('invoice_state_created_at_idx');
  });

  it('differs between two indexes of one run that only differ in direction', () => {
    const namer = createNamer(catalogOf());
    const first = namer.index(indexOn('a', ['b']));
    const second = namer.index(indexOn('a', [keyOf('b', { direction: 'desc', nulls: 'first' })]));
    expect(first).toBe('a_b_idx');
    expect(second).toMatch(/^a_b_[0-9a-f]{8}_idx$/);
  });

  it('is the wanted one when that is free, and never longer than PostgreSQL allows', () => {
    const namer = createNamer(catalogOf([relationOf('taken')]));
    expect(namer.index(indexOn('a', ['b']), 'Wanted')).toBe('Wanted');
    expect(namer.index(indexOn('a', ['b']), 'taken')).toBe('a_b_idx');
    expect(namer.index(indexOn('a', ['c']), 'x'.repeat(64))).toBe('a_c_idx');
  });

  it('is that of the leftover of a killed build of the same index', () => {
    const definition = indexOn('a', ['b']);
    const invalid = existingIndex('a_b_idx', definition, { valid: false });
    expect(nameOf(definition, catalogOf([relationOf('a', { indexes: [invalid] })]))).toBe('a_b_idx');
  });

  it('is that of any invalid index of the same definition, which index/invalid would have built anew beside it', () => {
    const named = existingIndex('mine', indexOn('a', ['b']), { valid: false });
    expect(nameOf(indexOn('a', ['b']), catalogOf([relationOf('a', { indexes: [named] })]))).toBe('mine');
  });

  it('is not that of an invalid index of another definition, or that is to be dropped', () => {
    const other = existingIndex('a_b_idx', indexOn('a', ['b'], { include: ['c'] }), { valid: false });
    const dying = existingIndex('dying', indexOn('a', ['b']), { valid: false, ready: false, live: false });
    const copy = existingIndex('mine_ccnew', indexOn('a', ['b']), { valid: false });
    expect(nameOf(indexOn('a', ['b']), catalogOf([relationOf('a', { indexes: [other] })]))).not.toBe('a_b_idx');
    expect(nameOf(indexOn('a', ['b']), catalogOf([relationOf('a', { indexes: [dying, copy] })]))).toBe('a_b_idx');
  });
});

describe('names of any tables and columns', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 63 }),
    fc.constantFrom('a', 'A', 'a b', 'ä'.repeat(40), '🦄'.repeat(16), 'x'.repeat(63), '_', '\ud800'),
  );
  const definition = fc
    .record({ table: text, columns: fc.array(text, { minLength: 1, maxLength: 4 }), unique: fc.boolean() })
    .map(({ table, columns, unique }) => indexOn(table, columns, { unique }));
  const run = fc.record({
    definitions: fc.array(definition, { minLength: 1, maxLength: 12 }),
    existing: fc.array(text, { maxLength: 5 }),
  });

  it('fit into 63 bytes of valid UTF-8, are never used twice, and are the same for the same input', () => {
    fc.assert(
      fc.property(run, ({ definitions, existing }) => {
        // The names that would be chosen without them are taken too, so that every collision is met.
        const free = createNamer(catalogOf());
        const taken = [...existing, ...definitions.map((each) => free.index(each))];
        const catalog = catalogOf(taken.map((name) => relationOf(name)));
        const choose = () => {
          const namer = createNamer(catalog);
          return definitions.flatMap((each) => {
            const name = namer.index(each);
            return [name, namer.leftover(each.relation, name)];
          });
        };
        const names = choose();
        for (const name of names) {
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(MAX_NAME_BYTES);
          expect(Buffer.from(name).toString()).toBe(name);
          expect(name).not.toBe('');
          expect(taken).not.toContain(name);
        }
        expect(new Set(names).size).toBe(names.length);
        expect(choose()).toEqual(names);
      }),
    );
  });

  it('tell long names apart that PostgreSQL would cut to the same', () => {
    const long = 'measurement_of_something_rather_long_that_goes_on_and_on';
    const namer = createNamer(catalogOf());
    const [first, second] = [namer.index(indexOn(long, ['alpha'])), namer.index(indexOn(long, ['beta']))];
    expect(first).not.toBe(second);
    expect(first).toMatch(/^measurement_.*_[0-9a-f]{8}_idx$/);
  });
});
