/**
 * Generated tables whose indexes are built to compare their sizes with the estimated ones: skewed, clustered, wide, missing and
 * repeated values, the same in every run.
 */
export const SIZE_SCHEMA = `
  SELECT setseed(0.5);
  CREATE EXTENSION pg_trgm;
  CREATE EXTENSION btree_gin;
  CREATE TYPE mood AS ENUM ('calm', 'tense', 'angry');
  CREATE TABLE customers (
    id integer PRIMARY KEY, email text NOT NULL, name varchar(60) NOT NULL, country char(2) NOT NULL, signed_up date NOT NULL
  );
  INSERT INTO customers
    SELECT i, 'user' || i || '@' || (ARRAY['example.org', 'mail.example.com', 'x.io'])[1 + i % 3],
           initcap(md5(i::text)::varchar(12)) || ' ' || repeat('x', i % 17), (ARRAY['de', 'fr', 'us', 'jp', 'br'])[1 + (random() ^ 3 * 5)::int % 5],
           date '2015-01-01' + (i % 3650)
      FROM generate_series(1, 60000) i;

  CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id integer NOT NULL, kind text NOT NULL, mood mood NOT NULL,
    uid uuid NOT NULL, created_at timestamptz NOT NULL, seen_at timestamp, deleted_at timestamptz, parent_id bigint,
    amount numeric(12,2) NOT NULL, ratio double precision NOT NULL, score smallint NOT NULL, active boolean NOT NULL,
    code char(8) NOT NULL, note text, url text NOT NULL, ip inet NOT NULL, day date NOT NULL, payload jsonb NOT NULL,
    tags text[] NOT NULL, numbers integer[], body text NOT NULL,
    search tsvector GENERATED ALWAYS AS (to_tsvector('english', body)) STORED, during tsrange NOT NULL, place point NOT NULL
  );
  INSERT INTO events (customer_id, kind, mood, uid, created_at, seen_at, deleted_at, parent_id, amount, ratio, score, active, code,
                      note, url, ip, day, payload, tags, numbers, body, during, place)
    SELECT 1 + (random() ^ 2 * 59999)::int,
           (ARRAY['view', 'view', 'view', 'view', 'click', 'click', 'purchase', 'refund', 'complaint'])[1 + (random() * 8)::int],
           (ARRAY['calm', 'calm', 'tense', 'angry']::mood[])[1 + (random() * 3)::int],
           md5(i::text)::uuid, timestamptz '2024-01-01' + i * interval '37 seconds',
           CASE WHEN random() < 0.3 THEN timestamp '2024-01-01' + (random() * 30000)::int * interval '1 minute' END,
           CASE WHEN random() < 0.03 THEN timestamptz '2025-01-01' + random() * interval '90 days' END,
           CASE WHEN random() < 0.12 THEN (random() * i)::bigint END,
           round((random() ^ 4 * 20000)::numeric, 2), random(), (random() * 200)::int, random() < 0.85,
           upper(substr(md5((i / 3)::text), 1, 8)),
           CASE WHEN random() < 0.5 THEN repeat(md5(i::text), 1 + (random() * 7)::int) END,
           'https://shop.example.org/' || (ARRAY['catalog', 'basket', 'account/settings'])[1 + (random() * 2)::int] || '/' || md5((random() * 20000)::int::text) || '?page=' || (random() * 9)::int,
           ('10.' || (random() * 3)::int || '.' || (random() * 255)::int || '.' || (random() * 255)::int)::inet,
           date '2024-01-01' + (i / 2300),
           jsonb_build_object('kind', (ARRAY['web', 'app', 'api'])[1 + (random() * 2)::int], 'version', (random() * 40)::int,
                              'session', md5((i / 20)::text), 'flags', jsonb_build_array((random() * 5)::int, (random() * 5)::int)),
           (ARRAY(SELECT 'tag' || (random() ^ 3 * 3000)::int FROM generate_series(1, 1 + i % 6))),
           CASE WHEN i % 3 = 0 THEN ARRAY[(random() * 500)::int, (random() * 500)::int, (random() * 500)::int] END,
           (SELECT string_agg((ARRAY['payment', 'order', 'delivery', 'customer', 'refund', 'waiting', 'answer', 'the', 'of', 'quickly', 'late', 'invoice'])[1 + (random() ^ 2 * 11)::int]
                              || CASE WHEN random() < 0.1 THEN substr(md5(random()::text), 1, 4) ELSE '' END, ' ')
              FROM generate_series(1, 8 + i % 12)),
           tsrange(timestamp '2024-01-01' + i * interval '1 hour', timestamp '2024-01-01' + (i + 5) * interval '1 hour'),
           point(random(), random())
      FROM generate_series(1, 120000) i;

  CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer NOT NULL REFERENCES customers, placed_on date NOT NULL, state varchar(12) NOT NULL);
  INSERT INTO orders SELECT i, 1 + (random() * 59999)::int, date '2023-01-01' + i / 120,
         (ARRAY['open', 'paid', 'shipped', 'shipped', 'shipped', 'cancelled'])[1 + (random() * 5)::int] FROM generate_series(1, 110000) i;
  CREATE TABLE items (order_id integer NOT NULL REFERENCES orders, line smallint NOT NULL, product_id integer NOT NULL, quantity integer NOT NULL,
                      price numeric(10,2) NOT NULL, shipped_on date, PRIMARY KEY (order_id, line));
  INSERT INTO items SELECT o.id, l, 1 + (random() ^ 1.5 * 8000)::int, 1 + (random() * 9)::int, round((random() * 500)::numeric, 2),
         CASE WHEN random() < 0.9 THEN o.placed_on + (random() * 10)::int END
    FROM orders o, generate_series(1, 1 + o.id % 5) l;

  -- ANALYZE then reads every row of the table: two rare words alike among a hundred sampled texts, or none, tell the number
  -- of rare words apart by a factor of ten.
  ALTER TABLE events ALTER body SET STATISTICS 400;
`;

