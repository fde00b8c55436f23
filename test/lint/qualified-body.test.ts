import { describe, expect, it } from '@jest/globals';
import { isQualifiedBody } from '../../src/lint/qualified-body.ts';
import { aCatalog, aTable } from '../support/catalog-builder.ts';
import { aFunction, aSchema } from '../support/object-builder.ts';

const catalog = {
  ...aCatalog(
    aTable('orders', { schema: 'shop', columns: { id: 'bigint' } }),
    aTable('recent', { schema: 'shop', kind: 'view', columns: { id: 'bigint' } }),
    aTable('secret', {
      schema: 'shop',
      columns: { id: 'bigint' },
      with: { rowSecurity: { enabled: true, forced: false } },
    }),
  ),
  schemas: [aSchema('shop')],
  functions: [aFunction('price_of', { schema: 'shop' })],
};

const isSafe = (body: string, extensions: readonly string[] = ['plpgsql']) =>
  isQualifiedBody(
    aFunction('f', { definition: `CREATE OR REPLACE FUNCTION public.f()\nAS $function$${body}$function$\n` }),
    { ...catalog, extensions: extensions.map((name) => ({ name, schema: 'public', version: '1' })) },
  );

describe('whether a body is independent of search_path', () => {
  it.each([
    'BEGIN NEW.updated_at := now(); RETURN NEW; END',
    "BEGIN IF TG_OP = 'UPDATE' AND (NEW.a IS DISTINCT FROM OLD.a) THEN NEW.n := coalesce(OLD.n, 0) + 1; END IF; RETURN NEW; END",
    'BEGIN RETURN (SELECT count(*) FROM shop.orders o WHERE o.id > 1); END',
    'DECLARE v "shop"."orders"; BEGIN SELECT * INTO v FROM shop.orders LIMIT 1; RETURN v.id; END',
    'BEGIN RETURN pg_catalog.lower(x); END',
    '',
  ])('is so for %s', (body) => {
    expect(isSafe(body)).toBe(true);
  });

  it.each([
    ['a table without its schema', 'BEGIN RETURN (SELECT count(*) FROM orders); END'],
    ['one of several tables', 'BEGIN RETURN (SELECT 1 FROM shop.orders, "orders"); END'],
    ['a row type', 'DECLARE v orders%ROWTYPE; BEGIN RETURN 1; END'],
    ['a view, which may call functions', 'BEGIN RETURN (SELECT count(*) FROM shop.recent); END'],
    ['a table with row security', 'BEGIN RETURN (SELECT count(*) FROM shop.secret); END'],
    ['a function without its schema', 'BEGIN RETURN price_of(1); END'],
    ['a function that is not known', 'BEGIN RETURN uuid_generate_v4(); END'],
    ['a quoted function', 'BEGIN RETURN "now"(); END'],
    ['a function of users, which looks names up itself', 'BEGIN RETURN shop.price_of(1); END'],
    ['a change, which fires triggers', 'BEGIN DELETE FROM shop.orders; END'],
    ['SQL that it puts together', "BEGIN EXECUTE 'SELECT 1'; END"],
    ['a name in a text', "BEGIN RETURN 'orders'::regclass; END"],
    ['an operator of an extension', 'BEGIN RETURN a <-> b; END'],
    ['a text that does not end', "BEGIN RETURN 'x"],
  ])('is not so for %s', (_what, body) => {
    expect(isSafe(body)).toBe(false);
  });

  it('is not so where an extension may bring operators of common names', () => {
    expect(isSafe('BEGIN RETURN NEW; END', ['plpgsql', 'pgcrypto'])).toBe(true);
    expect(isSafe('BEGIN RETURN NEW; END', ['plpgsql', 'citext'])).toBe(false);
  });

  it('is not so where the body is not known', () => {
    expect(isQualifiedBody(aFunction('f', { definition: null }), catalog)).toBe(false);
  });
});
