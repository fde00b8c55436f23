import { describe, expect, it } from '@jest/globals';
import { collectWorkload } from '../../src/workload/collect.ts';
import { tellPrefix } from '../../src/workload/log/inference/tell-prefix.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { bytesOf, readText } from './support.ts';

const TIME = '2026-11-23 12:51:46.003 UTC';

interface Session {
  readonly pid: number;
  readonly user: string;
  readonly database: string;
  readonly application: string;
  readonly host: string;
}

const session = (pid: number, user: string, database: string, application = 'web', host = '10.0.0.7'): Session => {
  return { pid, user, database, application, host };
};
type Before = (of: Session) => string;

function statements(sessions: readonly Session[], before: Before, count = 10): string[] {
  return Array.from({ length: count }, (_, n) =>
    sessions.map((of) => `${before(of)}LOG:  duration: ${n}.000 ms  statement: SELECT ${of.pid} FROM t WHERE n = ${n}`),
  ).flat();
}

/** Each session's connection, as log_connections has it. */
function connections(sessions: readonly Session[], before: Before): string[] {
  return sessions.flatMap((of) => [
    `${before({ ...of, user: '[unknown]', database: '[unknown]', application: '[unknown]' })}LOG:  connection received: host=${of.host} port=5`,
    `${before({ ...of, application: '[unknown]' })}LOG:  connection authorized: user=${of.user} database=${of.database} application_name=${of.application}`,
  ]);
}

async function clientsIn(lines: readonly string[]): Promise<string[]> {
  const { executions } = await readText(`${lines.join('\n')}\n`);
  return [
    ...new Set(
      executions.map(({ session: id, user, database, application }) => [id, user, database, application].join('|')),
    ),
  ];
}

describe('a name that is more than a word', () => {
  it('is one where a connection tells of it', async () => {
    const sessions = [
      session(4007, 'ann@example.com', 'shop', 'sidekiq 7 [0 of 5 busy]'),
      session(5210, 'Jane Doe', 'my shop', 'checkout service'),
    ];
    const before: Before = (of) => `${TIME} {${of.pid}} <${of.user}> <${of.database}> (${of.application}) `;
    expect(await clientsIn([...connections(sessions, before), ...statements(sessions, before)])).toEqual([
      '4007|ann@example.com|shop|sidekiq 7 [0 of 5 busy]',
      '5210|Jane Doe|my shop|checkout service',
    ]);
  });

  it('is one between marks, where those of most lines are words', async () => {
    const sessions = [session(4007, 'app', 'shop'), session(5210, 'bob', 'dwh'), session(7033, 'Jane Doe', 'my shop')];
    const before: Before = (of) => `${TIME} (${of.pid}) pg_db=${of.database}; pg_user=${of.user}: `;
    expect(await clientsIn(statements(sessions, before))).toEqual([
      '4007|app|shop|',
      '5210|bob|dwh|',
      '7033|Jane Doe|my shop|',
    ]);
  });

  it.each<[string, Before]>([
    [
      'user=%u,db=%d,app=%a,client=%h',
      (of) => `[${of.pid}] user=${of.user},db=${of.database},app=web,client=10.0.0.7 `,
    ],
    ['[%l-1] user=%u,db=%d', (of) => `[${of.pid}]: [1-1] user=${of.user},db=${of.database},app=web,client=10.0.0.7 `],
    ['db=%d user=%u app=%a', (of) => `[${of.pid}] db=${of.database} user=${of.user} app=web `],
    ['%q%u@%d', (of) => `[${of.pid}] ${of.user}@${of.database} `],
    ['%u@%d:[%p]', (of) => `:10.0.0.7(45050):${of.user}@${of.database}:[${of.pid}]:`],
  ])('is one in common prefixes without logged connections: %s', async (_, before) => {
    const sessions = [
      session(4007, 'app', 'my shop'),
      session(5210, 'Jane Doe', 'my shop'),
      session(7033, 'bob', 'shop'),
    ];
    const lines = statements(sessions, (of) => `${TIME}${before(of).startsWith(':') ? '' : ' '}${before(of)}`);
    expect((await clientsIn(lines)).map((client) => client.split('|').slice(0, 3))).toEqual([
      ['4007', 'app', 'my shop'],
      ['5210', 'Jane Doe', 'my shop'],
      ['7033', 'bob', 'shop'],
    ]);
  });

  it('is not one where another field follows the database', async () => {
    const sessions = [session(4007, 'app', 'shop', 'psql'), session(5210, 'bob', 'dwh', 'web')];
    const lines = statements(sessions, (of) => `${TIME} [${of.pid}] ${of.user}@${of.database} ${of.application} `);
    expect(await clientsIn(lines)).toEqual(['4007|app|shop|psql', '5210|bob|dwh|web']);
  });

  it('is no user and database for being a mail address', () => {
    const sessions = [session(4007, 'ann@example.com', 'shop'), session(5210, 'bob', 'dwh')];
    const { read, isVague } = tellPrefix(statements(sessions, (of) => `${TIME} ${of.pid} ${of.user} ${of.database} `))!;
    expect(isVague).toBe(true);
    expect(read(`${TIME} 7 ann@example.com shop LOG:  x`)).toMatchObject({ user: null, database: null });
  });

  it('is a host’s, beside those that have dots', async () => {
    const sessions = [session(4007, 'app', 'shop'), session(5210, 'app', 'shop', 'web', 'db01')];
    const lines = statements(sessions, (of) => `${TIME} [${of.pid}] ${of.user}@${of.database} from=${of.host}: `);
    const { executions } = await readText(`${lines.join('\n')}\n`);
    expect(new Set(executions.map(({ host }) => host))).toEqual(new Set(['10.0.0.7', 'db01']));
  });
});