/** `CREATE INDEX ON …`, each built on a table by itself. */
export const SIZE_INDEXES: readonly string[] = [
  'customers USING btree (email)',
  'customers USING btree (lower(email))',
  'customers USING btree (name)',
  'customers USING btree (country)',
  'customers USING btree (country, signed_up)',
  'customers USING btree (signed_up DESC)',
  'customers USING btree (country, name)',
  'events USING btree (customer_id)',
  'events USING btree (customer_id, created_at DESC)',
  'events USING btree (kind)',
  'events USING btree (kind, created_at)',
  'events USING btree (kind, customer_id)',
  'events USING btree (mood)',
  'events USING btree (mood, kind, score)',
  'events USING btree (uid)',
  'events USING btree (uid, kind)',
  'events USING btree (created_at)',
  'events USING btree (created_at DESC NULLS LAST, id)',
  'events USING btree (seen_at)',
  'events USING btree (deleted_at)',
  'events USING btree (parent_id)',
  'events USING btree (parent_id, kind)',
  'events USING btree (amount)',
  'events USING btree (amount, customer_id)',
  'events USING btree (ratio)',
  'events USING btree (score)',
  'events USING btree (score, customer_id)',
  'events USING btree (active)',
  'events USING btree (active, created_at)',
  'events USING btree (code)',
  'events USING btree (code, score)',
  'events USING btree (note)',
  'events USING btree (url)',
  'events USING btree (url, customer_id)',
  'events USING btree (ip)',
  'events USING btree (day)',
  'events USING btree (day, kind, mood)',
  'events USING btree (day, customer_id)',
  'events USING btree (customer_id) INCLUDE (kind, score)',
  'events USING btree (kind, day) INCLUDE (amount)',
  'events USING btree (customer_id) WHERE deleted_at IS NOT NULL',
  "events USING btree (customer_id, created_at) WHERE kind = 'purchase'",
  'events USING btree (parent_id) WHERE parent_id IS NOT NULL',
  'events USING btree (created_at) WHERE NOT active',
  "events USING btree (day) WHERE kind = ANY (ARRAY['refund'::text, 'complaint'::text])",
  'events USING btree (amount) WHERE amount > 1000',
  "events USING btree (date_trunc('hour'::text, seen_at))",
  "events USING btree ((payload ->> 'session'::text))",
  "events USING btree ((payload ->> 'kind'::text), day)",
  'events USING btree (upper(code))',
  'orders USING btree (customer_id)',
  'orders USING btree (customer_id, placed_on)',
  'orders USING btree (placed_on, state)',
  'orders USING btree (state)',
  'orders USING btree (state, placed_on) INCLUDE (customer_id)',
  'items USING btree (order_id)',
  'items USING btree (product_id)',
  'items USING btree (product_id, order_id)',
  'items USING btree (product_id, quantity)',
  'items USING btree (product_id, price)',
  'items USING btree (shipped_on)',
  'items USING btree (shipped_on, product_id)',
  'items USING btree (order_id, product_id)',
  'items USING btree (quantity, shipped_on)',
  'events USING gin (tags)',
  'events USING gin (numbers)',
  'events USING gin (payload)',
  'events USING gin (payload jsonb_path_ops)',
  'events USING gin (search)',
  "events USING gin (to_tsvector('english'::regconfig, body))",
  'events USING gin (url gin_trgm_ops)',
  'events USING gin (kind, tags)',
  'events USING gin (body gin_trgm_ops)',
  'events USING brin (created_at)',
  'events USING brin (day, created_at)',
  'events USING brin (url)',
  'items USING brin (order_id)',
  'events USING hash (uid)',
  'events USING hash (customer_id)',
  'events USING hash (url)',
  'events USING gist (during)',
  'events USING gist (place)',
];

