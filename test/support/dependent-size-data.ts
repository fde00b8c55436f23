/**
 * Columns that depend on each other, by what a catalog tells of them together: extended statistics, a code and its name, generated columns and
 * expressions beside their columns, the rows' order, foreign keys. And columns of the same kinds that have nothing to do with each other.
 */
export const DEPENDENT_SIZE_SCHEMA = `
  SELECT setseed(0.25);
  CREATE TABLE accounts (tenant_id int, account_id int, PRIMARY KEY (tenant_id, account_id));
  INSERT INTO accounts SELECT 1 + i % 40, i FROM generate_series(1, 2000) i;
  CREATE TABLE deliveries (
    id int NOT NULL, city text NOT NULL, country varchar(2) NOT NULL, zip text, street text NOT NULL, sku text NOT NULL, product text NOT NULL,
    brand_id int NOT NULL, brand text NOT NULL, color text NOT NULL, size int NOT NULL, name text NOT NULL,
    folded text GENERATED ALWAYS AS (lower(name)) STORED, nick text, nick_folded text GENERATED ALWAYS AS (lower(nick)) STORED,
    tenant_id int NOT NULL, account_id int NOT NULL, state text NOT NULL, lot int NOT NULL, ordered date NOT NULL, promised date NOT NULL, week int NOT NULL,
    measured timestamp NOT NULL, hall int NOT NULL, shelf int NOT NULL, note text NOT NULL,
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts
  );
  INSERT INTO deliveries (id, city, country, zip, street, sku, product, brand_id, brand, color, size, name, nick, tenant_id, account_id, state, lot, ordered, promised, week, measured, hall, shelf, note)
    SELECT i, 'City number ' || c, (ARRAY['de', 'fr', 'us', 'jp'])[1 + c % 4], CASE WHEN random() < 0.8 THEN lpad(c::text, 5, '0') END,
           'Street ' || c % 50 || '/' || (random() * 30)::int, 'SKU-' || md5(p::text), 'Product ' || p, b, initcap(substr(md5(b::text), 1, 9)),
           (ARRAY['red', 'green', 'blue', 'black', 'white', 'grey', 'pink'])[1 + (random() ^ 2 * 6)::int], (random() ^ 1.5 * 60)::int,
           initcap(substr(md5(n::text), 1, 8)), CASE WHEN random() < 0.5 THEN 'Nick' || (random() * 9000)::int END,
           1 + a % 40, a, (ARRAY['new', 'sent', 'sent', 'back'])[1 + (random() * 3)::int],
           i / 23, date '2020-01-01' + i / 50, date '2020-01-01' + i / 50 + (random() * 40)::int, i / 700, timestamp '2020-01-01' + i * interval '11 minutes',
           i / 5000, (random() * 400)::int, repeat('lorem ipsum ', (random() ^ 2 * 40)::int)
      FROM (SELECT i, (random() ^ 2 * 3000)::int AS c, (random() ^ 1.5 * 5000)::int AS p, (random() ^ 2 * 300)::int AS b, (random() ^ 1.3 * 20000)::int AS n,
                   1 + (random() ^ 2 * 1999)::int AS a
              FROM generate_series(1, 80000) i OFFSET 0) made;
  CREATE STATISTICS places (ndistinct) ON country, city, zip, street FROM deliveries;
`;

export const DEPENDENT_SIZE_INDEXES: readonly string[] = [
  // Told by the extended statistics.
  'deliveries (country, city)',
  'deliveries (city, country)',
  'deliveries (city, zip)',
  'deliveries (zip, city)',
  'deliveries (country, city, zip)',
  'deliveries (city, street)',
  'deliveries (color, country, city)',
  'deliveries (country, city, state)',
  // A code and its name.
  'deliveries (sku, product)',
  'deliveries (product, color, sku)',
  'deliveries (brand_id, brand)',
  'deliveries (brand, state, brand_id)',
  // Of each other by definition.
  'deliveries (name, folded)',
  'deliveries (folded, name)',
  'deliveries (folded, color, name)',
  'deliveries (nick, nick_folded)',
  'deliveries (lower(name), name)',
  'deliveries (upper(sku), sku, product)',
  'deliveries ((size / 10), size, color)',
  'deliveries (week, lot)',
  'deliveries (lot, ordered)',
  'deliveries (ordered, lot, week)',
  'deliveries (week, ordered, state)',
  'deliveries (hall, week)',
  'deliveries (ordered, promised)',
  'deliveries (week, promised)',
  'deliveries (promised, hall)',
  'deliveries (week, measured)',
  "deliveries (date_trunc('month', measured), measured)",
  "deliveries (date_trunc('month', measured), ordered)",
  'deliveries (tenant_id, account_id)',
  'deliveries (account_id, tenant_id)',
  'deliveries (state, account_id, tenant_id)',
  'deliveries (tenant_id, color, account_id)',
  // Nothing to do with each other.
  'deliveries (color, size)',
  'deliveries (size, brand)',
  'deliveries (brand_id, sku)',
  'deliveries (week, shelf)',
  'deliveries (shelf, ordered)',
  'deliveries (name, brand)',
  'deliveries (city, color)',
  'deliveries (city, brand_id)',
  'deliveries (hall, shelf)',
  'deliveries (tenant_id, state, size)',
  "deliveries (id) WHERE ordered < '2021-01-01' AND measured < '2020-10-01'",
  "deliveries (id) WHERE ordered >= '2021-01-01' AND measured < '2021-04-01'",
  'deliveries (id) WHERE lot > 1000 AND size > 20',
];
