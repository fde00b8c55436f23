/** Statements of a shop, by the hundred: tables × forms, so that a log of them has as many shapes as a real one. */

const TABLES = [
  ['users', ['account_id', 'email', 'name', 'created_at', 'last_login']],
  ['accounts', ['plan', 'region', 'owner_email', 'created_at', 'balance']],
  ['orders', ['user_id', 'status', 'total', 'created_at', 'note']],
  ['order_items', ['order_id', 'product_id', 'quantity', 'unit_price', 'discount']],
  ['products', ['sku', 'title', 'price', 'category_id', 'updated_at']],
  ['categories', ['parent_id', 'slug', 'title', 'position', 'updated_at']],
  ['payments', ['order_id', 'provider', 'amount', 'state', 'captured_at']],
  ['sessions', ['user_id', 'token', 'ip', 'expires_at', 'user_agent']],
  ['events', ['kind', 'subject_id', 'payload', 'created_at', 'actor_id']],
  ['invoices', ['account_id', 'number', 'due_on', 'total', 'state']],
  ['addresses', ['user_id', 'street', 'city', 'postcode', 'country']],
  ['reviews', ['product_id', 'user_id', 'stars', 'body', 'created_at']],
];

/** `P` stands for a value: a placeholder or a literal. */
const FORMS = [
  (t) => `SELECT "${t}".* FROM "${t}" WHERE "${t}"."id" = P LIMIT P`,
  (t, [a, b, c]) => `SELECT id, ${a}, ${b}, ${c} FROM ${t} WHERE ${a} = P ORDER BY id`,
  (t, [a, b]) => `SELECT count(*) FROM ${t} WHERE ${a} = P AND ${b} <> P`,
  (t, [a, b, c, d]) =>
    `SELECT ${a}, ${b}, ${c} FROM ${t} WHERE ${d} >= P AND ${d} < P ORDER BY ${d} DESC LIMIT P OFFSET P`,
  (t, [a, b, c, d, e]) => `INSERT INTO ${t} (${a}, ${b}, ${c}, ${d}, ${e}) VALUES (P, P, P, P, P) RETURNING id`,
  (t, [a, b, c]) => `UPDATE ${t} SET ${a} = P, ${b} = P WHERE id = P AND ${c} IS NOT NULL`,
  (t, [a]) => `DELETE FROM ${t} WHERE ${a} = P AND id < P`,
  (t, [a, b]) => `SELECT ${a}, ${b} FROM ${t} WHERE id IN (LIST)`,
  (t, [a, b, c]) =>
    `SELECT t.id, t.${a}, u.email\n  FROM ${t} t\n  JOIN users u ON u.id = t.id\n WHERE t.${b} = P\n   AND u.account_id = P -- of one account\n   AND t.${c} IS NOT NULL\n ORDER BY t.id DESC\n LIMIT P`,
  (t, [a, b]) => `SELECT 1 AS one FROM ${t} WHERE ${t}.${a} = P AND (${t}.${b} LIKE P) LIMIT P`,
  (t, [a, b, c]) =>
    `SELECT ${a}, sum(${b}), avg(id)::numeric(10,2) FROM ${t} WHERE ${c} BETWEEN P AND P GROUP BY 1 HAVING count(*) > P ORDER BY 2 DESC`,
  (t, [a, b]) => `SELECT exists(SELECT 1 FROM ${t} WHERE ${a} = P AND ${b} = P)`,
  (t, [a, b]) =>
    `WITH recent AS (SELECT id, ${a} FROM ${t} WHERE ${b} > P ORDER BY id DESC LIMIT P) SELECT r.id, r.${a}, o.total FROM recent r LEFT JOIN orders o ON o.id = r.id WHERE o.status = P`,
  (t, [a, b, c, d]) =>
    `SELECT ${t}.id AS t0_r0, ${t}.${a} AS t0_r1, ${t}.${b} AS t0_r2, ${t}.${c} AS t0_r3, ${t}.${d} AS t0_r4, accounts.id AS t1_r0, accounts.plan AS t1_r1, accounts.region AS t1_r2 FROM ${t} LEFT OUTER JOIN accounts ON accounts.id = ${t}.id WHERE ${t}.${a} = P AND accounts.region = P ORDER BY ${t}.id ASC LIMIT P`,
  (t, [a, b]) =>
    `INSERT INTO ${t} (${a}, ${b}) VALUES (P, P) ON CONFLICT (id) DO UPDATE SET ${a} = excluded.${a}, ${b} = coalesce(excluded.${b}, P)`,
  (t, [a, b]) => `SELECT payload->>'kind', ${a} FROM ${t}, events WHERE events.subject_id = ${t}.id AND ${b} = ANY (P)`,
  (t, [a]) => `SELECT id FROM ${t} WHERE lower(${a}) = lower(P) FOR UPDATE SKIP LOCKED`,
  (t, [a]) =>
    `SELECT date_trunc('day', created_at), count(*) FROM ${t} WHERE ${a} = P AND created_at > now() - interval '7 days' GROUP BY 1 ORDER BY 1`,
  (t, [a, b]) =>
    `SELECT ${a} FROM ${t} WHERE ${b} = P UNION ALL SELECT ${a} FROM ${t}_archive WHERE ${b} = P ORDER BY 1 LIMIT P`,
  (t, [a, b, c]) =>
    `SELECT row_number() OVER (PARTITION BY ${a} ORDER BY ${b} DESC), ${c} FROM ${t} WHERE id > P LIMIT P`,
  (t, [a, b]) => `UPDATE ${t} SET ${a} = CASE WHEN ${b} = P THEN P ELSE ${a} END WHERE id = P`,
  (t, [a]) => `SELECT max(${a}), min(${a}) FROM ${t} WHERE id = P`,
  (t, [a, b, c]) => `SELECT DISTINCT ON (${a}) ${a}, ${b}, ${c} FROM ${t} WHERE ${a} = P ORDER BY ${a}, ${b} DESC`,
  (t, [a, b]) => `SELECT ${a}, ${b} FROM ${t} WHERE (${a}, id) > (P, P) ORDER BY ${a}, id LIMIT P`,
  (t, [, b]) => `DELETE FROM ${t} USING users WHERE users.id = ${t}.id AND users.email = P AND ${t}.${b} = P`,
  (t, [a, b]) =>
    `SELECT "${t}"."${a}" AS "${a}", "${t}"."${b}" AS "${b}" FROM "public"."${t}" WHERE ("${t}"."${a}" = P AND 1=1) LIMIT P OFFSET P`,
];

/** The texts, with `P` and `LIST` where values go. */
export const SHAPES = TABLES.flatMap(([table, columns]) => FORMS.map((form) => form(table, columns)));
