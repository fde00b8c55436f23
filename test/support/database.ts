import pg from 'pg';

export interface TestServer {
  /** Of the maintenance database, as superuser. */
  readonly url: string;
  readonly major: number;
  readonly logDirectory: string;
}

/** The native servers of this run: PostgreSQL 18 always, PostgreSQL 15 where Debian's package is installed. */
export const servers: readonly TestServer[] = JSON.parse(process.env.IDX_ADVISOR_TEST_SERVERS ?? '[]') as TestServer[];

export const server18 = servers.find((server) => server.major === 18)!;

export interface TestDatabase {
  readonly url: string;
  readonly client: pg.Client;
  drop(): Promise<void>;
}

let serial = 0;

/** A fresh database of the test file's own, with the given SQL run in it; `drop` it in afterAll. */
export async function createDatabase(server: TestServer, sql = ''): Promise<TestDatabase> {
  const name = `test_${process.env.JEST_WORKER_ID ?? '0'}_${process.pid}_${++serial}`;
  await withClient(server.url, (admin) => admin.query(`CREATE DATABASE ${name} TEMPLATE template0`));
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  if (sql) await client.query(sql);
  return {
    url: url.href,
    client,
    async drop() {
      await client.end();
      await withClient(server.url, (admin) => admin.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