describe('keys', () => {
  const sessions = [session(4007, 'app', 'shop', 'psql'), session(5210, 'bob', 'dwh', 'web [0 of 5 busy]')];
  const CLIENTS = ['4007|app|shop|psql', '5210|bob|dwh|web [0 of 5 busy]'];

  it.each<[string, string, Before]>([
    [
      'in the bracket of their value',
      '%m [pid %p] [user %u] [db %d] [app %a] ',
      (of) => `${TIME} [pid ${of.pid}] [user ${of.user}] [db ${of.database}] [app ${of.application}] `,
    ],
    [
      'before the bracket of their value',
      't[%m] p[%p] db[%d] u[%u] a[%a] ',
      (of) => `t[${TIME}] p[${of.pid}] db[${of.database}] u[${of.user}] a[${of.application}] `,
    ],
    [
      'with a colon before the bracket of their value',
      'timestamp: %m pid: %p user: %u db: %d app: [%a] ',
      (of) => `timestamp: ${TIME} pid: ${of.pid} user: ${of.user} db: ${of.database} app: [${of.application}] `,
    ],
    [
      'in Spanish',
      '%m [%p] usuario=%u base=%d aplicación=%a ',
      (of) => `${TIME} [${of.pid}] usuario=${of.user} base=${of.database} aplicación=${of.application} `,
    ],
  ])('are known %s', async (_, prefix, before) => {
    const lines = statements(sessions, before);
    expect(tellPrefix(lines)?.prefix).toBe(prefix);
    expect(await clientsIn(lines)).toEqual(CLIENTS);
  });

  it('are none where a name has a bracket', () => {
    const lines = statements(sessions, (of) => `${TIME} ${of.user}@db[${of.pid}] `);
    expect(tellPrefix(lines)?.read(lines[0]!)).toMatchObject({ user: 'app', database: 'db', session: '4007' });
  });
});

describe('a prefix with one mark between all fields', () => {
  const sessions = [
    session(4007, 'app', 'shop', 'bin/rails', '[local]'),
    session(5210, 'bob', 'dwh', 'puma: worker 3 [shop]', 'app01'),
    session(7033, 'bob', 'shop', 'psql', '10.0.0.7'),
  ];

  it.each(['|', ';', ' | ', '\t', ' - '])('has whole names between them: %j', async (mark) => {
    const before: Before = (of) => [TIME, of.user, of.database, of.application, of.host, of.pid, ''].join(mark);
    const lines = [...connections(sessions, before), ...statements(sessions, before)];
    expect(tellPrefix(lines)?.prefix).toBe(['%m', '%u', '%d', '%a', '%h', '%p', ''].join(mark));
    expect(await clientsIn(lines)).toEqual([
      '4007|app|shop|bin/rails',
      '5210|bob|dwh|puma: worker 3 [shop]',
      '7033|bob|shop|psql',
    ]);
  });

  it('tells the application by what only names of programs have', async () => {
    const before: Before = (of) => [TIME, of.user, of.application, of.host, of.pid, ''].join('|');
    expect(await clientsIn(statements(sessions, before))).toEqual([
      '4007|||bin/rails',
      '5210|||puma: worker 3 [shop]',
      '7033|||psql',
    ]);
  });
});

it('takes the address with a port for the client’s, beside another', async () => {
  const lines = statements(
    [session(4007, 'app', 'shop')],
    (of) => `${TIME} 10.70.70.18 db=shop,user=app ${of.host}(43893) [${of.pid}] `,
  );
  const { executions } = await readText(`${lines.join('\n')}\n`);
  expect(new Set(executions.map(({ host }) => host))).toEqual(new Set(['10.0.0.7']));
});

