import type { Finding, Report } from '../../src/report/model.ts';

export const sampleFinding: Finding = {
  rule: 'index/missing-composite',
  severity: 'warning',
  object: { schema: 'public', table: 'core_message', columns: ['user_hash', 'created_at'], name: null },
  message: 'No index serves the equality on user_hash with the range on created_at.',
  evidence: {
    queries: [
      {
        fingerprint: '0123456789abcdef',
        sql: 'SELECT "core_message"."id", "core_message"."content", "core_message"."created_at" FROM "core_message" WHERE "core_message"."user_hash" = $1::uuid AND "core_message"."created_at" >= $2::timestamptz',
        calls: 1200,
        totalMs: 84_000,
        share: 0.342,
        costBefore: 26_540.12,
        costAfter: 88.4,
        observedMs: 70,
        before: 'Seq Scan',
        after: 'Index Scan using core_message_user_hash_created_at_idx',
      },
    ],
    sizeBytes: 38 * 1024 ** 2,
    writeCost: 1.4,
    benefit: 31_742_064,
    notes: [],
  },
  fix: {
    kind: 'create-index',
    check: [],
    up: [
      "SET lock_timeout = '5s'",
      'CREATE INDEX CONCURRENTLY core_message_user_hash_created_at_idx ON public.core_message USING btree (user_hash, created_at)',
    ],
    down: ['DROP INDEX CONCURRENTLY IF EXISTS public.core_message_user_hash_created_at_idx'],
    transactional: false,
    creates: ['public.core_message_user_hash_created_at_idx'],
  },
};

export const sampleReport: Report = {
  version: 1,
  tool: { name: 'idx-advisor', version: '0.1.0' },
  database: { name: 'wellbeing', serverVersion: '18.4', tables: 4, indexes: 7, statsResetAt: null },
  workload: {
    sources: [
      {
        kind: 'log',
        name: 'server.log',
        format: 'stderr',
        bytes: 1_000_000,
        lines: 9000,
        statements: 1465,
        skipped: {},
      },
    ],
    queries: 20,
    calls: 1465,
    totalMs: 245_614,
    plannable: 19,
    costBefore: 31_848_144,
    costAfter: 106_080,
  },
  planner: { engine: 'twin', calls: 120, ms: 240 },
  findings: [sampleFinding],
  silences: [
    {
      rule: 'index/missing-composite',
      object: { schema: 'public', table: 'country', columns: ['code'], name: null },
      reason: 'table has 250 rows, below the floor of 500',
      fingerprints: ['00000000000000aa'],
    },
  ],
  unadvised: [
    {
      fingerprint: '00000000000000cc',
      sql: 'SELECT count(*) FROM core_message WHERE date(created_at) = $1',
      calls: 40,
      totalMs: 20_120,
      share: 0.0819,
      cost: 26_540.12,
      reason: 'rewrite',
      message: "no index can hold date(created_at), which depends on the session's time zone",
      help: "created_at >= $1 AND created_at < $1 + interval '1 day', which an index on created_at serves",
    },
    {
      fingerprint: '00000000000000dd',
      sql: 'SELECT id, name FROM core_user WHERE id = $1',
      calls: 4000,
      totalMs: 4800,
      share: 0.0195,
      cost: 8.3,
      reason: 'served',
      message: 'already served: core_user_pkey finds its row',
      help: null,
    },
  ],
  unplannable: [
    {
      fingerprint: '00000000000000bb',
      sql: 'SELECT st_area(geom) FROM parcel',
      reason: 'type geometry is not known here',
    },
  ],
  incomplete: ['no SELECT privilege on 1 table (app.secret): its column statistics are unknown'],
  summary: { error: 0, warning: 1, info: 0, indexBytes: 38 * 1024 ** 2 },
};
