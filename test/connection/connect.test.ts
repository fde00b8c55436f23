import { createServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from '../../src/connection/connect.ts';
import type { ServerSession } from '../../src/connection/server-session.ts';
import { readOnly } from '../../src/connection/read-only.ts';
import { UserError } from '../../src/errors.ts';
import { createDatabase, server18, servers, type TestDatabase } from '../support/database.ts';

async function refusal(url: string, environment: Record<string, string> = {}): Promise<UserError> {
  const outcome = await connect({ url, environment }).catch((error: unknown) => error);
  if (!(outcome instanceof UserError)) throw new Error(`expected a UserError, got ${String(outcome)}`);
  // One line, and no secret in either part.
  expect(`${outcome.message}${outcome.hint}`).not.toMatch(/\n|s3cr3t/);
  expect(outcome.hint).toBeTruthy();
  return outcome;
}

const changed = (change: (url: URL) => void): string => {
  const url = new URL(server18.url);
  change(url);
  return url.href;
};

describe.each(servers)('a session on PostgreSQL $major', (server) => {
  let database: TestDatabase;
  const open: ServerSession[] = [];
  const connectTo = async (url: string) => {
    const session = await connect({ url, environment: {} });
    open.push(session);
    return session;
  };
  beforeAll(async () => {
    database = await createDatabase(server, 'CREATE TABLE t (a int)');
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((session) => session.close().catch(() => {})));
  });
  afterAll(() => database.drop());

  const backends = async (pid: number) =>
    (await database.client.query<{ query: string }>('SELECT state, query FROM pg_stat_activity WHERE pid = $1', [pid]))
      .rows;

  it('knows the version, names itself, and returns text for times and numbers for bigints', async () => {
    const session = await connectTo(database.url);
    expect(Math.floor(session.serverVersionNum / 10_000)).toBe(server.major);
    const [row] = await session.query(
      `SELECT current_setting('application_name') AS app, 5::int8 AS small, 9007199254740993::int8 AS large,
              '2024-01-02 03:04:05.123456'::timestamp AS at, '{"a":1}'::json AS json, 1.5::float8 AS float`,
    );
    expect(row).toEqual({
      app: 'idx-advisor',
      small: 5,
      large: '9007199254740993',
      at: '2024-01-02 03:04:05.123456',
      json: { a: 1 },
      float: 1.5,
    });
  });

  it('gives errors of statements as the driver does, with their SQLSTATE', async () => {
    const session = await connectTo(database.url);
    await expect(session.query('SELECT nothing')).rejects.toMatchObject({ code: '42703' });
  });

  it('runs read-only work with timeouts in one snapshot, and writes nothing', async () => {
    const session = await connectTo(database.url);
    const seen = await readOnly(session, async (inside) => {
      const [settings] = await inside.query(
        `SELECT current_setting('transaction_read_only') AS ro, current_setting('transaction_isolation') AS level,
                current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock`,
      );
      const before = await inside.query('SELECT count(*) AS n FROM t');
      await database.client.query('INSERT INTO t VALUES (1)');
      expect(await inside.query('SELECT count(*) AS n FROM t')).toEqual(before);
      return settings;
    });
    expect(seen).toEqual({ ro: 'on', level: 'repeatable read', statement: '1min', lock: '2s' });
    await expect(readOnly(session, (inside) => inside.query('DELETE FROM t'))).rejects.toMatchObject({ code: '25006' });
    expect(await session.query('SHOW statement_timeout')).toEqual([{ statement_timeout: '0' }]);
  });

  it('turns a statement that takes too long into advice', async () => {
    const session = await connectTo(database.url);
    const work = readOnly(session, (inside) => inside.query('SELECT pg_sleep(5)'), { statementTimeoutMs: 50 });
    await expect(work).rejects.toThrow('a query took longer than 0.05 s and was stopped');
    expect(await session.query('SELECT 1 AS alive')).toEqual([{ alive: 1 }]);
  });

  it('cancels on the server what is running, and leaves nothing behind', async () => {
    const session = await connectTo(database.url);
    const work = readOnly(session, (inside) => inside.query('SELECT pg_sleep(30)')).catch((error: unknown) => error);
    await sleeping(session.processId);
    const started = Date.now();
    await session.cancel();
    // Far less than what was asked of the server.
    expect(Date.now() - started).toBeLessThan(20_000);
    expect(await work).toMatchObject({ code: '57014' });
    await gone(session.processId);
  });

  it('cancels an idle session by closing it', async () => {
    const session = await connectTo(database.url);
    await session.cancel();
    await gone(session.processId);
    await expect(session.query('SELECT 1')).rejects.toThrow(UserError);
  });

  it('tells when the connection is lost', async () => {
    const session = await connectTo(database.url);
    await database.client.query('SELECT pg_terminate_backend($1)', [session.processId]);
    await gone(session.processId);
    await expect(session.query('SELECT 1')).rejects.toThrow(/the connection to .* was lost|ended the connection/);
  });

  async function sleeping(pid: number) {
    for (;;) {
      const [backend] = await backends(pid);
      if (backend?.query.includes('pg_sleep')) return;
    }
  }

  async function gone(pid: number) {
    for (let tries = 0; tries < 50 && (await backends(pid)).length > 0; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await backends(pid)).toEqual([]);
  }
});

