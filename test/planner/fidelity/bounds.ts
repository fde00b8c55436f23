import type { FidelitySchema } from './cases.ts';
import { index } from './index.ts';

/** With as large a target all rows are in ANALYZE's sample, so that each run has the same statistics. */
const sql = `
SET default_statistics_target = 700;
CREATE SCHEMA bounds;
CREATE FUNCTION bounds.u(n bigint, salt int) RETURNS float8 IMMUTABLE LANGUAGE sql
  RETURN (hashint8extended(n, salt) & 1048575) / 1048576.0;
CREATE TABLE bounds.event (id int PRIMARY KEY, kind int NOT NULL, state text, is_open boolean, at timestamptz, amount int NOT NULL, note text NOT NULL);
INSERT INTO bounds.event
  SELECT g, floor(20 * bounds.u(g, 1)), (ARRAY['New','Paid','Sent','Lost'])[1 + floor(5 * bounds.u(g, 2))::int], bounds.u(g, 3) < 0.1,
         CASE WHEN bounds.u(g, 4) > 0.05 THEN timestamptz '2024-01-01Z' + g * interval '60 s' END, floor(1000 * bounds.u(g, 5)), repeat('x', 80)
  FROM generate_series(1, 200000) g;
CREATE TABLE bounds.owner (id int PRIMARY KEY, since timestamptz NOT NULL, level int NOT NULL);
INSERT INTO bounds.owner SELECT g, timestamptz '2024-01-01Z' + g * interval '1 h', g % 50 FROM generate_series(0, 999) g;
CREATE TABLE bounds.part (kind int NOT NULL, at date NOT NULL, amount int NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE bounds.part_1 PARTITION OF bounds.part FOR VALUES FROM ('2024-01-01') TO ('2024-07-01');
CREATE TABLE bounds.part_2 PARTITION OF bounds.part FOR VALUES FROM ('2024-07-01') TO ('2025-01-01');
INSERT INTO bounds.part SELECT g % 7, date '2024-01-01' + g % 366, floor(1000 * bounds.u(g, 1)) FROM generate_series(1, 100000) g;
`;

/** Conditions behind a column of the index that has no `=`: bounds of a search for PostgreSQL 18, and none for the versions before. */
export const bounds: FidelitySchema = {
  name: 'bounds',
  sql,
  sets: [
    {
      about: 'behind a range',
      indexes: [index('bounds.event', ['at', 'kind', 'amount']), index('bounds.event', ['kind', 'amount', 'id'])],
      queries: [
        'SELECT note FROM bounds.event WHERE kind > 14 AND amount = 7',
        'SELECT id FROM bounds.event WHERE kind BETWEEN 3 AND 5 AND amount BETWEEN 7 AND 9',
        'SELECT note FROM bounds.event WHERE kind > 14 AND amount = 7 ORDER BY kind LIMIT 3',
        "SELECT note FROM bounds.event WHERE at BETWEEN '2024-02-01Z' AND '2024-02-20Z' AND kind = 3",
        "SELECT note FROM bounds.event WHERE at > '2024-05-01Z' AND kind < 3 AND amount = 7",
        "SELECT count(*) FROM bounds.event WHERE at >= '2024-03-01Z' AND kind = 3",
        "SELECT note FROM bounds.event WHERE at >= '2024-05-01Z' AND kind = 3 ORDER BY at LIMIT 20",
        'SELECT count(*) FROM bounds.event WHERE at IS NOT NULL AND kind = 3 AND amount = 7',
        'SELECT note FROM bounds.event WHERE at IS NULL AND kind = 3 AND amount = 7',
        "UPDATE bounds.event SET note = '' WHERE at > '2024-05-01Z' AND amount = 7",
      ],
    },
    {
      about: 'behind a column without conditions',
      indexes: [
        index('bounds.event', ['kind', 'state', 'amount']),
        index('bounds.event', ['is_open', 'amount', 'id'], { unique: true }),
      ],
      queries: [
        'SELECT note FROM bounds.event WHERE kind = 3 AND amount = 7',
        'SELECT note FROM bounds.event WHERE kind = 3 AND amount BETWEEN 7 AND 9',
        'SELECT kind FROM bounds.event WHERE amount = 7',
        'SELECT id FROM bounds.event WHERE amount = 7',
        'SELECT note FROM bounds.event WHERE is_open AND id = 70000',
      ],
    },
    {
      about: 'expressions, other directions and a predicate',
      indexes: [
        index('bounds.event', ['(lower(state))', 'amount', 'kind']),
        index('bounds.event', ['at DESC', 'amount'], { predicate: 'is_open' }),
      ],
      queries: [
        "SELECT note FROM bounds.event WHERE lower(state) = 'lost' AND kind = 3 AND id < 1000",
        "SELECT note FROM bounds.event WHERE lower(state) > 'new' AND amount = 7",
        'SELECT note FROM bounds.event WHERE amount = 7 AND kind = 3',
        "SELECT note FROM bounds.event WHERE is_open AND at > '2024-03-01Z' AND amount = 7",
        'SELECT note FROM bounds.event WHERE is_open AND amount = 7',
      ],
    },
    {
      about: 'searched again and again',
      indexes: [index('bounds.event', ['at', 'kind']), index('bounds.event', ['state', 'kind', 'amount'])],
      queries: [
        'SELECT e.note FROM bounds.owner o JOIN bounds.event e ON e.kind = o.level AND e.at > o.since WHERE o.id < 3',
        "SELECT e.note FROM bounds.owner o JOIN bounds.event e ON e.amount = o.id AND e.state = 'Lost' WHERE o.level = 7",
        'SELECT o.id FROM bounds.owner o WHERE NOT EXISTS (SELECT FROM bounds.event e WHERE e.at > o.since AND e.kind = o.level)',
      ],
    },
    {
      about: 'partitions',
      indexes: [index('bounds.part', ['at', 'kind']), index('bounds.part', ['kind', 'amount'])],
      queries: [
        "SELECT * FROM bounds.part WHERE at BETWEEN '2024-06-01' AND '2024-07-31' AND kind = 3",
        'SELECT * FROM bounds.part WHERE amount = 7',
        'SELECT count(*) FROM bounds.part WHERE kind > 3 AND amount = 7',
      ],
    },
  ],
};
