import { describe, expect, it } from '@jest/globals';
import { readAnyPrefix } from '../../src/workload/log/any-prefix.ts';
import { tellPrefix } from '../../src/workload/log/inference/tell-prefix.ts';
import { compilePrefix } from '../../src/workload/log/prefix.ts';
import { readText } from './support.ts';

/* Values of log_line_prefix that others have published. */

interface Client {
  readonly pid: number;
  readonly user: string;
  readonly database: string;
  readonly application: string;
  readonly host: string;
}

const CLIENTS: readonly Client[] = [
  { pid: 4007, user: 'app', database: 'shop', application: 'web', host: '10.0.0.7' },
  { pid: 5210, user: 'ann', database: 'dwh', application: 'psql', host: '10.0.0.8' },
  { pid: 7033, user: 'bob', database: 'crm', application: 'sidekiq 7 [0 of 5 busy]', host: '10.0.1.9' },
];
const MILLISECONDS = '2026-11-23 12:51:46.003 UTC';
const SECONDS = '2026-11-23 12:51:46 UTC';

/** What the server writes before a tag. */
function before(prefix: string, { pid, user, database, application, host }: Client): string {
  const values: Readonly<Record<string, string>> = {
    ...{ m: MILLISECONDS, t: SECONDS, s: SECONDS, p: String(pid), u: user, d: database, a: application, h: host },
    ...{ r: `${host}(51234)`, c: `6b043678.${pid.toString(16)}`, e: '00000', i: 'SELECT', l: '3', v: '3/17', x: '0' },
  };
  return prefix.replaceAll(/%(\w)/g, (_, letter: string) => values[letter]!);
}

const linesOf = (prefix: string, clients = CLIENTS): string[] =>
  Array.from({ length: 10 }, (_, n) =>
    clients.map((client) => `${before(prefix, client)}LOG:  duration: ${n}.000 ms  statement: SELECT ${client.pid}`),
  ).flat();

async function clientsIn(lines: readonly string[]): Promise<object[]> {
  const { executions } = await readText(`${lines.join('\n')}\n`);
  expect(executions).toHaveLength(lines.filter((line) => line.includes('duration')).length);
  const clients = executions.map(({ session, user, database, application, host }) => {
    return { session, user, database, application, host };
  });
  return [...new Map(clients.map((client) => [client.session, client])).values()];
}

/** What the clients are by the fields of a prefix. */
function expected(prefix: string, clients = CLIENTS): object[] {
  const has = (letters: RegExp) => letters.test(prefix);
  return clients.map(({ pid, user, database, application, host }) => ({
    session: has(/%c/) ? `6b043678.${pid.toString(16)}` : String(pid),
    user: has(/%u/) ? user : null,
    database: has(/%d/) ? database : null,
    application: has(/%a/) ? application : null,
    ...(has(/%[hr]/) ? { host } : {}),
  }));
}