it('knows commands of several words', () => {
  const commands = ['idle in transaction', 'SELECT', 'UPDATE waiting', 'CREATE TABLE AS', 'INSERT'];
  const lines = commands.flatMap((command, at) =>
    statements([session(4007 + 31 * at, 'app', 'shop')], (of) => `${TIME} app@shop[${of.pid}:${command}] `),
  );
  expect(tellPrefix(lines)?.prefix).toBe('%m %u@%d[%p:%i] ');
});

describe('a prefix of which processes without a session have no more than a part', () => {
  const sessions = [session(4007, 'app', 'shop'), session(5210, 'bob', 'dwh', 'psql')];
  const background = (before: string, count = 12) =>
    Array.from({ length: count }, () => `${before}LOG:  checkpoint starting: time`);

  it('is told where that ends within marks', () => {
    const before: Before = (of) => `${TIME} [${of.pid}] [${of.application}] [${of.user}] `;
    const lines = [...connections(sessions, before), ...statements(sessions, before), ...background(`${TIME} [3] []`)];
    expect(tellPrefix(lines)?.prefix).toBe('%m [%p] [%a]%q [%u] ');
  });

  it('is not taken to end before a client’s own fields', () => {
    const before: Before = (of) => `${TIME} [${of.pid}] ${of.application}: ${of.user}@${of.database} `;
    const lines = [
      ...connections(sessions, before),
      ...statements(sessions, before),
      ...background(`${TIME} [3] : @ `),
    ];
    expect(tellPrefix(lines)?.prefix).toBe('%m [%p] %a: %u@%d ');
  });

  it.each([
    ['nothing', '%u\t%d\t%p\t%m\t', `\t\t3\t${TIME}\t`],
    ['%q', '%u\t%q%d\t%p\t%m\t', '\t'],
  ])('reads their lines that begin with a TAB, with %s in it', async (_, prefix, start) => {
    const before: Before = (of) => `${of.user}\t${of.database}\t${of.pid}\t${TIME}\t`;
    const lines = [...connections(sessions, before), ...statements(sessions, before)];
    const text = [...lines, ...background(start, 3), ...lines.slice(-1)].join('\n');
    for (const options of [{}, { prefix }]) {
      const { executions } = await readText(`${text}\n`, options);
      expect(executions).toHaveLength(21);
      expect(executions.every(({ sql }) => /^SELECT \d+ FROM t WHERE n = \d$/.test(sql))).toBe(true);
    }
  });

  it('leaves lines of a statement alone that look like theirs', async () => {
    const line = `app\tshop\t7\t${TIME}\tLOG:  duration: 1.000 ms  statement: INSERT INTO t VALUES ('`;
    const text = `${line}\n\tx\tshop\t7\t${TIME}\tLOG:  duration: 2.000 ms  statement: SELECT 1\n\tLOG:  y')\n`;
    const { executions } = await readText(text.repeat(5), { prefix: '%u\t%d\t%p\t%m\t' });
    expect(executions).toHaveLength(5);
    expect(executions[0]?.sql).toContain("SELECT 1\nLOG:  y')");
  });
});

it('tells the server’s address from a client’s by what processes without a session have', () => {
  const sessions = [session(4007, 'app', 'shop'), session(5210, 'bob', 'dwh')];
  const lines = statements(sessions, (of) => `${TIME} [${of.pid}] 10.0.0.1 `);
  expect(tellPrefix(lines)?.prefix).toBe('%m [%p] %h ');
  expect(tellPrefix([...lines, `${TIME} [3] [none] LOG:  checkpoint starting: time`])?.prefix).toBe('%m [%p] %L ');
});

it.each(['-', ': ', '}'])('takes what ends the prefix for no part of its last value: client=%%h%s', async (end) => {
  const sessions = [session(4007, 'app', 'shop', 'web', 'a.example.org'), session(5210, 'bob', 'dwh', 'web', '::1')];
  const lines = statements(sessions, (of) => `${TIME} ${of.pid} user=${of.user},client=${of.host}${end}`);
  const { executions } = await readText(`${lines.join('\n')}\n`);
  expect(new Set(executions.map(({ host }) => host))).toEqual(new Set(['a.example.org', '::1']));
});

