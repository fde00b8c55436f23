import type { FidelitySchema } from './cases.ts';
import { index } from './index.ts';

const sql = `
CREATE SCHEMA "Chat";
CREATE EXTENSION pg_trgm;
CREATE TYPE "Chat".kind AS ENUM ('text', 'image', 'system');
CREATE FUNCTION "Chat".u(n bigint, salt int) RETURNS float8 IMMUTABLE LANGUAGE sql
  RETURN (hashint8extended(n, salt) & 1048575) / 1048576.0;
CREATE TABLE "Chat"."Message" (
  id bigint PRIMARY KEY, uid uuid NOT NULL, "channelId" int NOT NULL, author int NOT NULL, kind "Chat".kind NOT NULL,
  sent timestamptz NOT NULL, body text NOT NULL, tags text[] NOT NULL, payload jsonb NOT NULL, deleted boolean NOT NULL);
INSERT INTO "Chat"."Message"
  SELECT g, md5(g::text)::uuid, floor(300 * power("Chat".u(g, 1), 2)), floor(4000 * power("Chat".u(g, 2), 3)),
         (ARRAY['text','text','text','image','system'])[1 + floor(5 * "Chat".u(g, 3))::int]::"Chat".kind,
         timestamptz '2024-01-01Z' + g * interval '90 s',
         (SELECT string_agg((ARRAY['alpha','beta','gamma','delta','deploy','incident','lunch','thanks','review','merge'])
                              [1 + floor(10 * "Chat".u(g * 13 + w, 4))::int] || floor(50 * "Chat".u(g * 17 + w, 5)), ' ')
            FROM generate_series(1, 6) w),
         ARRAY['t' || floor(400 * power("Chat".u(g, 6), 2)), 't' || floor(400 * power("Chat".u(g, 7), 2))],
         jsonb_build_object('lang', (ARRAY['en','de','fr'])[1 + floor(3 * power("Chat".u(g, 8), 2))::int], 'score', floor(100 * "Chat".u(g, 9)),
                            'thread', floor(9000 * "Chat".u(g, 10))),
         "Chat".u(g, 11) < 0.02
  FROM generate_series(1, 80000) g;
`;

export const chat: FidelitySchema = {
  name: 'chat',
  sql,
  sets: [
    {
      about: 'quoted names, enum',
      indexes: [index('Chat.Message', ['channelId', 'kind', 'sent'])],
      queries: [
        `SELECT * FROM "Chat"."Message" WHERE "channelId" = 250 AND kind = 'image' ORDER BY sent DESC LIMIT 25`,
        `SELECT * FROM "Chat"."Message" WHERE "channelId" = 299`,
        `SELECT count(*) FROM "Chat"."Message" WHERE "channelId" IN (100, 200) AND kind = 'system' AND sent > '2024-03-01Z'`,
        `SELECT kind, count(*) FROM "Chat"."Message" WHERE "channelId" = $1 AND sent >= $2 GROUP BY kind`,
      ],
    },
    {
      about: 'uuid, boolean partial',
      indexes: [
        index('Chat.Message', ['uid'], { unique: true }),
        index('Chat.Message', ['author'], { predicate: 'deleted' }),
      ],
      queries: [
        `SELECT * FROM "Chat"."Message" WHERE uid = 'c4ca4238-a0b9-2382-0dcc-509a6f75849b'`,
        `SELECT author, count(*) FROM "Chat"."Message" WHERE deleted GROUP BY author`,
        `SELECT * FROM "Chat"."Message" WHERE author = 3900 AND deleted`,
      ],
    },
    {
      about: 'GIN on an array',
      indexes: [index('Chat.Message', ['tags'], { method: 'gin' })],
      queries: [
        `SELECT * FROM "Chat"."Message" WHERE tags @> ARRAY['t390']`,
        `SELECT * FROM "Chat"."Message" WHERE tags @> ARRAY['t100', 't200']`,
        `SELECT count(*) FROM "Chat"."Message" WHERE tags && ARRAY['t300', 't310']`,
      ],
    },
    {
      about: 'GIN on jsonb',
      indexes: [index('Chat.Message', ['payload jsonb_path_ops'], { method: 'gin' })],
      queries: [
        `SELECT * FROM "Chat"."Message" WHERE payload @> '{"thread": 77}'`,
        `SELECT * FROM "Chat"."Message" WHERE payload @> '{"lang": "fr", "score": 5}'`,
      ],
    },
    {
      about: 'GIN on trigrams',
      indexes: [index('Chat.Message', ['body public.gin_trgm_ops'], { method: 'gin' })],
      queries: [
        `SELECT * FROM "Chat"."Message" WHERE body LIKE '%incident49%'`,
        `SELECT * FROM "Chat"."Message" WHERE body ILIKE '%deploy1 lunch2%'`,
      ],
    },
    {
      about: 'expression on jsonb',
      indexes: [
        index('Chat.Message', ["((payload ->> 'thread')::int)"]),
        index('Chat.Message', ["(payload ->> 'lang')", 'sent']),
      ],
      queries: [
        `SELECT * FROM "Chat"."Message" WHERE (payload ->> 'thread')::int = 4242`,
        `SELECT * FROM "Chat"."Message" WHERE payload ->> 'lang' = 'de' ORDER BY sent LIMIT 10`,
      ],
    },
    {
      about: 'BRIN on time',
      indexes: [index('Chat.Message', ['sent'], { method: 'brin' })],
      queries: [
        `SELECT count(*) FROM "Chat"."Message" WHERE sent BETWEEN '2024-02-01Z' AND '2024-02-03Z'`,
        `SELECT author, count(*) FROM "Chat"."Message" WHERE sent >= '2024-03-20Z' GROUP BY author`,
      ],
    },
    {
      about: 'text ranges',
      indexes: [index('Chat.Message', ['body', 'author'])],
      queries: [
        `SELECT author FROM "Chat"."Message" WHERE body BETWEEN 'alpha1' AND 'alpha2'`,
        `SELECT * FROM "Chat"."Message" ORDER BY body, author LIMIT 30`,
      ],
    },
  ],
};
