import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { collectSources } from '../../../src/workload/collect.ts';
import { ByteScanner } from '../../../src/workload/log/bytes/byte-scanner.ts';
import { prefixSteps } from '../../../src/workload/log/bytes/prefix-steps.ts';
import { RowPairs } from '../../../src/workload/log/bytes/row-pairs.ts';
import { RowRecords } from '../../../src/workload/log/bytes/row-record.ts';
import { ROW, RowTable } from '../../../src/workload/log/bytes/row-table.ts';
import { readLog } from '../../../src/workload/read-log.ts';
import { bytesOf } from '../support.ts';

interface Said {
  readonly session: number;
  readonly application?: string;
  readonly message: string;
  readonly detail?: string;
  readonly context?: string;
  readonly statement?: string;
  readonly isError?: boolean;
  /** The line is no record. */
  readonly isStrange?: boolean;
}

const timeOf = (n: number) =>
  `2026-11-23 12:51:${String(10 + Math.floor(n / 100)).padStart(2, '0')}.${100 + (n % 100)} UTC`;
const tabbed = (text: string) => text.replaceAll('\n', '\n\t');

const stderr =
  (head: (n: number, said: Said) => string) =>
  (said: Said, n: number): string => {
    const parts = { DETAIL: said.detail, CONTEXT: said.context, STATEMENT: said.statement };
    const told = Object.entries(parts).filter(([, text]) => text !== undefined);
    return [[said.isError ? 'ERROR' : 'LOG', said.message] as const, ...told]
      .map(([tag, text]) => `${head(n, said)}${tag}:  ${tabbed(text!)}\n`)
      .join('');
  };
const csv = (said: Said, n: number): string => {
  const quoted = (text?: string) => (text === undefined ? '' : `"${text.replaceAll('"', '""')}"`);
  return `${timeOf(n)},"u","d",7,"h:1",6b.${said.session},3,"SELECT",2026-11-23 12:49:50 UTC,3/0,0,${said.isError ? 'ERROR,23505' : 'LOG,00000'},${quoted(said.message)},${quoted(said.detail)},,,,${quoted(said.context)},${quoted(said.statement)},,,"${said.application ?? 'psql'}","client backend",,1\n`;
};
const json = ({ session, isError, application = 'psql', ...said }: Said, n: number): string =>
  `${JSON.stringify({ timestamp: timeOf(n), user: 'u', dbname: 'd', pid: 7, session_id: `6b.${session}`, error_severity: isError ? 'ERROR' : 'LOG', state_code: isError ? '23505' : '00000', application_name: application, ...said })}\n`;

const FORMS = [
  ['%m [%p] %a ', stderr((n, { session, application = 'psql' }) => `${timeOf(n)} [${session}] ${application} `)],
  ['%m ', stderr((n) => `${timeOf(n)} `)],
  ['csvlog', csv],
  ['jsonlog', json],
] as const;

const SQL = [
  'SELECT 1',
  'SELECT "a"\nFROM t WHERE b = 3',
  "INSERT INTO t VALUES ('it''s')",
  'UPDATE t SET a = 1',
  'BEGIN',
  'COMMIT',
  'SET x = 1',
  'SELECT 1; SELECT 2',
  'SELECT 1 INTO x',
  'DECLARE c CURSOR FOR SELECT a FROM t',
  'FETCH 5 FROM c',
  'PREPARE p (int) AS SELECT a FROM t WHERE b = $1',
  'EXECUTE p(1)',
  'DEALLOCATE p',
  'DISCARD ALL',
  "/*route='/a'*/ SELECT 2",
  '',
];
const EXTENDED = ['SELECT $1', 'INSERT INTO t VALUES ($1)', 'SELECT a FROM t WHERE b = $1', 'BEGIN'];

type Action = (session: number) => Said[];