describe('a prefix that others have published', () => {
  it.each([
    'SONAR_AUDIT=1|TIMESTAMP=%m|APPLICATION_NAME=%a|USER=%u|DATABASE=%d|REMOTE_HOST_AND_PORT=%r|SQL_STATE=%e|SESSION_ID=%c|SESSION_START=%s|PROCESS_ID=[%p]|VIRTUAL_TRANSACTION_ID=%v|TRANSACTION_ID=%x| ',
    't=%t p=%p l=%l u=%u db=%d r=%r ',
    '%m pid=%p client=(%h) user=<%u> db={%d} ',
    '%m command_tag=<%i> user=<%u> database=<%d> session=[id=<%c>  line=<%l>] ',
    '{"time":"%t","pid":%p,"user":"%u","db":"%d","app":"%a","host":"%h"} ',
    'pid-%p %m %u@%d ',
    'pid-%p sess-%c %m %u@%d ',
    '%m [%p] %d %a %u %h %c ',
    '< %m %a %u %d %r %p >',
    '%m %c %x %d %u %r %p %l ',
    '<%t %r %a %d %u %p %c %i>',
  ])('tells what it has: %s', async (prefix) => {
    expect(await clientsIn(linesOf(prefix))).toMatchObject(expected(prefix));
  });

  it('is known for syslog as pgBadger’s documentation has it', () => {
    const prefix = 'user=%u,db=%d,app=%aclient=%h ';
    const read = tellPrefix(linesOf(prefix))!.read;
    expect(CLIENTS.map((client) => read(`${before(prefix, client)}LOG:  x`))).toMatchObject(
      CLIENTS.map(({ user, database, application, host }) => ({ user, database, application, host })),
    );
  });

  it.each(['%m [%p] %d@%u ', '%d@%u %m [%p] '])(
    'has the database first where autovacuum tells of databases: %s',
    async (prefix) => {
      const vacuum = `${before(prefix, { ...CLIENTS[0]!, pid: 99, user: '', database: '' }).replace('@', '')}LOG:  automatic analyze of table "crm.public.t" system usage: CPU: user: 0.00 s`;
      const known = expected(prefix);
      expect(await clientsIn([...linesOf(prefix), vacuum])).toMatchObject(known);
    },
  );

  it.each(['%m [%p] %d@%u ', '%m [%p] %q%d@%u '])(
    'has the database first where a login tells so: %s',
    async (prefix) => {
      const logins = CLIENTS.map(
        (client) =>
          `${before(prefix.replace('%q', ''), client)}LOG:  connection authorized: user=${client.user} database=${client.database}`,
      );
      expect(await clientsIn([...logins, ...linesOf(prefix.replace('%q', ''))])).toMatchObject(expected(prefix));
    },
  );

  it.each([
    ['no part of the name where it goes up', (n: number) => n + 1, 'web'],
    ['a part of it where it is the same', () => 7, 'web 7'],
  ])('has a number after a name, %s', async (_, line, application) => {
    const lines = Array.from(
      { length: 9 },
      (__, n) => `${MILLISECONDS} [4007] app: web ${line(n)} LOG:  duration: ${n}.000 ms  statement: SELECT 1`,
    );
    const { executions } = await readText(`${lines.join('\n')}\n`);
    expect(new Set(executions.map((each) => each.application))).toEqual(new Set([application]));
  });

  it.each(['%t:%p:%u:[%i] ', '%m [fixture:%u:%d] ', '[%p] :%u:%d:%x '])(
    'may have a user who is called as a key is: %s',
    async (prefix) => {
      const clients = [CLIENTS[0]!, { ...CLIENTS[0]!, pid: 4008 }];
      const { executions } = await readText(`${linesOf(prefix, clients).join('\n')}\n`);
      expect(executions.every(({ application }) => application === null)).toBe(true);
    },
  );

  it('has a word that autovacuum’s database is called, too', async () => {
    const background = `[postgres] LOG:  automatic vacuum of table "postgres.public.t": index scans: 0`;
    const lines = [background, ...linesOf('[postgres] '), background];
    const { executions } = await readText(`${lines.join('\n')}\n`);
    expect(executions.every(({ database }) => database === null)).toBe(true);
  });

  it('has fields with nothing between them that nothing tells apart', () => {
    const client = { ...CLIENTS[0]!, host: '[local]' };
    const { read } = tellPrefix([...linesOf('%t-%d-%h-%a :'), ...linesOf('%t-%d-%h-%a :', [client])])!;
    expect(read(linesOf('%t-%d-%h-%a :')[0]!)).toMatchObject({ application: null, host: null });
  });
});

describe('a prefix that is given', () => {
  it('has a name with a blank up to the client’s address', () => {
    const read = compilePrefix('%m [%p] %q%u@%d %r %a ');
    expect(read(`${MILLISECONDS} [7] Jane Doe@my shop 10.0.0.7(51234) my app LOG:  x`)).toMatchObject({
      user: 'Jane Doe',
      database: 'my shop',
      host: '10.0.0.7(51234)',
      application: 'my app',
    });
  });
});

describe('readAnyPrefix', () => {
  it('takes no year for a process id, nor a line’s number', () => {
    expect(readAnyPrefix('[2026-11-23 12:51:46.003 UTC] – 4007 app LOG:  x')).toMatchObject({ session: null });
    expect(readAnyPrefix(`${MILLISECONDS} app shop 4007[3] LOG:  x`)).toMatchObject({ session: null });
    expect(readAnyPrefix(`${MILLISECONDS} app1[4007] LOG:  x`)).toMatchObject({ session: '4007' });
    expect(readAnyPrefix(`${MILLISECONDS} [4007-3] LOG:  x`)).toMatchObject({ session: '4007' });
  });

  it('takes brackets around a value for none of it', () => {
    expect(readAnyPrefix(`${MILLISECONDS} user=<app> db=(shop) app={web}: LOG:  x`)).toMatchObject({
      user: 'app',
      database: 'shop',
    });
  });
});

it('a published prefix is none of a log that has well-known programs in another place', async () => {
  const clients = CLIENTS.map((client) => ({ ...client, application: 'psql' }));
  const lines = linesOf('%m [%p] %u %d %a %h %c ', clients);
  expect(tellPrefix(lines)!.prefix).toBe('%m [%p] %i %L %a %h %c ');
  const told = clients.map(({ host }) => ({ user: null, database: null, application: 'psql', host }));
  expect(await clientsIn(lines)).toMatchObject(told);
});
