import type { FidelitySchema } from './cases.ts';
import { index } from './index.ts';

const sql = `
CREATE SCHEMA telemetry;
CREATE FUNCTION telemetry.u(n bigint, salt int) RETURNS float8 IMMUTABLE LANGUAGE sql
  RETURN (hashint8extended(n, salt) & 1048575) / 1048576.0;
CREATE TABLE telemetry.reading (device int NOT NULL, metric text NOT NULL, at timestamptz NOT NULL, value float8)
  PARTITION BY RANGE (at);
CREATE TABLE telemetry.reading_q1 PARTITION OF telemetry.reading FOR VALUES FROM ('2024-01-01Z') TO ('2024-04-01Z');
CREATE TABLE telemetry.reading_q2 PARTITION OF telemetry.reading FOR VALUES FROM ('2024-04-01Z') TO ('2024-07-01Z');
CREATE TABLE telemetry.reading_rest PARTITION OF telemetry.reading DEFAULT;
INSERT INTO telemetry.reading
  SELECT floor(500 * power(telemetry.u(g, 1), 2)), (ARRAY['cpu','mem','disk','net'])[1 + floor(4 * telemetry.u(g, 2))::int],
         timestamptz '2024-01-01Z' + g * interval '70 s', 100 * telemetry.u(g, 3)
  FROM generate_series(1, 250000) g;
CREATE TABLE telemetry.device (id int PRIMARY KEY, region int NOT NULL, name text NOT NULL) PARTITION BY HASH (id);
CREATE TABLE telemetry.device_0 PARTITION OF telemetry.device FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE telemetry.device_1 PARTITION OF telemetry.device FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO telemetry.device SELECT g, g % 25, 'device-' || g FROM generate_series(0, 9999) g;
`;

export const telemetry: FidelitySchema = {
  name: 'telemetry',
  sql,
  sets: [
    {
      about: 'partitions, no candidate',
      indexes: [],
      queries: [
        "SELECT count(*) FROM telemetry.reading WHERE at BETWEEN '2024-02-01Z' AND '2024-02-02Z'",
        'SELECT * FROM telemetry.device WHERE id = 77',
        'SELECT avg(value) FROM telemetry.reading r JOIN telemetry.device d ON d.id = r.device WHERE d.region = 3',
      ],
    },
    {
      about: 'partitioned composite',
      indexes: [index('telemetry.reading', ['device', 'at'])],
      queries: [
        "SELECT * FROM telemetry.reading WHERE device = 480 AND at >= '2024-05-01Z'",
        'SELECT * FROM telemetry.reading WHERE device = 480 ORDER BY at DESC LIMIT 10',
        'SELECT max(at) FROM telemetry.reading WHERE device = 12',
        'SELECT * FROM telemetry.reading WHERE device = $1 AND at > $2',
        'SELECT d.name, r.value FROM telemetry.device d JOIN telemetry.reading r ON r.device = d.id WHERE d.id = 400',
        "SELECT count(*) FROM telemetry.reading_q1 WHERE device = 7 AND at < '2024-01-15Z'",
      ],
    },
    {
      about: 'partitioned BRIN',
      indexes: [index('telemetry.reading', ['at'], { method: 'brin' })],
      queries: [
        "SELECT avg(value) FROM telemetry.reading WHERE at BETWEEN '2024-05-03Z' AND '2024-05-04Z'",
        "SELECT device, avg(value) FROM telemetry.reading WHERE at BETWEEN '2024-02-01Z' AND '2024-03-10Z' GROUP BY 1",
      ],
    },
    {
      about: 'partitioned, covering and partial',
      indexes: [
        index('telemetry.reading', ['metric', 'device'], { include: ['value'] }),
        index('telemetry.reading', ['at'], { predicate: "metric = 'net'" }),
        index('telemetry.device', ['region']),
      ],
      queries: [
        "SELECT avg(value) FROM telemetry.reading WHERE metric = 'cpu' AND device = 300",
        "SELECT * FROM telemetry.reading WHERE metric = 'net' AND at BETWEEN '2024-06-01Z' AND '2024-06-02Z'",
        'SELECT name FROM telemetry.device WHERE region = 9',
        `SELECT d.region, avg(r.value) FROM telemetry.device d JOIN telemetry.reading r ON r.device = d.id
         WHERE r.metric = 'mem' AND d.region = 4 GROUP BY 1`,
      ],
    },
    {
      about: 'one partition only',
      indexes: [index('telemetry.reading_q2', ['value'])],
      queries: [
        'SELECT * FROM telemetry.reading_q2 WHERE value > 99.9',
        'SELECT * FROM telemetry.reading WHERE value > 99.99',
      ],
    },
  ],
};
