import type { FidelitySchema } from './cases.ts';
import { index } from './index.ts';

const sql = `
CREATE SCHEMA crm;
CREATE FUNCTION crm.u(n bigint, salt int) RETURNS float8 IMMUTABLE LANGUAGE sql
  RETURN (hashint8extended(n, salt) & 1048575) / 1048576.0;
CREATE FUNCTION crm.plain(t text) RETURNS text IMMUTABLE LANGUAGE sql RETURN replace(lower(t), '-', '');
CREATE TABLE crm.people (
  id int PRIMARY KEY, email text NOT NULL, first text NOT NULL, last text NOT NULL, nick text, phone text NOT NULL, status text NOT NULL,
  born date NOT NULL, seen timestamp NOT NULL, balance int NOT NULL, labels text NOT NULL, note text);
INSERT INTO crm.people
  SELECT g, (ARRAY['User','user','USER'])[1 + g % 3] || g || '@' || (ARRAY['mail.test','example.com','corp.test'])[1 + floor(3 * power(crm.u(g, 1), 4))::int],
         'F' || floor(300 * power(crm.u(g, 2), 2)), 'L' || floor(2000 * power(crm.u(g, 3), 2)), CASE WHEN crm.u(g, 4) < 0.2 THEN 'n' || g END,
         '+49-' || lpad(floor(900000 * crm.u(g, 5))::text, 6, '0'),
         (ARRAY['Active','active','ACTIVE','Active','Invited','invited','Blocked'])[1 + floor(7 * power(crm.u(g, 6), 2))::int],
         date '1940-01-01' + floor(25000 * crm.u(g, 7))::int, timestamp '2024-01-01' + g * interval '7 min',
         floor(2000 * (crm.u(g, 8) + crm.u(g, 9) - 1)), 'l' || floor(60 * power(crm.u(g, 10), 2)) || ',l' || floor(60 * power(crm.u(g, 11), 2)),
         CASE WHEN crm.u(g, 12) < 0.1 THEN 'n' || g END
  FROM generate_series(1, 60000) g;
CREATE TABLE crm.events (
  id bigint PRIMARY KEY, person int NOT NULL, amount numeric(10,2) NOT NULL, quantity int NOT NULL, at timestamptz NOT NULL, body text NOT NULL, payload jsonb NOT NULL);
INSERT INTO crm.events
  SELECT g, 1 + floor(60000 * crm.u(g, 20)), round((500 * power(crm.u(g, 21), 3))::numeric, 2), 1 + floor(20 * power(crm.u(g, 22), 2)),
         timestamptz '2024-01-01Z' + g * interval '2 min',
         (SELECT string_agg((ARRAY['order','invoice','payment','customer','delivery','refund','complaint','answer'])[1 + floor(8 * power(crm.u(g * 7 + w, 23), 2))::int]
                            || CASE WHEN crm.u(g * 11 + w, 24) < 0.3 THEN floor(500 * crm.u(g * 5 + w, 25))::text ELSE '' END, ' ') FROM generate_series(1, 8) w),
         jsonb_build_object('kind', (ARRAY['view','view','view','click','sale'])[1 + floor(5 * power(crm.u(g, 26), 1.5))::int], 'score', floor(100 * crm.u(g, 27)),
                            'session', 's' || g / 8, 'device', jsonb_build_object('os', (ARRAY['android','ios','linux'])[1 + floor(3 * power(crm.u(g, 28), 3))::int]),
                            'token', md5(g::text))
  FROM generate_series(1, 120000) g;
`;