/** The same, partial: predicates whose share of the rows the statistics tell, or the values that they hold. */
export const PARTIAL_INDEXES: readonly string[] = [
  'events USING btree (created_at) WHERE deleted_at IS NULL',
  'events USING btree (seen_at) WHERE seen_at IS NOT NULL',
  'events USING btree (uid) WHERE note IS NULL',
  'events USING btree (customer_id) WHERE active',
  "events USING btree (id) WHERE mood = 'angry'",
  "events USING btree (uid) WHERE mood <> 'calm'",
  "events USING btree (created_at) WHERE kind IN ('click', 'refund')",
  "events USING btree (customer_id) WHERE kind = 'view' AND active",
  'events USING btree (created_at) WHERE score < 20',
  'events USING btree (uid) WHERE score BETWEEN 50 AND 80',
  'events USING btree (customer_id, kind) WHERE ratio > 0.75',
  "events USING btree (uid) WHERE created_at >= '2024-02-01' AND created_at < '2024-02-10'",
  'events USING btree (uid) WHERE customer_id < 1000',
  "events USING btree (created_at) WHERE kind = 'purchase' OR kind = 'complaint'",
  "events USING btree (parent_id) WHERE parent_id IS NOT NULL AND kind = 'view'",
  "orders USING btree (customer_id) WHERE state = 'open'",
  "orders USING btree (placed_on, customer_id) WHERE state IN ('open', 'paid')",
  "orders USING btree (customer_id) WHERE placed_on > '2025-01-01'",
  'items USING btree (product_id) WHERE shipped_on IS NULL',
  'items USING btree (order_id) WHERE quantity > 5 AND price > 250',
  "customers USING btree (email) WHERE country = 'de'",
  'events USING btree (uid) WHERE parent_id < id / 2',
  'events USING btree (uid) WHERE length(note) > 100',
  "events USING btree (uid) WHERE payload ->> 'kind' = 'web'",
  'events USING btree (uid) WHERE payload @> \'{"kind": "web"}\'',
  "events USING btree (uid) WHERE url LIKE '%basket%'",
  'events USING btree (uid) WHERE score % 2 = 0',
  "events USING btree (uid) WHERE day < '2024-01-20' AND created_at < '2024-01-20'",
];

/** Partial ones whose share no statistics tell (a rare element), or whose tokens none tells; they are only listed. */
export const UNTOLD_PARTIAL_INDEXES: readonly string[] = [
  "events USING btree (uid) WHERE 'tag1' = ANY (tags)",
  "events USING gin (tags) WHERE kind = 'purchase'",
];
