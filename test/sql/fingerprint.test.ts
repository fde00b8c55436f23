import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { fingerprint } from '../../src/sql/fingerprint.ts';
import { fingerprint as queryFingerprint, loadParser } from '../../src/sql/parser.ts';

beforeAll(loadParser);

/** Has parameters with numbers of two digits. */
const TEN = `INSERT INTO t VALUES (${Array.from({ length: 12 }, (_, i) => `$${i + 1}`).join(', ')})`;

/** In turn such as have the same text but for words with numbers, and the relations that pg_query does not tell apart. */
const ALIKE: readonly (readonly [sql: string, ...names: string[]])[] = [
  ['SELECT a FROM orders_24 WHERE b = $1', '.orders_24'],
  ['SELECT a FROM orders_25 WHERE b = $1', '.orders_25'],
  ['SELECT a FROM orders_7 WHERE b = $1'],
  ['SELECT a FROM orders_24_7 WHERE b = $1', '.orders_24_7'],
  ['SELECT a FROM "Orders_25" WHERE b = $1', '.Orders_25'],
  ['SELECT a FROM ORDERS_25 WHERE b = $1', '.orders_25'],
  ['SELECT a FROM orders_123456 WHERE b = $1'],
  ['SELECT t.a AS a1 FROM tenant_24.orders t', 'tenant_24.orders'],
  ['SELECT t.a AS a1 FROM tenant_25.orders t', 'tenant_25.orders'],
  ['SELECT t.a AS a2 FROM tenant_25.orders t', 'tenant_25.orders'],
  ['SELECT a FROM "my_24 x" JOIN w0 USING (b)', '.my_24 x'],
  ['SELECT a FROM "my_24 x" JOIN w10 USING (b)', '.w10', '.my_24 x'],
  ['SELECT a FROM "the w10 b" JOIN w11 USING (b)', '.w11', '.the w10 b'],
  ['SELECT a FROM "the w10 b" JOIN w12 USING (b)', '.w12', '.the w10 b'],
  ['SELECT a FROM U&"o_2!0034" UESCAPE \'!\' JOIN w12 USING (b)', '.w12', '.o_24'],
  ['SELECT a FROM w12 ORDER BY 1e5', '.w12'],
  ['SELECT a FROM w13 ORDER BY 1e6', '.w13'],
  ['SELECT JSON_ARRAY(a FORMAT JSON ENCODING utf8) FROM o_24', '.o_24'],
  ['SELECT JSON_ARRAY(a FORMAT JSON ENCODING utf8) FROM o_25', '.o_25'],
  [`SELECT a FROM ${'o'.repeat(62)}_24 o`, `.${'o'.repeat(62)}_`],
  [`SELECT a FROM ${'o'.repeat(62)}_25 o`, `.${'o'.repeat(62)}_`],
];

/** As it is where no name tells more. */
function withNames(ofQuery: string, names: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify([ofQuery, ...names]));
  return names.length === 0 ? ofQuery : digest.digest('hex').slice(0, 16);
}

describe('the fingerprint of a statement', () => {
  it.each([
    ['SELECT a FROM acme.orders WHERE b = $1', 'SELECT a FROM globex.orders WHERE b = $1'],
    ['SELECT a FROM acme.orders WHERE b = $1', 'SELECT a FROM orders WHERE b = $1'],
    ['SELECT a FROM x, acme.orders', 'SELECT a FROM x, globex.orders'],
    ['INSERT INTO acme.t (a) VALUES ($1)', 'INSERT INTO globex.t (a) VALUES ($1)'],
    ['UPDATE acme.t SET a = $1', 'UPDATE globex.t SET a = $1'],
    ['DELETE FROM a."my t" WHERE b = $1', 'DELETE FROM b."my t" WHERE b = $1'],
    ['SELECT count(*) FROM orders t', 'SELECT count(*) FROM users t'],
    ['SELECT o.id FROM orders o WHERE o.id = $1', 'SELECT o.id FROM offers o WHERE o.id = $1'],
    ['SELECT a FROM x, orders AS t', 'SELECT a FROM x, users AS t'],
    ['SELECT a FROM x JOIN "my orders" t USING (b)', 'SELECT a FROM x JOIN "my users" t USING (b)'],
    ['SELECT a FROM (x CROSS JOIN orders t)', 'SELECT a FROM (x CROSS JOIN users t)'],
    ['SELECT a FROM ONLY (orders) t', 'SELECT a FROM ONLY (users) t'],
    ['SELECT a FROM orders/* all */t', 'SELECT a FROM users/* all */t'],
    ['UPDATE orders t SET a = $1', 'UPDATE users t SET a = $1'],
    ['DELETE FROM orders AS t WHERE a = $1', 'DELETE FROM users AS t WHERE a = $1'],
    ['INSERT INTO orders AS t (a) VALUES ($1)', 'INSERT INTO users AS t (a) VALUES ($1)'],
    [
      'MERGE INTO orders t USING s ON a = b WHEN MATCHED THEN DELETE',
      'MERGE INTO users t USING s ON a = b WHEN MATCHED THEN DELETE',
    ],
    ['SELECT a FROM orders_2024', 'SELECT a FROM orders_2025'],
    ['SELECT a FROM orders$24', 'SELECT a FROM orders$25'],
    [
      'SELECT a FROM shard_0001 x JOIN shard_0002 y USING (b)',
      'SELECT a FROM shard_0002 x JOIN shard_0001 y USING (b)',
    ],
  ])('is another for other relations: %s, %s', (first, second) => {
    expect(fingerprint(first)).toMatch(/^[0-9a-f]{16}$/);
    expect(fingerprint(first)).not.toBe(fingerprint(second));
  });

  it.each([
    ['SELECT a FROM public.orders', 'SELECT a FROM orders'],
    ['SELECT a FROM acme.orders WHERE b = 1', 'select a from "acme".orders where b = $1'],
    ['SELECT a FROM tmp_173254', 'SELECT a FROM tmp_998877'],
    ['SELECT a FROM s.t WHERE b IN ($1, $2)', 'SELECT a FROM s.t WHERE b IN ($1)'],
  ])('is the same for the same: %s, %s', (first, second) => {
    expect(fingerprint(first)).toBe(fingerprint(second));
  });

  it('is that of pg_query where names tell nothing', () => {
    for (const sql of ['SELECT o.a FROM o', 'SELECT a FROM t1', 'SELECT 123', 'SELECT a FROM public.t', TEN])
      expect(fingerprint(sql)).toBe(queryFingerprint(sql));
  });

  it('is the same whichever were asked for before', () => {
    const all = [...ALIKE, ...ALIKE.toReversed()];
    expect(all.map(([sql]) => [sql, fingerprint(sql)])).toEqual(
      all.map(([sql, ...names]) => [sql, withNames(queryFingerprint(sql), names)]),
    );
  });

  it('is an error where the text does not parse, whatever was asked for before', () => {
    expect(fingerprint('SELECT a FROM o_24 t')).toMatch(/^[0-9a-f]{16}$/);
    expect(() => fingerprint('SELECT a FROM o_24 t t')).toThrow('syntax error');
    expect(() => fingerprint('SELECT a FROM o_25 t t')).toThrow('syntax error');
  });
});