export const expressions: FidelitySchema = {
  name: 'expressions',
  sql,
  sets: [
    {
      about: 'case and form of a text',
      indexes: [
        index('crm.people', ['(lower(email))']),
        index('crm.people', ['(upper(status))', 'seen']),
        index('crm.people', ['(crm.plain(phone))']),
      ],
      queries: [
        "SELECT * FROM crm.people WHERE lower(email) = 'user4711@mail.test'",
        'SELECT * FROM crm.people WHERE lower(email) = $1',
        "SELECT * FROM crm.people WHERE lower(email) IN ('user5@mail.test', 'user77@mail.test', 'user40000@mail.test')",
        "SELECT * FROM crm.people WHERE upper(status) = 'BLOCKED' ORDER BY seen DESC LIMIT 20",
        "SELECT count(*) FROM crm.people WHERE upper(status) = 'ACTIVE'",
        "SELECT * FROM crm.people WHERE crm.plain(phone) = '+49001234'",
        "SELECT e.* FROM crm.people p JOIN crm.events e ON e.person = p.id WHERE lower(p.email) = 'user12@mail.test'",
      ],
    },
    {
      about: 'part of a text',
      indexes: [
        index('crm.people', ["(split_part(email, '@', 2))"]),
        index('crm.people', ['(left(phone, 6))']),
        index('crm.people', ['((note IS NULL))']),
      ],
      queries: [
        "SELECT * FROM crm.people WHERE split_part(email, '@', 2) = 'corp.test'",
        "SELECT * FROM crm.people WHERE left(phone, 6) = '+49-12'",
        'SELECT * FROM crm.people WHERE (note IS NULL) = false',
      ],
    },
    {
      about: 'several columns',
      indexes: [
        index('crm.people', ["((first || ' ') || last)"]),
        index('crm.people', ['(coalesce(nick, email))']),
        index('crm.events', ['(amount * quantity)']),
      ],
      queries: [
        "SELECT * FROM crm.people WHERE first || ' ' || last = 'F12 L345'",
        "SELECT * FROM crm.people WHERE coalesce(nick, email) = 'n500'",
        'SELECT * FROM crm.events WHERE amount * quantity > 7500',
      ],
    },
    {
      about: 'times and numbers',
      indexes: [
        index('crm.people', ["(date_trunc('day', seen))"]),
        index('crm.events', ["(date_trunc('hour', at, 'UTC'))"]),
        index('crm.people', ['((seen)::date)']),
        index('crm.people', ['(EXTRACT(year FROM born))']),
        index('crm.people', ['(abs(balance))']),
        index('crm.events', ['(id % 1000)']),
      ],
      queries: [
        "SELECT * FROM crm.people WHERE date_trunc('day', seen) = '2024-03-05'",
        "SELECT count(*) FROM crm.events WHERE date_trunc('hour', at, 'UTC') = '2024-03-05 10:00Z'",
        "SELECT * FROM crm.people WHERE seen::date BETWEEN '2024-02-01' AND '2024-02-03'",
        'SELECT * FROM crm.people WHERE EXTRACT(year FROM born) = 1985',
        'SELECT * FROM crm.people WHERE abs(balance) > 1900',
        'SELECT * FROM crm.events WHERE id % 1000 = 7',
      ],
    },
    {
      about: 'fields of documents',
      indexes: [
        index('crm.events', ["(payload ->> 'kind')"]),
        index('crm.events', ["((payload ->> 'score')::int)"]),
        index('crm.events', ["(payload ->> 'session')"]),
        index('crm.events', ["(payload ->> 'token')"]),
        index('crm.events', ["(payload #>> '{device,os}')", 'at']),
      ],
      queries: [
        "SELECT count(*) FROM crm.events WHERE payload ->> 'kind' = 'sale'",
        "SELECT * FROM crm.events WHERE payload ->> 'kind' = 'view' LIMIT 50",
        "SELECT * FROM crm.events WHERE (payload ->> 'score')::int = 42",
        "SELECT * FROM crm.events WHERE (payload ->> 'score')::int >= 99 AND amount > 400",
        "SELECT * FROM crm.events WHERE payload ->> 'session' = 's500'",
        "SELECT * FROM crm.events WHERE payload ->> 'token' = 'c4ca4238a0b923820dcc509a6f75849b'",
        "SELECT * FROM crm.events WHERE payload #>> '{device,os}' = 'linux' AND at > '2024-06-01Z'",
      ],
    },
    {
      about: 'GIN on expressions',
      indexes: [
        index('crm.events', ["(to_tsvector('english', body))"], { method: 'gin' }),
        index('crm.people', ["(string_to_array(labels, ','))"], { method: 'gin' }),
      ],
      queries: [
        "SELECT * FROM crm.events WHERE to_tsvector('english', body) @@ to_tsquery('english', 'complaint')",
        "SELECT * FROM crm.events WHERE to_tsvector('english', body) @@ to_tsquery('english', 'invoice417')",
        "SELECT * FROM crm.events WHERE to_tsvector('english', body) @@ to_tsquery('english', 'refund & answer')",
        "SELECT * FROM crm.people WHERE string_to_array(labels, ',') @> ARRAY['l50']",
      ],
    },
  ],
};