it('takes blanks that pad a known prefix for no part of a name', async () => {
  const sessions = [session(4007, 'app', 'shop'), session(5210, 'reporter', 'dwh'), session(7033, 'exporter', 'dwh')];
  const before: Before = (of) => `${TIME}|${of.user.padEnd(8)}|${of.database}|6b0436ec.${of.pid}|`;
  const { executions } = await readText(`${statements(sessions, before).join('\n')}\n`);
  expect(new Set(executions.map(({ user }) => user))).toEqual(new Set(['app', 'reporter', 'exporter']));
});

describe('statements that the told prefix does not fit', () => {
  const ADVICE = expect.stringContaining('pass --log-prefix with what SHOW log_line_prefix says');
  const incompleteOf = async (lines: readonly string[]) =>
    (await collectWorkload([readLog('pg.log', bytesOf(`${lines.join('\n')}\n`))])).incomplete;
  const plain = statements(
    [session(4007, 'app', 'shop')],
    (of) => `${TIME} [${of.pid}] ${of.user}@${of.database} `,
    40,
  );

  it('are said', async () => {
    const others = statements([session(5210, 'app', 'shop')], (of) => `[${of.pid}] ${TIME} (${of.user}) `, 4);
    expect(await incompleteOf([...plain, ...others])).toContainEqual(ADVICE);
  });

  it('are said where their tag is not found', async () => {
    const hidden = statements([session(5210, 'app', 'shop')], (of) => `${TIME} [${of.pid}] SELECT`, 4);
    expect(await incompleteOf([...plain, '\tAND true', ...hidden])).toContainEqual(ADVICE);
  });

  it('are not seen in the lines of a statement, nor in those of other processes', async () => {
    const imitated = statements([session(5210, 'app', 'shop')], (of) => `\t[${of.pid}] ${TIME} (${of.user}) `, 30);
    const others = Array.from({ length: 30 }, () => `[8] ${TIME} LOG:  checkpoint starting: time`);
    expect(await incompleteOf([...plain, ...imitated, ...others])).toEqual([]);
    expect(await incompleteOf(plain)).toEqual([]);
  });
});

describe('a known prefix of which the lines have no more than stands before its %q', () => {
  const sessions = [session(4007, 'app', 'shop'), session(5210, 'bob', 'dwh')];
  const short: Before = (of) => `${TIME} [${of.pid}] `;

  it('is told as far as they have it: the scanner of bytes takes nothing for optional', () => {
    expect(tellPrefix(statements(sessions, short))?.prefix).toBe('%m [%p] ');
  });

  it('is told as a whole where one line has the rest', () => {
    const long: Before = (of) => `${TIME} [${of.pid}] ${of.user}@${of.database} `;
    const lines = [...statements(sessions, short), ...statements(sessions.slice(0, 1), long, 1)];
    expect(tellPrefix(lines)?.prefix).toBe('%m [%p] %q%u@%d ');
  });

  it('has the rest in later lines', async () => {
    const long: Before = (of) => `${TIME} [${of.pid}] ${of.user}@${of.database} `;
    const lines = [...statements(sessions, short, 600), ...statements(sessions, long)];
    const { executions } = await readText(`${lines.join('\n')}\n`);
    expect(executions.filter(({ user }) => user === 'bob')).toHaveLength(10);
    expect(executions).toHaveLength(1220);
  });
});

describe('a program whose name has blanks, in a log without connections', () => {
  const sessions = [
    session(4007, 'ann', 'shop', 'PostgreSQL JDBC Driver'),
    session(5210, 'bob', 'reports', 'psql'),
    session(7033, 'postgres', 'postgres', 'pgAdmin 4 - DB:postgres'),
  ];

  it('ends before the time', async () => {
    const befores: readonly Before[] = [
      (of) => `user=${of.user} db=${of.database} host=${of.host} app=${of.application} ${TIME} [${of.pid}]: `,
      (of) => `app=${of.application} ${of.pid} ${TIME}: user=${of.user} db=${of.database} `,
    ];
    for (const before of befores) {
      const { executions } = await readText(`${statements(sessions, before).join('\n')}\n`);
      expect(new Set(executions.map(({ at }) => at))).toEqual(new Set([Date.parse('2026-11-23T12:51:46.003Z')]));
      expect(new Set(executions.map(({ session: id, application }) => [id, application].join('|')))).toEqual(
        new Set(sessions.map(({ pid, application }) => [pid, application].join('|'))),
      );
    }
  });

  it('ends before fields that only blanks part from it', async () => {
    const before: Before = (of) =>
      `<${TIME} ${of.host}(41234) ${of.application} ${of.database} ${of.user} ${of.pid} 695612a4.836 SELECT>`;
    expect(await clientsIn(statements(sessions, before))).toEqual(
      sessions.map(({ application }) => `695612a4.836|||${application}`),
    );
  });
});
