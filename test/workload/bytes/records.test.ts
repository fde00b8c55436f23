import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { UserError } from '../../../src/errors.ts';
import { collectSources } from '../../../src/workload/collect.ts';
import { ByteScanner } from '../../../src/workload/log/bytes/byte-scanner.ts';
import { prefixSteps } from '../../../src/workload/log/bytes/prefix-steps.ts';
import { RowRecords } from '../../../src/workload/log/bytes/row-record.ts';
import { ROW, RowTable } from '../../../src/workload/log/bytes/row-table.ts';
import { readLog } from '../../../src/workload/read-log.ts';
import { bytesOf } from '../support.ts';

const MESSAGES = [
  'LOG:  duration: 1.000 ms  statement: SELECT 1',
  'LOG:  duration: 1.000 ms',
  'LOG:  duration: 2.000 ms  plan:\n\tQuery Text: SELECT 1\n\tResult  (cost=0.00..0.01 rows=1 width=4)',
  'LOG:  statement: SELECT id\n\tFROM t',
  'LOG:  execute S_1/C_2: SELECT $1',
  'LOG:  00000: temporary file: path "base/pgsql_tmp/pgsql_tmp7.0", size 4711',
  'LOG:  process 7 still waiting for ShareLock on transaction 8 after 1000.071 ms',
  'LOG:  connection received: host=h port=1',
  'LOG:  connection authorized: user=u database=d application_name=x',
  'LOG:  connection authorized: user=u database=d application_name=idx-advisor',
  'LOG:  disconnection: session time: 0:00:01.219 user=u database=d host=h port=1',
  'LOG:  disconnection: session time: 0:0',
  'LOG:  00000: disconnection: session time: 0:00:01.219 user=u database=d host=h port=1',
  'LOG:  could not receive data from client: Connection reset by peer',
  'LOG:  automatic vacuum of table "d.public.t": index scans: 0\n\tpages: 0 removed',
  'LOG:  parameter "log_line_prefix" changed to "%t [%p] "',
  'LOG:  AUDIT: SESSION,1,1,READ,SELECT,,,SELECT 1,<none>',
  'ERROR:  duplicate key value violates unique constraint "t_pkey"',
  'ERROR:  23505: duplicate key value violates unique constraint "t_pkey"',
  'ERROR:  canceling statement due to statement timeout',
  'ERROR:  a tag:  LOG:  in a message',
  'FATAL:  terminating connection due to administrator command',
  'PANIC:  could not write',
  'WARNING:  worker took too long',
  'DEBUG1:  anything',
  'FEHLER:  doppelter Schlüsselwert verletzt Unique-Constraint »t_pkey«',
];
const PARTS = [
  'DETAIL:  Key (id)=(1) already exists.',
  'DETAIL:  ',
  'HINT:  ask',
  'CONTEXT:  PL/pgSQL function f() line 3 at RAISE\n\tSQL statement "SELECT f()"',
  'CONTEXT:  while updating tuple (0,1) in relation "t"',
  'STATEMENT:  SELECT 1',
  'STATEMENT:  INSERT INTO t\n\tVALUES (1)',
  "STATEMENT:  SELECT 'STATEMENT:  x'",
  'LOCATION:  exec_simple_query, postgres.c:1',
  'ANWEISUNG:  SELECT 1',
  '',
];
/** Lines of one record, each to get the log's line end. */
type Write = (session: number, user: string, message: string, parts: readonly string[]) => string;

const prefixed =
  (head: (session: number, user: string) => string): Write =>
  (session, user, message, parts) =>
    [message, ...parts].map((part) => `${head(session, user)}${part}\n`).join('');

/** What the tags of a stderr log tell, as fields. */
function fieldsOf(session: number, user: string, tagged: string, parts: readonly string[]) {
  const told = new Map(
    [tagged, ...parts].map((part) => part.replaceAll('\n\t', '\n').split(/: {2}(.*)/s) as [string, string]),
  );
  const [[severity, message]] = told as unknown as [[string, string]];
  const [detail, context, statement] = ['DETAIL', 'CONTEXT', 'STATEMENT'].map((tag) => told.get(tag) ?? '');
  return {
    session: `6b.${session}`,
    user,
    severity,
    message,
    state: severity === 'LOG' ? '00000' : '57014',
    detail,
    context,
    statement,
  };
}

const csv: Write = (...record) => {
  const { session, user, severity, message, state, detail, context, statement } = fieldsOf(...record);
  const quoted = (text = '') => (text === '' ? '' : `"${text.replaceAll('"', '""')}"`);
  const [who, database, where] = user === '' ? ['', '', ''] : [quoted(user), '"d"', '"h:1"'];
  return `2026-11-23 12:49:50.740 UTC,${who},${database},7,${where},${session},3,"SELECT",2026-11-23 12:49:50 UTC,3/0,0,${severity},${state},"${message.replaceAll('"', '""')}",${quoted(detail)},"ask",,,${quoted(context)},${quoted(statement)},,,"psql","client backend",,1\n`;
};
const json: Write = (...record) => {
  const { session, severity, state, ...fields } = fieldsOf(...record);
  const others = Object.entries(fields).filter(([, text]) => text !== '');
  return `${JSON.stringify({ timestamp: '2026-11-23 12:49:50.740 UTC', dbname: 'd', pid: 7, session_id: session, error_severity: severity, state_code: state, ...Object.fromEntries(others) })}\n`;
};

