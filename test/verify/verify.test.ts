import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { IndexDefinition } from '../../src/catalog/model.ts';
import { connect } from '../../src/connection/connect.ts';
import type { ServerSession } from '../../src/connection/server-session.ts';
import { UserError } from '../../src/errors.ts';
import { loadParser } from '../../src/sql/parser.ts';
import type { MeasuredQuery, VerifyProgress } from '../../src/verify/model.ts';
import { verify, type VerifyRequest } from '../../src/verify/verify.ts';
import type { WorkloadQuery } from '../../src/workload/model.ts';
import { createDatabase, server18, servers, type TestDatabase } from '../support/database.ts';

const SCHEMA = `
  CREATE TABLE message (id int PRIMARY KEY, channel int, body text, at timestamptz);
  INSERT INTO message SELECT n, n % 5000, 'Body ' || n, now() - n * interval '1 min' FROM generate_series(1, 100000) n;
  CREATE TABLE twin (a int);
  INSERT INTO twin VALUES (1), (1);
  CREATE SEQUENCE counter;
  CREATE VIEW bumping AS SELECT nextval('counter') AS n, m.* FROM message m;
  CREATE VIEW plain AS SELECT id, channel FROM message WHERE body IS NOT NULL;
  CREATE TABLE part (a int, b int) PARTITION BY RANGE (b);
  CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (10);
  CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM (10) TO (20);
  INSERT INTO part SELECT n, n % 20 FROM generate_series(1, 50000) n;
  VACUUM ANALYZE;
`;

function indexOn(table: string, columns: readonly string[], fields: Partial<IndexDefinition> = {}): IndexDefinition {
  const keys = columns.map((column) => {
    const isExpression = column.includes('(');
    return {
      column: isExpression ? null : column,
      expression: isExpression ? column : null,
      operatorClass: null,
      collation: null,
      direction: 'asc' as const,
      nulls: 'last' as const,
    };
  });
  const relation = { schema: 'public', name: table };
  return {
    relation,
    method: 'btree',
    keys,
    include: [],
    predicate: null,
    unique: false,
    nullsNotDistinct: false,
    ...fields,
  };
}

function query(fingerprint: string, sql: string, parameters: readonly (string | null)[] = []): WorkloadQuery {
  const samples = [{ sql, parameters, durationMs: null }];
  return { fingerprint, sql: 'normalised', calls: 1, totalMs: 0, minMs: null, maxMs: null, rows: null, samples };
}

const byChannel = indexOn('message', ['channel']);
const target = (definition: IndexDefinition, ...fingerprints: string[]) => ({
  name: `proposed on ${definition.relation.name}`,
  definition,
  estimatedSizeBytes: 1000,
  fingerprints,
});

