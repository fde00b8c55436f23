import { beforeAll, describe, expect, it } from '@jest/globals';
import { fingerprint } from '../../src/sql/fingerprint.ts';
import { fingerprint as queryFingerprint, loadParser } from '../../src/sql/parser.ts';

beforeAll(loadParser);

/** Has parameters with numbers of two digits. */
const TEN = `INSERT INTO t VALUES (${Array.from({ length: 12 }, (_, i) => `$${i + 1}`).join(', ')})`;

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
});