const FORMS: readonly (readonly [prefix: string, write: Write])[] = [
  ['%m [%p] %q%u@%d ', prefixed((session, user) => `2026-11-23 12:51:46.003 UTC [${session}] ${user}@d `)],
  ['%e %m [%p] %a ', prefixed((session, user) => `57014 2026-11-23 12:51:46.003 UTC [${session}] ${user} `)],
  ['%n [%c] %u [%l] %e ', prefixed((session, user) => `1732366191.864 [6b.${session}] ${user} [${session}] 00000 `)],
  ['%p %r %d ', prefixed((session) => `${session} 10.0.0.7(51${session}) d `)],
  ['%t %u ', prefixed((_, user) => `2026-11-23 12:51:46 UTC ${user} `)],
  ['%m ', prefixed(() => '2026-11-23 12:51:46.003 UTC ')],
  ['', prefixed(() => '')],
  ['csvlog', csv],
  ['jsonlog', json],
];

it.each(FORMS)('finds records with their parts in a log of %s', (form, write) => {
  const parts = ['DETAIL:  d', 'HINT:  ask', 'CONTEXT:  c', 'STATEMENT:  SELECT "a"\n\tFROM t'];
  const error = write(10, 'app', 'ERROR:  canceling statement due to user request', parts);
  const connection = write(11, 'app', 'LOG:  connection authorized: user=app database=d', []);
  const bytes = Buffer.from(error + connection + error);
  const kind = form === 'csvlog' || form === 'jsonlog' ? form : 'stderr';
  const rows = new RowTable();
  const end = new ByteScanner(kind, kind === 'stderr' ? prefixSteps(form) : null).scan(
    bytes,
    0,
    bytes.length,
    true,
    rows,
  );
  expect(end).toBe(bytes.length);
  expect(Array.from({ length: rows.count }, (_, row) => rows.ints[rows.at(row)])).toEqual([
    ROW.record,
    ROW.record,
    ROW.record,
  ]);
  expect(new RowRecords(kind, bytes, rows).record(0, null, 0)).toMatchObject({
    session: /%[pc]|log$/.test(form) ? expect.stringMatching(/10$/) : null,
    severity: 'error',
    message: 'canceling statement due to user request',
    detail: 'd',
    context: 'c',
    statement: 'SELECT "a"\nFROM t',
  });
});

it('reads records of any parts as bytes as it does as strings', async () => {
  const word = fc.constantFrom('app', '[unknown]', '', 'x STATEMENT:  y', 'naïve');
  const record = fc.tuple(
    fc.integer({ min: 10, max: 12 }),
    word,
    fc.constantFrom(...MESSAGES),
    fc.array(fc.constantFrom(...PARTS), { maxLength: 3 }),
    fc.constantFrom('\n', '\n', '\n', '\r\n'),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...FORMS),
      fc.array(record, { maxLength: 12 }),
      fc.boolean(),
      async ([prefix, write], records, isCut) => {
        const first = write(10, 'app', MESSAGES[0]!, []);
        const rest = records
          .map(([session, user, message, parts, end]) =>
            write(session, user, message, parts.filter(Boolean)).replaceAll('\n', end),
          )
          .join('');
        const bytes = Buffer.from(first + (isCut ? rest.slice(0, -7) : rest));
        const read = async (onlyStrings: boolean) => {
          const reading = collectSources([
            readLog('same', bytesOf(bytes, 900), { ...(write !== csv && write !== json && { prefix }), onlyStrings }),
          ]);
          return reading
            .then((builder) => [builder.toDocument(), builder.build()])
            .catch((error: unknown) => {
              if (error instanceof UserError) return error.message;
              throw error;
            });
        };
        expect(await read(false)).toEqual(await read(true));
      },
    ),
    { numRuns: 500 },
  );
});

it('finds no runs where no session is told', async () => {
  const ask = (id: number) => `LOG:  duration: 0.100 ms  statement: SELECT * FROM t WHERE id = ${id}`;
  const runsIn = async (prefix: string, head: string, onlyStrings: boolean) => {
    const text = Array.from({ length: 40 }, (_, id) => `2026-11-23 12:51:46.003 UTC ${head}${ask(id)}\n`).join('');
    const builder = await collectSources([readLog('log', bytesOf(text), { prefix, onlyStrings })]);
    const { queries, statistics } = builder.build();
    return [queries[0]!.calls, statistics!.get(queries[0]!.fingerprint)!.runs?.executions ?? 0];
  };
  for (const onlyStrings of [false, true]) {
    expect(await runsIn('%m [%p] ', '[7] ', onlyStrings)).toEqual([40, 40]);
    expect(await runsIn('%m ', '', onlyStrings)).toEqual([40, 0]);
  }
});
