/** A schema with something of every kind that a twin must rebuild, and queries on it. */
export const KINDS = `
CREATE SCHEMA "Odd Schema";
CREATE SCHEMA ext;
CREATE EXTENSION citext SCHEMA ext;
CREATE EXTENSION pg_trgm SCHEMA ext;
CREATE EXTENSION btree_gist;
CREATE EXTENSION ltree;
CREATE EXTENSION "uuid-ossp";
CREATE EXTENSION postgres_fdw;
CREATE TYPE "Odd Schema"."Mood" AS ENUM ('sad', 'it''s ok', 'happy');
CREATE DOMAIN posint AS int CHECK (VALUE > 0);
CREATE TYPE address AS (street text, zip posint);
CREATE TYPE floatrange AS RANGE (SUBTYPE = float8);
CREATE COLLATION german (PROVIDER = icu, LOCALE = 'de');
CREATE FUNCTION norm(t text) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT lower(trim(t)) $$;
CREATE FUNCTION shout(t text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN upper(t); END $$;
CREATE SEQUENCE "My Seq";

CREATE TABLE "Odd Schema"."Weird ""Table""" (
  "Id" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "select" text COLLATE german, m "Odd Schema"."Mood" DEFAULT 'happy', p posint,
  e ext.citext UNIQUE, a address, r floatrange, l ltree, tags int[], b text COLLATE "C", d text COLLATE "de-x-icu",
  twice int GENERATED ALWAYS AS (p * 2) STORED, u uuid DEFAULT uuid_generate_v4(), moods "Odd Schema"."Mood"[], ts tsvector,
  pt point, iv interval, ip inet, j jsonb);
INSERT INTO "Odd Schema"."Weird ""Table""" ("select", m, p, e, a, r, l, tags, b, d, moods, ts, pt, iv, ip, j)
  SELECT 'v, {"' || g % 100, (ARRAY['sad', 'it''s ok', 'happy'])[1 + g % 3]::"Odd Schema"."Mood", 1 + g % 50, 'u' || g || '@x',
         ROW('s' || g, 1 + g % 9)::address, floatrange(g, g + 10), ('top.a' || g % 20)::ltree, ARRAY[g % 7, g % 11], 'b\\' || g % 40,
         'ä' || g % 60, ARRAY['sad']::"Odd Schema"."Mood"[], to_tsvector('english', 'word' || g % 200), point(g, g),
         g * interval '1 min', ('10.0.' || g % 200 || '.1')::inet, jsonb_build_object('a', g % 5)
  FROM generate_series(1, 4000) g;
CREATE INDEX "Weird Idx" ON "Odd Schema"."Weird ""Table""" (norm("select"), m DESC NULLS LAST) WHERE p > 10;
CREATE INDEX ON "Odd Schema"."Weird ""Table""" (shout(b));
CREATE INDEX ON "Odd Schema"."Weird ""Table""" USING gist (l);
CREATE INDEX ON "Odd Schema"."Weird ""Table""" USING spgist (pt);
CREATE INDEX ON "Odd Schema"."Weird ""Table""" USING brin (iv) WITH (pages_per_range = 4);
CREATE INDEX ON "Odd Schema"."Weird ""Table""" ((twice + p)) INCLUDE (b);
CREATE INDEX ON "Odd Schema"."Weird ""Table""" (d);

CREATE TABLE parent_inh (id int PRIMARY KEY, v text CHECK (length(v) < 1000));
CREATE TABLE child_inh (extra int, CHECK (id > 100)) INHERITS (parent_inh);
CREATE INDEX ON child_inh (id);
INSERT INTO parent_inh SELECT g, 'p' FROM generate_series(1, 100) g;
INSERT INTO child_inh SELECT g, 'c', g FROM generate_series(101, 3000) g;

CREATE TABLE part (id int, k text, at date NOT NULL, PRIMARY KEY (id, at, k)) PARTITION BY RANGE (at);
CREATE TABLE part_a PARTITION OF part FOR VALUES FROM ('2024-01-01') TO ('2024-06-01') PARTITION BY LIST (k);
CREATE TABLE part_a1 PARTITION OF part_a FOR VALUES IN ('x', 'y');
CREATE TABLE part_a2 PARTITION OF part_a DEFAULT;
CREATE TABLE part_b (at date NOT NULL, junk int, k text NOT NULL, id int NOT NULL);
ALTER TABLE part_b DROP COLUMN junk;
ALTER TABLE part ATTACH PARTITION part_b FOR VALUES FROM ('2024-06-01') TO (MAXVALUE);
CREATE INDEX part_k ON part (k);
INSERT INTO part SELECT g, (ARRAY['x', 'y', 'z'])[1 + g % 3], date '2024-01-01' + g % 365 FROM generate_series(1, 20000) g;
CREATE TABLE refs (
  id int PRIMARY KEY, pid int, pat date, pk text, d int UNIQUE DEFERRABLE INITIALLY DEFERRED, during tstzrange,
  FOREIGN KEY (pid, pat, pk) REFERENCES part (id, at, k), EXCLUDE USING gist (d WITH =, during WITH &&)) WITH (fillfactor = 70);
INSERT INTO refs SELECT g, g, date '2024-01-01' + g % 365, (ARRAY['x', 'y', 'z'])[1 + g % 3], g FROM generate_series(1, 1000) g;
CREATE UNLOGGED TABLE unl (id int PRIMARY KEY, v int);
INSERT INTO unl SELECT g, g FROM generate_series(1, 1000) g;

CREATE VIEW z_base AS SELECT id, k FROM part WHERE k = 'x';
CREATE VIEW a_upon AS SELECT v.id, r.d FROM z_base v JOIN refs r ON r.pid = v.id;
CREATE VIEW "Odd Schema".barrier WITH (security_barrier) AS SELECT * FROM a_upon WHERE d > 5;
CREATE MATERIALIZED VIEW mv AS SELECT k, count(*) AS n FROM part GROUP BY k;
CREATE UNIQUE INDEX ON mv (k);
CREATE FUNCTION rows_of(int) RETURNS SETOF refs STABLE LANGUAGE sql BEGIN ATOMIC SELECT * FROM refs WHERE d > $1; END;
CREATE SERVER other FOREIGN DATA WRAPPER postgres_fdw;
CREATE FOREIGN TABLE remote (id int) SERVER other;
CREATE VIEW on_remote AS SELECT * FROM remote;
`;