describe('a connection that cannot be made', () => {
  it('is explained: wrong password', async () => {
    const error = await refusal(changed((url) => (url.password = 's3cr3t')));
    expect(error.message).toMatch(/^wrong password for user "postgres" on 127\.0\.0\.1:\d+$/);
  });

  it('is explained: no password', async () => {
    const error = await refusal(
      changed((url) => (url.password = '')),
      { HOME: '/nonexistent' },
    );
    expect(error.message).toMatch(/asks for the password of user "postgres"/);
  });

  it('is explained: no such database, no such role', async () => {
    expect((await refusal(changed((url) => (url.pathname = '/nowhere')))).message).toMatch(
      /^the database "nowhere" does not exist on 127/,
    );
    const stranger = await refusal(
      changed((url) => {
        url.username = 'stranger';
        url.password = 's3cr3t';
      }),
    );
    expect(stranger.message).toMatch(/wrong password for user "stranger"|role "stranger" does not exist/);
  });

  it('is explained: nobody listens, no such host', async () => {
    expect((await refusal('postgres://u:s3cr3t@127.0.0.1:1/x')).message).toBe(
      'no PostgreSQL server accepts connections on 127.0.0.1:1',
    );
    expect((await refusal('postgres://u:s3cr3t@no-such-host.invalid/x')).message).toBe(
      'the host "no-such-host.invalid" cannot be found',
    );
    expect((await refusal('postgres:///x?host=/nonexistent')).message).toBe(
      'no PostgreSQL server accepts connections on /nonexistent/.s.PGSQL.5432',
    );
  });

  it('is explained: SSL demanded of a server without', async () => {
    const error = await refusal(changed((url) => url.searchParams.set('sslmode', 'require')));
    expect(error.message).toMatch(/does not support SSL, which sslmode=require asks for$/);
  });

  it('is explained: no CONNECT privilege', async () => {
    const database = await createDatabase(server18, `CREATE ROLE outsider LOGIN PASSWORD 's3cr3t'`);
    try {
      const url = new URL(database.url);
      await database.client.query(`REVOKE CONNECT ON DATABASE ${url.pathname.slice(1)} FROM PUBLIC`);
      url.username = 'outsider';
      url.password = 's3cr3t';
      expect((await refusal(url.href)).message).toMatch(/^user "outsider" may not connect to the database "test_/);
    } finally {
      await database.client.query('DROP ROLE outsider');
      await database.drop();
    }
  });
});

describe('a server without a free connection', () => {
  it('is explained', async () => {
    const database = await createDatabase(server18, `CREATE ROLE crowd LOGIN PASSWORD 's3cr3t' CONNECTION LIMIT 0`);
    try {
      const url = new URL(database.url);
      url.username = 'crowd';
      url.password = 's3cr3t';
      expect((await refusal(url.href)).message).toMatch(
        /has no free connection: too many connections for role "crowd"$/,
      );
    } finally {
      await database.client.query('DROP ROLE crowd');
      await database.drop();
    }
  });
});

describe('a server of the protocol', () => {
  const message = (type: string, body: string | Buffer) => {
    const content = Buffer.from(body as string);
    const head = Buffer.alloc(5);
    head.write(type);
    head.writeInt32BE(content.length + 4, 1);
    return Buffer.concat([head, content]);
  };
  const ready = Buffer.concat([message('R', Buffer.alloc(4)), message('Z', 'I')]);

  /** Answers the start-up message, and then every query, with the given bytes. */
  async function against(startup: Buffer, query: Buffer): Promise<string> {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => {
        socket.write(startup);
        socket.on('data', (data) => data.toString('latin1', 0, 1) === 'Q' && socket.write(query));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    try {
      return (
        await refusal(
          `postgres://u:s3cr3t@127.0.0.1:${typeof address === 'object' ? address?.port : ''}/x?sslmode=disable`,
        )
      ).message;
    } finally {
      server.close();
    }
  }

  it('is refused when older than 12', async () => {
    const column = Buffer.concat([
      Buffer.from([0, 1]),
      Buffer.from('server_version_num\0'),
      Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 25, 255, 255, 255, 255, 255, 255, 0, 0]),
    ]);
    const row = Buffer.concat([Buffer.from([0, 1, 0, 0, 0, 6]), Buffer.from('110022')]);
    const answer = Buffer.concat([message('T', column), message('D', row), message('C', 'SHOW\0'), message('Z', 'I')]);
    expect(await against(ready, answer)).toBe('the server is PostgreSQL 11: 12 or later is needed');
  });

  it('is explained when it is a pooler that takes no start-up options', async () => {
    const error = message('E', 'SFATAL\0C08P01\0Munsupported startup parameter: options\0\0');
    expect(await against(error, ready)).toMatch(
      /^the pooler on 127.* refuses the connection: unsupported startup parameter: options$/,
    );
  });
});

describe('what does not speak PostgreSQL’s protocol', () => {
  let server: Server;
  let answer: string | null = null;
  let url: string;
  beforeAll(async () => {
    server = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', () => answer !== null && socket.end(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    url = `postgres://u:s3cr3t@127.0.0.1:${typeof address === 'object' ? address?.port : ''}/x?connect_timeout=1`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it.each(['HTTP/1.1 400 Bad Request\r\n\r\nsorry', 'SSH-2.0-OpenSSH_9.2\r\n', ''])(
    'is told apart: %j',
    async (text) => {
      answer = text;
      expect((await refusal(url)).message).toMatch(/does not speak PostgreSQL's protocol$|was lost$/);
      expect((await refusal(`${url}&sslmode=disable`)).message).toMatch(
        /does not speak PostgreSQL's protocol$|was lost$/,
      );
    },
  );

  it('is given up when it says nothing', async () => {
    answer = null;
    expect((await refusal(`${url}&sslmode=disable`)).message).toMatch(/does not answer within 1 s$/);
  });
});
