import type { FidelitySchema } from './cases.ts';
import { index } from './index.ts';

const sql = `
CREATE SCHEMA inn;
CREATE TABLE inn.booking (id int PRIMARY KEY, room int NOT NULL, during tstzrange NOT NULL, note text NOT NULL);
INSERT INTO inn.booking
  SELECT g, g % 200, tstzrange(at, at + (1 + g % 5) * interval '1 hour'), 'n' || g
  FROM (SELECT g, timestamptz '2020-01-01Z' + g * interval '20 min' AS at FROM generate_series(1, 60000) g) AS made;
CREATE TABLE inn.guest (id int PRIMARY KEY, home point NOT NULL, address inet NOT NULL, note text NOT NULL);
INSERT INTO inn.guest
  SELECT g, point(g % 1000, g % 777), ('10.' || g % 250 || '.' || g / 250 % 250 || '.' || g % 7)::inet, repeat('n', 100)
  FROM generate_series(1, 60000) g;
`;

export const places: FidelitySchema = {
  name: 'places',
  sql,
  sets: [
    {
      about: 'GiST on ranges, points and addresses',
      indexes: [
        index('inn.booking', ['during'], { method: 'gist' }),
        index('inn.guest', ['home'], { method: 'gist' }),
        index('inn.guest', ['address inet_ops'], { method: 'gist' }),
      ],
      queries: [
        "SELECT * FROM inn.booking WHERE during << tstzrange('2020-01-03Z', '2020-01-04Z')",
        "SELECT * FROM inn.booking WHERE during -|- tstzrange('2022-01-03 00:00Z', '2022-01-03 00:20Z')",
        "SELECT * FROM inn.booking WHERE tstzrange('2022-04-10Z', '2022-04-11Z') << during",
        "SELECT * FROM inn.booking WHERE during &< tstzrange('2020-01-03Z', '2020-01-04Z')",
        'SELECT * FROM inn.guest ORDER BY home <-> point(5, 5) LIMIT 10',
        "SELECT * FROM inn.guest WHERE home <@ box '((0,0),(10,10))'",
        "SELECT * FROM inn.guest WHERE address <<= '10.7.0.0/16'",
        "SELECT * FROM inn.guest WHERE address >>= '10.7.3.1'",
      ],
    },
  ],
};