/** Planned to the cent as the server does. */
export const QUERIES_ON_KINDS = [
  `SELECT * FROM "Odd Schema"."Weird ""Table""" WHERE "Id" = 5`,
  `SELECT * FROM "Odd Schema"."Weird ""Table""" WHERE norm("select") = 'v, {"5' AND p > 10 AND m = 'happy'`,
  `SELECT * FROM "Odd Schema"."Weird ""Table""" WHERE shout(b) = 'B\\4'`,
  `SELECT * FROM "Odd Schema"."Weird ""Table""" WHERE l <@ 'top.a3'`,
  `SELECT * FROM "Odd Schema"."Weird ""Table""" WHERE pt <@ box(point(0, 0), point(5, 5))`,
  `SELECT * FROM "Odd Schema"."Weird ""Table""" WHERE d > 'ä5' ORDER BY d LIMIT 5`,
  `SELECT * FROM "Odd Schema"."Weird ""Table""" WHERE twice + p = 9`,
  `SELECT count(*) FROM "Odd Schema"."Weird ""Table""" WHERE iv < interval '10 min'`,
  `SELECT m, count(*) FROM "Odd Schema"."Weird ""Table""" WHERE ip << '10.0.5.0/24' GROUP BY m`,
  `SELECT w.*, p.id FROM "Odd Schema"."Weird ""Table""" w JOIN part p ON p.id = w.p GROUP BY w."Id", p.id`,
  'SELECT * FROM parent_inh WHERE id = 50',
  'SELECT * FROM parent_inh WHERE id = 500',
  `SELECT * FROM part WHERE k = 'x' AND at = '2024-03-03'`,
  'SELECT * FROM part WHERE id = 7',
  'SELECT part.id FROM refs LEFT JOIN part ON (pid, pat, pk) = (part.id, at, k) WHERE refs.id = 3',
  'SELECT r.id FROM refs r LEFT JOIN unl u ON u.id = r.id',
  'SELECT * FROM refs JOIN part ON (pid, pat, pk) = (part.id, at, k)',
  'SELECT * FROM "Odd Schema".barrier WHERE id = 5',
  `SELECT * FROM mv WHERE k = 'x'`,
  'SELECT * FROM rows_of(900)',
  `SELECT nextval('"My Seq"')`,
  'INSERT INTO unl VALUES (1, 2) ON CONFLICT (id) DO UPDATE SET v = 3',
  'MERGE INTO unl USING refs ON unl.id = refs.id WHEN MATCHED THEN DELETE',
  `UPDATE part SET k = 'y' WHERE id = 5`,
];