describe.each(servers)('verify on PostgreSQL $major', (server) => {
  let database: TestDatabase;
  let session: ServerSession;
  beforeAll(async () => {
    await loadParser();
    database = await createDatabase(server);
    for (const statement of SCHEMA.split(';\n').filter((text) => text.trim())) await database.client.query(statement);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    session = await connect({ url: database.url, environment: {} });
  });
  afterEach(async () => {
    await session.close();
    expect(await leftBehind()).toEqual({ indexes: before, transactions: 0, prepared: 0 });
  });

  let before: number;
  beforeAll(async () => {
    before = (await leftBehind()).indexes;
  });

  async function leftBehind() {
    const { rows } = await database.client.query<{ indexes: number; transactions: number }>(`
      SELECT (SELECT count(*)::int FROM pg_class) AS indexes,
        (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
           AND xact_start IS NOT NULL AND backend_type = 'client backend') AS transactions,
        (SELECT count(*)::int FROM pg_prepared_statements) AS prepared`);
    return rows[0]!;
  }

  const run = (request: Omit<VerifyRequest, 'session'>) =>
    verify({ session, ...request, options: { runs: 3, ...request.options } });

  it('measures what an obvious index brings, with values bound and in the text', async () => {
    const progress: VerifyProgress[] = [];
    const result = await run({
      targets: [target(byChannel, 'bound', 'literal')],
      queries: [
        query('literal', 'SELECT count(*) FROM message WHERE channel = 7;'),
        query('bound', 'SELECT id FROM message WHERE channel = $1 AND body <> $2 -- why', ['7', "it's \\ odd"]),
        query('unnamed', 'SELECT 1'),
      ],
      onProgress: (event) => progress.push(event),
    });
    expect(result.queries.map(({ fingerprint }) => fingerprint)).toEqual(['bound', 'literal']);
    for (const measured of result.queries as MeasuredQuery[]) {
      expect(measured).toMatchObject({
        skipped: null,
        sql: 'normalised',
        table: 'public.message',
        usedIndexes: ['proposed on message'],
        runs: 3,
      });
      expect(measured.ratio).toBeGreaterThan(5);
      expect(measured.beforeMs).toBeGreaterThan(measured.afterMs);
      expect(measured.beforeBuffers).toBeGreaterThan(measured.afterBuffers * 5);
    }
    const [index] = result.indexes;
    expect(index).toMatchObject({ name: 'proposed on message', table: 'public.message', problem: null });
    expect(index!.sizeBytes).toBeGreaterThan(500_000);
    expect(index!.buildMs).toBeGreaterThan(0);
    expect(progress.map(({ phase, done, total }) => `${phase} ${done}/${total}`)).toEqual([
      'before 0/2',
      'before 1/2',
      'build 0/1',
      'after 0/2',
      'after 1/2',
    ]);
    expect(await session.query('SELECT name FROM pg_prepared_statements')).toEqual([]);
  });

  it('builds all indexes together, and tells which of them a query used', async () => {
    const lower = indexOn('message', ['lower(body)']);
    const result = await run({
      targets: [target(byChannel, 'q'), { ...target(lower, 'e'), name: 'lower' }, target(indexOn('part', ['a']), 'p')],
      queries: [
        query('q', 'SELECT * FROM plain WHERE channel = 7'),
        query('e', "SELECT id FROM message WHERE lower(body) = 'body 77'"),
        query('p', 'SELECT * FROM part WHERE a = 77'),
      ],
    });
    expect(result.queries).toMatchObject([
      { usedIndexes: ['proposed on message'] },
      { usedIndexes: ['lower'] },
      { usedIndexes: ['proposed on part'] },
    ]);
    expect(result.indexes[2]!.sizeBytes).toBeGreaterThan(2 * 8192);
  });

  it('skips what must not be executed, each with its reason, and measures the rest', async () => {
    const { client } = database;
    const unsafe: Readonly<Record<string, readonly [sql: string, reason: RegExp]>> = {
      cte: ['WITH i AS (INSERT INTO twin VALUES (9) RETURNING a) SELECT * FROM i', /it writes/],
      sequence: ["SELECT nextval('counter'), count(*) FROM message", /calls nextval\(\), which is volatile/],
      view: ['SELECT * FROM bumping LIMIT 1', /calls nextval\(\), which is volatile/],
      sleep: ['SELECT pg_catalog.pg_sleep(60) FROM message', /pg_catalog\.pg_sleep\(\), which is volatile/],
      terminate: ['SELECT pg_terminate_backend(pid) FROM pg_stat_activity', /volatile/],
      lock: ['SELECT * FROM message FOR UPDATE', /locks rows/],
      two: ['SELECT 1; DROP TABLE twin', /expected one statement/],
      unknown: ['SELECT nowhere(1)', /does not have/],
      missing: ['SELECT * FROM message WHERE id = $1', /takes 1 parameters, and the values of 0 are known/],
      table: ['SELECT * FROM gone', /relation "gone" does not exist/],
      division: ["SELECT ('secret' || id)::int FROM message", /invalid input syntax for type integer: "…"/],
    };
    const result = await run({
      targets: [target(byChannel, 'fine', ...Object.keys(unsafe), 'unsampled')],
      queries: [
        query('fine', 'SELECT count(*) FROM message WHERE channel = 7'),
        ...Object.entries(unsafe).map(([fingerprint, [sql]]) => query(fingerprint, sql)),
        { ...query('unsampled', ''), samples: [] },
      ],
    });
    const skipped = Object.fromEntries(result.queries.map((each) => [each.fingerprint, each.skipped]));
    expect(skipped).toEqual({
      fine: null,
      ...Object.fromEntries(
        Object.entries(unsafe).map(([name, [, reason]]) => [name, expect.stringMatching(reason) as unknown]),
      ),
      unsampled: 'no source had the values that it was run with',
    });
    expect((await client.query('SELECT last_value, is_called FROM counter')).rows).toEqual([
      { last_value: '1', is_called: false },
    ]);
    expect((await client.query('SELECT count(*)::int AS n FROM twin')).rows).toEqual([{ n: 2 }]);
  });

  it('tries the next sample when the first may not be executed', async () => {
    const samples = [
      { sql: 'SELECT * FROM message WHERE channel = $1', parameters: [], durationMs: null },
      { sql: 'SELECT * FROM message WHERE channel = $1', parameters: ['7'], durationMs: null },
    ];
    const result = await run({ targets: [target(byChannel, 'q')], queries: [{ ...query('q', ''), samples }] });
    expect(result.queries[0]!.skipped).toBeNull();
  });

  it('calls no function that another role owns, and no volatile one behind an operator or a field', async () => {
    const { client } = database;
    await client.query(`
      CREATE ROLE stranger_${server.major};
      CREATE FUNCTION theirs(int) RETURNS int STABLE LANGUAGE sql AS 'SELECT nextval(''counter'')::int';
      ALTER FUNCTION theirs(int) OWNER TO stranger_${server.major};
      CREATE FUNCTION bump(int, int) RETURNS bool LANGUAGE sql AS 'SELECT nextval(''counter'') > 0';
      CREATE OPERATOR @!@ (LEFTARG = int, RIGHTARG = int, FUNCTION = bump);
      CREATE FUNCTION bumped(message) RETURNS bigint LANGUAGE sql AS 'SELECT nextval(''counter'')'`);
    try {
      const result = await run({
        targets: [target(byChannel, 'theirs', 'operator', 'field')],
        queries: [
          query('theirs', 'SELECT theirs(1)'),
          query('operator', 'SELECT id @!@ 1 FROM message'),
          query('field', 'SELECT message.bumped FROM message'),
        ],
      });
      expect(result.queries.map((each) => each.skipped)).toEqual([
        'it calls theirs(), which another role owns',
        "operator @!@ is volatile, or another role's, in some schema",
        'it may call bumped() by field notation',
      ]);
      expect(result.indexes[0]!.problem).toBe('it was not built, as none of its queries could be run');
    } finally {
      await client.query(`
        DROP FUNCTION theirs, bumped; DROP OPERATOR @!@ (int, int); DROP FUNCTION bump; DROP ROLE stranger_${server.major}`);
    }
  });

  it('says why an index cannot be built, and still measures the queries of the others', async () => {
    const unique = indexOn('twin', ['a'], { unique: true });
    const result = await run({
      targets: [target(unique, 'one'), target(byChannel, 'two')],
      queries: [
        query('one', 'SELECT * FROM twin WHERE a = 1'),
        query('two', 'SELECT * FROM message WHERE channel = 7'),
      ],
    });
    expect(result.indexes).toMatchObject([
      { problem: 'rows with the same key exist', buildMs: null, sizeBytes: null },
      { problem: null },
    ]);
    expect(result.queries).toMatchObject([
      { skipped: 'none of its indexes could be built and used' },
      { skipped: null, usedIndexes: ['proposed on message'] },
    ]);
  });

  it('runs a slow query fewer times than asked for, and says how often', async () => {
    const slow = 'SELECT count(*) FROM message, generate_series(1, 100000) WHERE channel = 7 AND id < 100';
    const result = await run({
      targets: [target(byChannel, 'q')],
      queries: [query('q', slow)],
      options: { runs: 10_000, statementTimeoutMs: 1000 },
    });
    const [measured] = result.queries as MeasuredQuery[];
    expect(measured!.runs).toBeGreaterThan(0);
    expect(measured!.runs).toBeLessThan(1000);
  });

  it('gives up on what takes too long, and on a table that is locked', async () => {
    const slow = 'SELECT count(*) FROM message a, message b, message c WHERE a.id + b.id + c.id = 7';
    const other = await connect({ url: database.url, environment: {} });
    await other.query('BEGIN');
    await other.query('LOCK TABLE message IN ROW EXCLUSIVE MODE');
    try {
      const result = await run({
        targets: [target(byChannel, 'slow', 'locked')],
        queries: [query('slow', slow), query('locked', 'SELECT * FROM message WHERE channel = 7')],
        options: { statementTimeoutMs: 500, lockTimeoutMs: 100 },
      });
      expect(result.queries).toMatchObject([
        { skipped: 'it took longer than 500 ms' },
        { skipped: 'none of its indexes could be built and used' },
      ]);
      expect(result.indexes[0]!.problem).toBe('it waited longer than 100 ms for a lock');
    } finally {
      await other.close();
    }
  });

  it('says when the index cannot be used by the transaction that built it', async () => {
    const { client } = database;
    await client.query('CREATE TABLE hot (id int, a int) WITH (fillfactor = 50)');
    await client.query('INSERT INTO hot SELECT n, n FROM generate_series(1, 5000) n');
    const reader = await connect({ url: database.url, environment: {} });
    await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await reader.query('SELECT count(*) FROM hot');
    await client.query('UPDATE hot SET a = a + 1');
    try {
      const result = await run({
        targets: [target(indexOn('hot', ['a']), 'q')],
        queries: [query('q', 'SELECT * FROM hot WHERE a = 7')],
      });
      expect(result.indexes[0]!.problem).toMatch(/only in later transactions/);
      expect(result.queries[0]!.skipped).toBe('none of its indexes could be built and used');
    } finally {
      await reader.close();
      await client.query('DROP TABLE hot');
    }
  });

  it.each(['before', 'build', 'after'] as const)('leaves nothing behind when aborted in phase %s', async (phase) => {
    const abort = new AbortController();
    const slow = 'SELECT count(*) FROM message a, message b WHERE a.channel = 1 AND a.id + b.id < 0';
    const started = Date.now();
    const running = run({
      targets: [target(byChannel, 'q')],
      queries: [query('q', slow)],
      signal: abort.signal,
      onProgress(progress) {
        if (progress.phase === phase) setTimeout(() => abort.abort(new Error('Ctrl-C')), 5);
      },
    });
    await expect(running).rejects.toThrow('Ctrl-C');
    expect(Date.now() - started).toBeLessThan(10_000);
    expect(await leftBehind()).toMatchObject({ transactions: 0 });
  });

  it('rolls back when the session can only wait', async () => {
    const abort = new AbortController();
    const plain = { query: session.query.bind(session), close: () => session.close() };
    const running = verify({
      session: plain,
      targets: [target(byChannel, 'q')],
      queries: [query('q', 'SELECT * FROM message WHERE channel = 7')],
      signal: abort.signal,
      onProgress: ({ phase }) => phase === 'after' && abort.abort(new Error('Ctrl-C')),
    });
    await expect(running).rejects.toThrow('Ctrl-C');
    expect(await leftBehind()).toEqual({ indexes: before, transactions: 0, prepared: 0 });
    expect(await session.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe('verify without the rights for it', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    await loadParser();
    database = await createDatabase(
      server18,
      `CREATE TABLE theirs (a int); GRANT SELECT ON theirs TO PUBLIC; CREATE SCHEMA closed; CREATE TABLE closed.mine (a int);
       DROP ROLE IF EXISTS reader_of_verify; CREATE ROLE reader_of_verify LOGIN PASSWORD 'x';
       GRANT USAGE ON SCHEMA closed TO reader_of_verify; ALTER TABLE closed.mine OWNER TO reader_of_verify`,
    );
  });
  afterAll(async () => {
    await database.client.query('DROP OWNED BY reader_of_verify; DROP ROLE reader_of_verify');
    await database.drop();
  });

  async function verifyAs(definition: IndexDefinition) {
    const url = new URL(database.url);
    url.username = 'reader_of_verify';
    url.password = 'x';
    const session = await connect({ url: url.href, environment: {} });
    try {
      return await verify({ session, targets: [target(definition)], queries: [] });
    } finally {
      await session.close();
    }
  }

  it('says whose table it is', async () => {
    const running = verifyAs(indexOn('theirs', ['a']));
    await expect(running).rejects.toThrow(UserError);
    await expect(running).rejects.toThrow('role reader_of_verify does not own public.theirs');
  });

  it('says which schema it may not create in', async () => {
    const mine = indexOn('mine', ['a'], { relation: { schema: 'closed', name: 'mine' } });
    await expect(verifyAs(mine)).rejects.toThrow('role reader_of_verify may not create anything in schema closed');
  });

  it('says which table is missing', async () => {
    await expect(verifyAs(indexOn('gone', ['a']))).rejects.toThrow('public.gone does not exist in this database');
  });
});