const duration = (us: number): string => `duration: ${(us / 1000).toFixed(3)} ms`;
const microseconds = fc.integer({ min: 0, max: 3_000_000 });
const sql = fc.constantFrom(...SQL);
const extended = fc.constantFrom(...EXTENDED);
const detail = fc.constantFrom("parameters: $1 = '7'", 'Parameters: $1 = NULL', undefined);
const just = (message: string, parts: Omit<Said, 'session' | 'message'> = {}): Action => {
  return (session) => [{ session, message, ...parts }];
};
const begun = sql.map((text) => just(`statement: ${text}`));
const timed = microseconds.map((us) => just(duration(us)));
const executed = fc
  .tuple(fc.constantFrom('<unnamed>', '<unnamed>', 'S_1', 'S_1/C_2', 'fetch from <unnamed>'), extended, detail)
  .map(([name, text, told]) => just(`execute ${name}: ${text}`, told === undefined ? {} : { detail: told }));
const both =
  (...actions: readonly Action[]): Action =>
  (session) =>
    actions.flatMap((action) => action(session));

/** The plan of a statement comes when its portal is closed: after the next one has begun, and perhaps ended. */
const planned = fc
  .tuple(
    fc.constantFrom('<unnamed>', '<unnamed>', 'S_1/C_2'),
    extended,
    begun,
    fc.subarray([0, 1, 2, 3], { minLength: 1 }),
  )
  .map(([name, text, other, parts]) => {
    const run = just(`execute ${name}: ${text}`);
    const plan = just(`${duration(7)}  plan:\nQuery Text: ${text}\nResult  (cost=0.00..0.01 rows=1 width=4)`);
    return both(run, ...[just(duration(9)), other, just(duration(8)), plan].filter((_, n) => parts.includes(n)));
  });
/** The unnamed portal stays open while named ones are executed, until it is used again. */
const portals = fc.tuple(extended, extended, extended).map(([text, named, next]) => {
  const run = (name: string, sql: string) => both(just(`execute ${name}: ${sql}`), just(duration(9)));
  const plan = just(`${duration(7)}  plan:\nQuery Text: ${text}\nResult  (cost=0.00..0.01 rows=1 width=4)`);
  return both(run('<unnamed>', text), run('S_1/C_2', named), run('<unnamed>', next), plan);
});

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 1, arbitrary: portals },
  { weight: 3, arbitrary: planned },
  { weight: 6, arbitrary: fc.tuple(begun, timed).map((pair) => both(...pair)) },
  { weight: 6, arbitrary: fc.tuple(timed, timed, executed, timed).map((cycle) => both(...cycle)) },
  { weight: 2, arbitrary: fc.tuple(timed, executed, timed).map((cycle) => both(...cycle)) },
  { weight: 4, arbitrary: begun },
  { weight: 4, arbitrary: executed },
  { weight: 3, arbitrary: timed },
  {
    weight: 2,
    arbitrary: fc.tuple(microseconds, sql).map(([us, text]) => just(`${duration(us)}  statement: ${text}`)),
  },
  { weight: 1, arbitrary: extended.map((text) => just(`${duration(5)}  bind <unnamed>: ${text}`)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(microseconds, fc.constantFrom(...SQL, ...EXTENDED))
      .map(([us, text]) =>
        just(`${duration(us)}  plan:\nQuery Text: ${text}\nResult  (cost=0.00..0.01 rows=1 width=4)`),
      ),
  },
  { weight: 1, arbitrary: sql.map((text) => just('duplicate key', { isError: true, statement: text })) },
  { weight: 1, arbitrary: fc.constant(just('terminating connection', { isError: true })) },
  { weight: 1, arbitrary: fc.constant(just('no record', { isStrange: true })) },
  { weight: 1, arbitrary: fc.constant(just('temporary file: path "x", size 7', { statement: 'SELECT 1' })) },
  {
    weight: 1,
    arbitrary: fc.constant(just('statement: SELECT 9', { context: 'PL/pgSQL function f() line 1 at RAISE' })),
  },
  {
    weight: 1,
    arbitrary: fc.constant(just('disconnection: session time: 0:00:01.219 user=u database=d host=h port=1')),
  },
  {
    weight: 1,
    arbitrary: timed.map(
      (one): Action =>
        (session) =>
          one(session).map((said) => ({ ...said, application: 'other' })),
    ),
  },
);

