import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openEmbedded, type EmbeddedSession } from '../../src/connection/embedded.ts';
import { loadParser } from '../../src/sql/parser.ts';
import { verify } from '../../src/verify/verify.ts';

describe('verify on the embedded database', () => {
  let session: EmbeddedSession;
  beforeAll(async () => {
    await loadParser();
    session = await openEmbedded();
    await session.execute(`
      CREATE TABLE message (id int, channel int, open boolean, at timestamptz);
      INSERT INTO message SELECT n, n % 1000, n % 2 = 0, '2026-01-01'::timestamptz + n * interval '1 min' FROM generate_series(1, 20000) n;
      ANALYZE message`);
  });
  afterAll(() => session.close());

  it('measures with bound values of every type, and leaves nothing behind', async () => {
    const sql = 'SELECT id FROM message WHERE channel = $1 AND open = $2 AND at < $3';
    const samples = [{ sql, parameters: ['7', 'false', '2026-02-01 00:00:00+00'], durationMs: null }];
    const definition = {
      relation: { schema: 'public', name: 'message' },
      method: 'btree',
      keys: [
        {
          column: 'channel',
          expression: null,
          operatorClass: null,
          collation: null,
          direction: 'asc' as const,
          nulls: 'last' as const,
        },
      ],
      include: [],
      predicate: null,
      unique: false,
      nullsNotDistinct: false,
    };
    const result = await verify({
      session,
      targets: [{ name: 'message_channel_idx', definition, estimatedSizeBytes: null, fingerprints: ['q'] }],
      queries: [{ fingerprint: 'q', sql, calls: 1, totalMs: 0, minMs: null, maxMs: null, rows: null, samples }],
    });
    expect(result.queries).toMatchObject([{ skipped: null, usedIndexes: ['message_channel_idx'], runs: 5 }]);
    expect(result.indexes).toMatchObject([{ problem: null, sizeBytes: expect.any(Number) as unknown }]);
    expect(await session.query('SELECT indexrelid FROM pg_index WHERE indrelid = $1::regclass', ['message'])).toEqual(
      [],
    );
    expect(await session.query('SELECT name FROM pg_prepared_statements')).toEqual([]);
  });
});
