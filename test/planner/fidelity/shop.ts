import type { FidelitySchema } from './cases.ts';
import { index } from './index.ts';

const sql = `
CREATE SCHEMA shop;
CREATE FUNCTION shop.u(n bigint, salt int) RETURNS float8 IMMUTABLE LANGUAGE sql
  RETURN (hashint8extended(n, salt) & 1048575) / 1048576.0;
CREATE TABLE shop.customers (
  id int PRIMARY KEY, email text NOT NULL UNIQUE, country text NOT NULL, tier smallint NOT NULL, created timestamptz NOT NULL);
INSERT INTO shop.customers
  SELECT g, 'user' || g || '@' || (ARRAY['example.com','mail.test','corp.test'])[1 + g % 3],
         (ARRAY['DE','FR','US','NL','JP','BR'])[1 + floor(6 * power(shop.u(g, 1), 2))::int],
         floor(4 * power(shop.u(g, 2), 3)), timestamptz '2023-01-01Z' + g * interval '10 min'
  FROM generate_series(1, 30000) g;
CREATE TABLE shop.products (id int PRIMARY KEY, sku text NOT NULL, category int NOT NULL, price numeric(10,2) NOT NULL);
INSERT INTO shop.products
  SELECT g, 'SKU-' || lpad(g::text, 7, '0'), floor(40 * shop.u(g, 3)), round((500 * power(shop.u(g, 4), 2))::numeric, 2)
  FROM generate_series(1, 5000) g;
CREATE TABLE shop.orders (
  id bigint PRIMARY KEY, customer_id int NOT NULL REFERENCES shop.customers, status text NOT NULL, total numeric(12,2) NOT NULL,
  placed timestamptz NOT NULL, shipped timestamptz, coupon text, note text);
INSERT INTO shop.orders
  SELECT g, 1 + floor(30000 * power(shop.u(g, 5), 3)),
         (ARRAY['done','done','done','done','done','done','done','cancelled','open','failed'])[1 + floor(10 * power(shop.u(g, 6), 0.7))::int],
         round((2000 * power(shop.u(g, 7), 4))::numeric, 2), timestamptz '2023-06-01Z' + g * interval '3 min',
         CASE WHEN shop.u(g, 8) < 0.8 THEN timestamptz '2023-06-02Z' + g * interval '3 min' END,
         CASE WHEN shop.u(g, 9) < 0.03 THEN 'C' || floor(200 * shop.u(g, 10)) END,
         repeat('n', floor(60 * shop.u(g, 11))::int)
  FROM generate_series(1, 200000) g;
CREATE INDEX orders_placed ON shop.orders (placed);
CREATE TABLE shop.items (
  order_id bigint NOT NULL REFERENCES shop.orders, line smallint NOT NULL, product_id int NOT NULL REFERENCES shop.products,
  quantity int NOT NULL, PRIMARY KEY (order_id, line));
INSERT INTO shop.items
  SELECT g, l, 1 + floor(5000 * power(shop.u(g * 4 + l, 12), 2)), 1 + floor(9 * shop.u(g * 4 + l, 13))
  FROM generate_series(1, 100000) g, generate_series(1, 2) l;
`;

