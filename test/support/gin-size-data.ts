/**
 * Documents, texts and arrays of many kinds, each column with one GIN index and more: few and many different values, identifiers,
 * nested and repeated parts, documents too wide for ANALYZE to keep any, and words as frequent as words are (Zipf's law).
 */
/** A word, as SQL: that of rank r comes r times as seldom as the first. */
function word(different: number): string {
  return `'w' || ltrim(substr(md5(floor(exp(random() * ln(${different})))::int::text), 1, 8), '0123456789')`;
}

export const GIN_SIZE_SCHEMA = `
  SELECT setseed(0.25);
  CREATE TABLE documents (
    id int PRIMARY KEY, visit jsonb NOT NULL, account jsonb NOT NULL, purchase jsonb NOT NULL, settings jsonb NOT NULL, extra jsonb, reading jsonb NOT NULL,
    call jsonb NOT NULL, labels jsonb NOT NULL, page jsonb NOT NULL
  );
  INSERT INTO documents
    SELECT i,
      jsonb_build_object('kind', (ARRAY['view', 'view', 'click', 'sale'])[1 + (random() * 3)::int], 'score', (random() * 100)::int, 'user', (random() ^ 2 * 8000)::int),
      jsonb_build_object('id', md5(i::text)::uuid, 'email', 'user' || i || '@example.org', 'plan', (ARRAY['free', 'basic', 'pro'])[1 + (random() * 2)::int],
        'created', to_char(timestamp '2024-01-01' + i * interval '91 s', 'YYYY-MM-DD"T"HH24:MI:SS')),
      jsonb_build_object('customer', jsonb_build_object('id', (random() * 20000)::int, 'city', 'city' || (random() ^ 2 * 400)::int),
        'items', (SELECT jsonb_agg(jsonb_build_object('sku', 'SKU-' || (random() ^ 2 * 5000)::int, 'quantity', 1 + (random() * 4)::int, 'price', round((random() * 100)::numeric, 2)))
                    FROM generate_series(1, 1 + i % 4))),
      jsonb_build_object('theme', (ARRAY['light', 'dark'])[1 + i % 2], 'language', (ARRAY['en', 'de', 'fr', 'es', 'it'])[1 + i % 5], 'digest', i % 3 = 0, 'perPage', (i % 4) * 25),
      CASE WHEN random() < 0.15 THEN jsonb_build_object('reference', 'R' || (random() * 1000000)::int, 'reason', (ARRAY['late', 'lost', 'broken'])[1 + (random() * 2)::int]) END,
      jsonb_build_object('sensor', 's' || (i % 300), 'value', round((random() * 50)::numeric, 3), 'unit', 'C', 'status', jsonb_build_object('ok', random() < 0.95, 'battery', (random() * 100)::int)),
      jsonb_build_object('trace', md5((i / 4)::text), 'path', '/api/' || (ARRAY['orders', 'users', 'carts'])[1 + (random() * 2)::int] || '/' || (random() * 30000)::int,
        'status', (ARRAY[200, 200, 200, 404, 500])[1 + (random() * 4)::int], 'ms', (random() ^ 4 * 3000)::int),
      (SELECT jsonb_agg(DISTINCT 'label' || (random() ^ 3 * 800)::int) FROM generate_series(1, 1 + i % 5)),
      jsonb_build_object('title', ${word(3000)}, 'owner', (random() * 500)::int,
        'body', (SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 40)), 'rank', (random() * 1000)::int)
    FROM generate_series(1, 30000) i;
  CREATE TABLE texts (
    id int PRIMARY KEY, title text NOT NULL, summary text NOT NULL, body text NOT NULL, tags text[] NOT NULL, members int[] NOT NULL,
    title_words tsvector GENERATED ALWAYS AS (to_tsvector('simple', title)) STORED,
    body_words tsvector GENERATED ALWAYS AS (to_tsvector('simple', body)) STORED, bare_words tsvector
  );
  INSERT INTO texts (id, title, summary, body, tags, members, bare_words)
    SELECT id, title, summary, body, tags, members, strip(to_tsvector('simple', summary)) FROM (
    SELECT i AS id, (SELECT string_agg(${word(20000)}, ' ') FROM generate_series(1, 3 + i % 5)) AS title,
           (SELECT string_agg(${word(20000)}, ' ') FROM generate_series(1, 20 + i % 40)) AS summary,
           (SELECT string_agg(${word(60000)}, ' ') FROM generate_series(1, 150 + i % 150)) AS body,
           ARRAY(SELECT DISTINCT 'tag' || (random() ^ 4 * 20000)::int FROM generate_series(1, 1 + i % 7)) AS tags,
           ARRAY(SELECT (random() * 30000)::int FROM generate_series(1, 2 + i % 10)) AS members
      FROM generate_series(1, 8000) i OFFSET 0) AS made;
`;

/** `CREATE INDEX ON …` */
export const GIN_SIZE_INDEXES: readonly string[] = [
  'documents USING gin (visit)',
  'documents USING gin (visit jsonb_path_ops)',
  'documents USING gin (account)',
  'documents USING gin (account jsonb_path_ops)',
  'documents USING gin (purchase)',
  'documents USING gin (purchase jsonb_path_ops)',
  'documents USING gin (settings)',
  'documents USING gin (settings jsonb_path_ops)',
  'documents USING gin (extra)',
  'documents USING gin (extra jsonb_path_ops)',
  'documents USING gin (reading)',
  'documents USING gin (reading jsonb_path_ops)',
  'documents USING gin (call)',
  'documents USING gin (call jsonb_path_ops)',
  'documents USING gin (labels)',
  'documents USING gin (labels jsonb_path_ops)',
  "documents USING gin ((purchase -> 'items') jsonb_path_ops)",
  'texts USING gin (title_words)',
  'texts USING gin (body_words)',
  'texts USING gin (bare_words)',
  "texts USING gin (to_tsvector('simple'::regconfig, title))",
  "texts USING gin (to_tsvector('simple'::regconfig, summary))",
  "texts USING gin (to_tsvector('simple'::regconfig, body))",
  'texts USING gin (tags)',
  'texts USING gin (members)',
];

/** On documents of more than 1 kB, of which ANALYZE keeps none; they are only listed. */
export const UNTOLD_GIN_INDEXES: readonly string[] = [
  'documents USING gin (page)',
  'documents USING gin (page jsonb_path_ops)',
];