it('makes of statements and durations on lines of their own what the joiner of records makes of them', async () => {
  const actions = fc.array(fc.tuple(fc.integer({ min: 20, max: 22 }), action, fc.boolean()), { maxLength: 30 });
  const sizes = fc.constantFrom(700, 2_000, 65_536);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...FORMS), actions, sizes, async ([prefix, write], list, chunkBytes) => {
      const waiting: Said[] = [];
      const said = list.flatMap(([session, act, waits]) => {
        const own = act(session);
        // The last line of some comes after those of other sessions.
        const late = waits && own.length > 1 ? own.pop()! : null;
        const due = waiting.findIndex((other) => other.session === session);
        const before = due < 0 ? [] : waiting.splice(due, 1);
        if (late) waiting.push(late);
        return [...before, ...own];
      });
      const first: Said = { session: 19, message: `${duration(1_000)}  statement: SELECT 1` };
      const lines = [first, ...said, ...waiting].map((one, n) => (one.isStrange ? `${one.message}\n` : write(one, n)));
      const text = lines.join('');
      const read = async (onlyStrings: boolean) => {
        const options = { ...(prefix.startsWith('%') && { prefix }), onlyStrings };
        const builder = await collectSources([readLog('same', bytesOf(text, chunkBytes), options)]);
        return [builder.toDocument(), builder.build()];
      };
      expect(await read(false)).toEqual(await read(true));
    }),
    { numRuns: 600 },
  );
});

/** What kinds the rows of a log with the prefix `%p ` are once they are joined. */
function joined(text: string): { rows: RowTable; kinds: () => number[]; pairs: RowPairs; bytes: Buffer } {
  const bytes = Buffer.from(text);
  const rows = new RowTable();
  new ByteScanner('stderr', prefixSteps('%p ')).scan(bytes, 0, bytes.length, true, rows);
  const pairs = new RowPairs();
  pairs.join(rows);
  const kinds = () => Array.from({ length: rows.count }, (_, row) => rows.ints[rows.at(row)]!);
  return { rows, kinds, pairs, bytes };
}

it('joins what is told of one session, whatever others say in between', () => {
  const { rows, kinds, pairs } = joined(
    [
      '7 LOG:  statement: SELECT 1',
      '8 LOG:  execute <unnamed>: SELECT $1',
      "8 DETAIL:  parameters: $1 = '7'",
      '7 LOG:  duration: 2.000 ms',
      '8 LOG:  duration: 3.000 ms',
      '8 LOG:  duration: 0.100 ms',
      '8 LOG:  duration: 0.200 ms',
      '8 LOG:  execute <unnamed>: SELECT $1',
      '7 LOG:  statement: SELECT 2',
      '7 LOG:  statement: SELECT 3',
      '8 LOG:  duration: 4.000 ms',
      '',
    ].join('\n'),
  );
  const { execution, ended, step, begun: open } = ROW;
  expect(kinds()).toEqual([execution, execution, ended, ended, step, step, execution, execution, open, ended]);
  expect([0, 1, 6, 7].map((row) => rows.times[row * 2])).toEqual([2_000, 3_000, 4_000, -1]);
  expect([0, 1, 6].map((row) => pairs.stepsOf(row))).toEqual([0, 0, 2]);
});