export const shop: FidelitySchema = {
  name: 'shop',
  sql,
  sets: [
    {
      about: 'no candidate',
      indexes: [],
      queries: [
        'SELECT * FROM shop.orders WHERE id = 4711',
        'SELECT * FROM shop.orders WHERE id IN (1, 500, 70000, 199999)',
        "SELECT count(*) FROM shop.orders WHERE placed > '2024-07-01Z'",
        "SELECT * FROM shop.customers WHERE email = 'user77@mail.test'",
        'SELECT c.email, o.total FROM shop.orders o JOIN shop.customers c ON c.id = o.customer_id WHERE o.id < 50',
        'SELECT * FROM shop.orders o JOIN shop.items i ON i.order_id = o.id WHERE o.id BETWEEN 100 AND 140',
      ],
    },
    {
      about: 'composite',
      indexes: [index('shop.orders', ['customer_id', 'placed'])],
      queries: [
        'SELECT * FROM shop.orders WHERE customer_id = 20000',
        'SELECT * FROM shop.orders WHERE customer_id = 20000 ORDER BY placed DESC LIMIT 10',
        "SELECT * FROM shop.orders WHERE customer_id = 3 AND placed >= '2024-06-01Z'",
        'SELECT * FROM shop.orders WHERE customer_id = $1 AND placed > $2',
        'SELECT customer_id, max(placed) FROM shop.orders GROUP BY customer_id',
        "SELECT c.email, count(*) FROM shop.customers c JOIN shop.orders o ON o.customer_id = c.id WHERE c.country = 'BR' AND c.tier = 3 GROUP BY 1",
        'SELECT * FROM shop.customers c WHERE NOT EXISTS (SELECT FROM shop.orders o WHERE o.customer_id = c.id)',
        'SELECT c.id, (SELECT max(placed) FROM shop.orders o WHERE o.customer_id = c.id) FROM shop.customers c WHERE c.id < 100',
        'UPDATE shop.orders SET note = NULL WHERE customer_id = 12345',
        'DELETE FROM shop.orders WHERE customer_id = 29999 AND placed < now()',
      ],
    },
    {
      about: 'covering',
      indexes: [index('shop.orders', ['status', 'placed'], { include: ['total'] })],
      queries: [
        "SELECT sum(total) FROM shop.orders WHERE status = 'failed' AND placed > '2024-05-01Z'",
        "SELECT sum(total) FROM shop.orders WHERE status = 'failed'",
        "SELECT max(total) FROM shop.orders WHERE status IN ('open', 'failed') AND placed >= '2023-09-01Z' AND placed < '2023-12-01Z'",
        "SELECT id FROM shop.orders WHERE status = 'cancelled' ORDER BY placed DESC LIMIT 100",
        "SELECT status, placed, total FROM shop.orders WHERE status = 'open' ORDER BY placed LIMIT 20",
        "SELECT status, count(*) FROM shop.orders WHERE status IN ('open', 'failed') GROUP BY status",
        'SELECT sum(total) FROM shop.orders WHERE status = $1 AND placed BETWEEN $2 AND $3',
      ],
    },
    {
      about: 'partial',
      indexes: [
        index('shop.orders', ['placed'], { predicate: "status = 'failed'" }),
        index('shop.orders', ['coupon'], { predicate: 'coupon IS NOT NULL' }),
      ],
      queries: [
        "SELECT * FROM shop.orders WHERE status = 'failed' AND placed > '2024-07-01Z'",
        "SELECT count(*) FROM shop.orders WHERE status = 'failed'",
        "SELECT * FROM shop.orders WHERE coupon = 'C7'",
        "SELECT * FROM shop.orders WHERE coupon = 'C7' AND status = 'failed'",
        'SELECT coupon, sum(total) FROM shop.orders WHERE coupon IS NOT NULL GROUP BY coupon',
      ],
    },
    {
      about: 'partial, open work',
      indexes: [index('shop.orders', ['placed DESC', 'id'], { predicate: 'shipped IS NULL' })],
      queries: [
        'SELECT * FROM shop.orders WHERE shipped IS NULL ORDER BY placed DESC LIMIT 50',
        "SELECT count(*) FROM shop.orders WHERE shipped IS NULL AND placed < '2023-07-01Z'",
      ],
    },
    {
      about: 'expression',
      indexes: [
        index('shop.customers', ['(lower(email))']),
        index('shop.orders', ["(date_trunc('day', placed, 'UTC'))"]),
      ],
      queries: [
        "SELECT * FROM shop.customers WHERE lower(email) = 'user55@corp.test'",
        "SELECT count(*) FROM shop.orders WHERE date_trunc('day', placed, 'UTC') = '2024-02-03Z'",
        "SELECT o.* FROM shop.orders o JOIN shop.customers c ON c.id = o.customer_id WHERE lower(c.email) = 'user9000@example.com'",
      ],
    },
    {
      about: 'LIKE prefix',
      indexes: [index('shop.products', ['sku text_pattern_ops'])],
      queries: [
        "SELECT * FROM shop.products WHERE sku LIKE 'SKU-00001%'",
        "SELECT * FROM shop.products WHERE sku = 'SKU-0000123'",
      ],
    },
    {
      about: 'LIKE prefix, in a language order',
      indexes: [index('shop.products', ['sku'])],
      queries: [
        "SELECT * FROM shop.products WHERE sku LIKE 'SKU-00001%'",
        "SELECT * FROM shop.products WHERE sku >= 'SKU-00001' AND sku < 'SKU-00002' ORDER BY sku",
      ],
    },
    {
      about: 'mixed directions',
      indexes: [index('shop.orders', ['customer_id', 'total DESC', 'id'])],
      queries: [
        'SELECT * FROM shop.orders WHERE customer_id = 500 ORDER BY total DESC, id LIMIT 10',
        'SELECT * FROM shop.orders WHERE customer_id IN (500, 600) ORDER BY total DESC LIMIT 10',
        'SELECT customer_id, total FROM shop.orders ORDER BY customer_id, total DESC, placed LIMIT 100',
      ],
    },
    {
      about: 'hash',
      indexes: [
        index('shop.orders', ['coupon'], { method: 'hash' }),
        index('shop.products', ['sku'], { method: 'hash' }),
      ],
      queries: [
        "SELECT * FROM shop.orders WHERE coupon = 'C19'",
        "SELECT * FROM shop.products WHERE sku = 'SKU-0000500'",
        'SELECT * FROM shop.products WHERE sku = $1',
      ],
    },
    {
      about: 'foreign keys and joins',
      indexes: [index('shop.items', ['product_id']), index('shop.orders', ['customer_id'])],
      queries: [
        'SELECT * FROM shop.items WHERE product_id = 4000',
        'SELECT p.sku, sum(i.quantity) FROM shop.products p JOIN shop.items i ON i.product_id = p.id WHERE p.category = 7 GROUP BY 1',
        `SELECT c.country, sum(i.quantity * p.price) FROM shop.customers c JOIN shop.orders o ON o.customer_id = c.id
         JOIN shop.items i ON i.order_id = o.id JOIN shop.products p ON p.id = i.product_id WHERE c.id = 25000 GROUP BY 1`,
        'SELECT o.id FROM shop.orders o JOIN shop.customers c ON c.id = o.customer_id WHERE c.tier = 3 ORDER BY o.total DESC LIMIT 20',
        'SELECT DISTINCT c.id FROM shop.customers c JOIN shop.orders o ON o.customer_id = c.id WHERE o.total > 1900',
      ],
    },
    {
      about: 'two single columns',
      indexes: [index('shop.orders', ['customer_id']), index('shop.orders', ['total'])],
      queries: [
        'SELECT * FROM shop.orders WHERE customer_id < 3 AND total > 1500',
        'SELECT * FROM shop.orders WHERE customer_id = 9 OR total > 1990',
        'SELECT * FROM shop.orders ORDER BY total DESC LIMIT 5',
        'SELECT min(total), max(total) FROM shop.orders',
      ],
    },
    {
      about: 'BRIN',
      indexes: [index('shop.items', ['order_id'], { method: 'brin' })],
      queries: ['SELECT sum(quantity) FROM shop.items WHERE order_id BETWEEN 5000 AND 9000'],
    },
  ],
};
