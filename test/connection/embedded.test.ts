import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { introspect } from '../../src/catalog/introspect.ts';
import { openEmbedded, type EmbeddedSession } from '../../src/connection/embedded.ts';
import { readOnly } from '../../src/connection/read-only.ts';

describe('the embedded PostgreSQL', () => {
  let session: EmbeddedSession;
  beforeAll(async () => {
    session = await openEmbedded();
    await session.execute(`CREATE TABLE t (id bigint PRIMARY KEY, v text); CREATE INDEX t_v ON t (lower(v));
      INSERT INTO t SELECT i, 'v' || i FROM generate_series(1, 100) i; ANALYZE t;`);
  });
  afterAll(() => session.close());

  it('gives values as a server’s session does', async () => {
    const rows = await session.query(
      `SELECT 5::int8 AS small, 9007199254740993::int8 AS large, '2024-01-02 03:04:05.123456'::timestamp AS at, $1::text AS text`,
      ['x'],
    );
    expect(rows).toEqual([{ small: 5, large: '9007199254740993', at: '2024-01-02 03:04:05.123456', text: 'x' }]);
  });

  it('has a catalog like any server', async () => {
    const catalog = await readOnly(session, introspect);
    expect(catalog.incomplete).toEqual([]);
    expect(JSON.parse(JSON.stringify(catalog))).toEqual(catalog);
    expect(catalog.relations).toMatchObject([
      {
        name: 't',
        tuples: 100,
        indexes: [
          { name: 't_pkey', constraint: 't_pkey' },
          { name: 't_v', keys: [{ expression: 'lower(v)' }] },
        ],
      },
    ]);
    expect(catalog.relations[0]!.columns[0]!.statistics?.distinct).toBe(-1);
    await expect(readOnly(session, (inside) => inside.query('DELETE FROM t'))).rejects.toMatchObject({ code: '25006' });
  });
});