it('leaves to the joiner of records what may be of a statement that is not there, or has something in between', () => {
  const { kinds } = joined(
    [
      '7 LOG:  duration: 2.000 ms',
      '7 LOG:  statement: SELECT 1',
      '7 LOG:  temporary file: path "base/pgsql_tmp/pgsql_tmp7.0", size 4711',
      '7 LOG:  duration: 3.000 ms',
      '8 LOG:  execute <unnamed>: SELECT $1',
      '8 LOG:  statement: SELECT 1',
      '',
    ].join('\n'),
  );
  expect(kinds()).toEqual([ROW.duration, ROW.begun, ROW.record, ROW.duration, ROW.begun, ROW.begun]);
});

it('takes apart what it has joined', () => {
  const { rows, kinds, pairs, bytes } = joined('7 LOG:  statement: SELECT 1\n7 LOG:  duration: 2.000 ms\n');
  expect(pairs.part(rows, 0)).toBe(1);
  expect(kinds()).toEqual([ROW.begun, ROW.duration]);
  expect(pairs.part(rows, 0)).toBeNull();
  const messages = [0, 1].map((row) => new RowRecords('stderr', bytes, rows).record(row, null, 0)?.message);
  expect(messages).toEqual(['statement: SELECT 1', 'duration: 2.000 ms']);
});

it('takes a plan for none of a simple query that another one has followed', async () => {
  const head = '2026-11-23 12:51:10.100 UTC [20] ';
  const plan = 'duration: 0.007 ms  plan:\n\tQuery Text: SELECT a FROM t\n\tResult  (cost=0.00..0.01 rows=1 width=4)';
  const messages = ['statement: SELECT a FROM t', 'statement: SELECT b FROM u', plan];
  const text = messages.map((message) => `${head}LOG:  ${message}\n`).join('');
  for (const onlyStrings of [false, true]) {
    const builder = await collectSources([readLog('log', bytesOf(text), { prefix: '%m [%p] ', onlyStrings })]);
    expect(builder.build().queries.map(({ sql, calls }) => [sql, calls])).toEqual([
      ['SELECT a FROM t', 2],
      ['SELECT b FROM u', 1],
    ]);
  }
});

it('counts the steps of what it takes apart once', async () => {
  const messages = [
    'duration: 1.000 ms  statement: SELECT 1',
    'duration: 0.100 ms',
    'duration: 0.200 ms',
    'duration: 0.300 ms',
    'execute <unnamed>: EXECUTE p(1)',
    'duration: 2.000 ms',
  ];
  const text = messages.map((message) => `2026-11-23 12:51:10.100 UTC [20] LOG:  ${message}\n`).join('');
  for (const onlyStrings of [false, true]) {
    const builder = await collectSources([readLog('log', bytesOf(text), { prefix: '%m [%p] ', onlyStrings })]);
    expect(builder.build().sources[0]!.skipped).toEqual({
      'duration without its statement': 1,
      'parse or bind step': 2,
      'utility statement': 1,
    });
  }
});

it('finds the same runs however much is at hand at a time', async () => {
  const text = Array.from({ length: 4_000 }, (_, n) => {
    const head = `2026-11-23 12:51:10.100 UTC [${20 + (Math.floor(n / 15) % 7)}] LOG:  `;
    const other = n % 15 === 14 ? `${head}statement: SELECT now()\n${head}duration: 1.000 ms\n` : '';
    return `${head}statement: SELECT a FROM t WHERE b = ${n % 7}\n${head}duration: 1.000 ms\n${other}`;
  }).join('');
  const runsIn = async (chunkBytes: number, onlyStrings = false) => {
    const options = { prefix: '%m [%p] ', onlyStrings };
    const builder = await collectSources([readLog('log', bytesOf(text, chunkBytes), options)]);
    return [...builder.build().statistics!.values()].map(({ runs }) => runs);
  };
  const expected = await runsIn(1_000_000, true);
  for (const chunkBytes of [1_000_000, 30_000, 3_000, 501]) expect(await runsIn(chunkBytes)).toEqual(expected);
});
