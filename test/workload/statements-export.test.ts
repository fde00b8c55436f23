import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadParser } from '../../src/sql/parser.ts';
import { collectWorkload } from '../../src/workload/collect.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { bytesOf, readText } from './support.ts';

beforeAll(() => loadParser());

/** What PostgreSQL 17's `\copy (SELECT * FROM pg_stat_statements) TO 'x.csv' CSV HEADER` begins with. */
const HEADER = 'userid,dbid,toplevel,queryid,query,plans,total_plan_time,calls,total_exec_time,min_exec_time,rows';
const row = (query: string, calls: number, ms: number | string, rows = 2 * calls, toplevel = 't') =>
  `10,16384,${toplevel},-5,"${query.replaceAll('"', '""')}",0,0,${calls},${ms},0.1,${rows}`;

describe('an export of pg_stat_statements', () => {
  it('is told from its header, and gives calls, time and rows', async () => {
    const text = `${HEADER}\n${row('SELECT "a b"\nFROM t, u\nWHERE a = $1', 20, 5.25)}\n${row('SELECT 1', 1, '1.2e-05')}\n`;
    const { executions, source } = await readText(text);
    expect(executions).toEqual([
      expect.objectContaining({
        sql: 'SELECT "a b"\nFROM t, u\nWHERE a = $1',
        calls: 20,
        durationMs: 5.25,
        rows: 40,
        user: null,
      }),
      expect.objectContaining({ sql: 'SELECT 1', calls: 1, durationMs: 1.2e-5 }),
    ]);
    expect(source).toMatchObject({
      kind: 'statements',
      format: 'pg_stat_statements CSV',
      statements: 21,
      lines: 5,
      skipped: {},
    });
  });

  it.each([
    ['of PostgreSQL 12', 'userid,dbid,queryid,query,calls,total_time,min_time,rows', '10,1,7,SELECT 1,3,1.5,0.1,3'],
    ['in another order, with names', 'rows,calls,datname,rolname,total_exec_time,query', '3,3,shop,app,1.5,SELECT 1'],
    ['with the words of a report', 'Query,Calls,Total Exec Time,Rows', 'SELECT 1,3,1.5,3'],
    ['with means alone', 'query,calls,mean_exec_time,rows', 'SELECT 1,3,0.5,3'],
    ['with semicolons', 'query;calls;total_exec_time;rows', 'SELECT 1;3;1.5;3'],
    ['with TABs', 'query\tcalls\ttotal_exec_time\trows', 'SELECT 1\t3\t1.5\t3'],
    ['with quotes around all', '"query","calls","total_exec_time","rows"', '"SELECT 1","3","1.5","3"'],
    ['of Windows, with a byte order mark', '\ufeffquery,calls,total_exec_time,rows\r', 'SELECT 1,3,1.5,3\r'],
  ])('%s', async (_, header, line) => {
    const { executions } = await readText(`${header}\n${line}\n`);
    expect(executions).toEqual([expect.objectContaining({ sql: 'SELECT 1', calls: 3, durationMs: 1.5, rows: 3 })]);
  });

  it.each([
    [
      'stderr',
      '2026-01-02 03:04:05.678 UTC [7] LOG:  duration: 3 ms  statement: SELECT query, calls, total_exec_time, rows FROM pg_stat_statements',
    ],
    [
      'jsonlog',
      '{"timestamp":"2026-01-02 03:04:05.678 UTC","pid":7,"error_severity":"LOG","message":"duration: 3 ms  statement: SELECT dbid, query, calls, total_exec_time, rows FROM pg_stat_statements"}',
    ],
  ])('is not a log of %s that begins with a statement which lists its columns', async (format, line) => {
    const { executions, source } = await readText(`${line}\n`);
    expect(executions).toEqual([expect.objectContaining({ durationMs: 3 })]);
    expect(source).toMatchObject({ kind: 'log', format });
  });

  it('may be of COPY in text format, whose texts have backslashes', async () => {
    const { executions } = await readText(
      'query\tcalls\ttotal_exec_time\trows\tdatname\nSELECT 1 -- a\\n\\t, 2\t3\t1.5\t3\t\\N\n',
    );
    expect(executions).toEqual([expect.objectContaining({ sql: 'SELECT 1 -- a\n\t, 2', calls: 3, database: null })]);
  });

  it('has what EXECUTE ran under the text of its PREPARE', async () => {
    const text = `${HEADER}\n${row('PREPARE p (int) AS\n  SELECT * FROM t WHERE a = $1', 20, 5)}\n`;
    const { executions, source } = await readText(text);
    expect(executions).toEqual([
      expect.objectContaining({ sql: 'SELECT * FROM t WHERE a = $1', calls: 20, durationMs: 5, rows: 40 }),
    ]);
    expect(source).toMatchObject({ statements: 20, skipped: {} });
  });

  it('leaves out what pg_stat_statements of a server would, and other databases', async () => {
    const named = (database: string, query: string, toplevel = 't') => `${database},app,${toplevel},"${query}",2,1,2\n`;
    const text = [
      'datname,rolname,toplevel,query,calls,total_exec_time,rows\n',
      named('shop', 'SELECT 1'),
      named('shop', 'SELECT 2 FROM t', 'f'),
      named('other', 'SELECT 3'),
      named('shop', 'BEGIN'),
      named('shop', '<insufficient privilege>'),
    ].join('');
    const { executions, source } = await readText(text, { database: 'shop' });
    expect(executions).toEqual([expect.objectContaining({ sql: 'SELECT 1', user: 'app', database: 'shop' })]);
    expect(source.skipped).toEqual({
      'statement hidden for lack of privilege': 1,
      'statement in another database': 2,
      'statement inside a function': 2,
      'transaction control': 2,
    });
  });

  it.each([
    ['a decimal comma', '"query";"calls";"total_exec_time"\n"SELECT 1";"5";"1.012,5"\n', 5, 1012.5],
    ['TABs and a decimal comma', 'query\tcalls\ttotal_exec_time\nSELECT 1\t5\t12,5\n', 5, 12.5],
    ['thousands', 'query,calls,total_exec_time\nSELECT 1,"1,005","12,345.5"\n', 1005, 12345.5],
    ['the lines of psql', ' query | calls | total_time \n---+---+---\n SELECT 1 | 5 | 12.5\n(1 row)\n\n', 5, 12.5],
    ['PgHero', 'id,database,user,query,query_hash,total_time,calls,captured_at\n1,p,u,SELECT 1,1,12.5,5,x\n', 5, 12.5],
  ])('may be with %s', async (_, text, calls, durationMs) => {
    const { executions, source } = await readText(text);
    expect(executions.map((each) => [each.sql.trim(), each.calls, each.durationMs])).toEqual([
      ['SELECT 1', calls, durationMs],
    ]);
    expect(source.skipped).toEqual({});
  });

  describe('of another country', () => {
    const HEADER = 'query;calls;total_exec_time;mean_exec_time;rows';
    const numbersOf = async (lines: readonly string[]) => {
      const { executions, source } = await readText([HEADER, ...lines].map((line) => `${line}\n`).join(''));
      return { numbers: executions.map(({ calls, durationMs, rows }) => [calls, durationMs, rows]), ...source };
    };

    it.each([
      [
        'points between thousands, and a decimal comma',
        'SELECT 1;1.000;123.456,789;123,456;10',
        [1000, 123456.789, 10],
      ],
      ['a count that has no decimals', 'SELECT 1;1.234;1.851;1,5;7', [1234, 1851, 7]],
      ['a count beside one without decimals', 'SELECT 1;1.000;123.456;123.456;10', [1000, 123456, 10]],
      ['a total that is the mean times calls', 'SELECT 1;10;1.230;123;0', [10, 1230, 0]],
      ['narrow blanks', 'SELECT 1;1\u202f000;123\u202f456,789;123,456;10', [1000, 123456.789, 10]],
      ['apostrophes', "SELECT 1;1'000;123'456.789;123.456;10", [1000, 123456.789, 10]],
      ['points as the server has them', 'SELECT 1;10;123.456;12.345;10', [10, 123.456, 10]],
      ['commas between thousands', 'SELECT 1;1,000;123,456.789;123.456;10', [1000, 123456.789, 10]],
      ['floats for counts', 'SELECT 1;2.000;2469.120;1234.560;10.000', [2, 2469.12, 10]],
    ])('has %s', async (_, line, expected) => {
      expect((await numbersOf([line])).numbers).toEqual([expected]);
    });

    it('has the same format in all rows, also those before the one that tells it', async () => {
      const { numbers, skipped } = await numbersOf([
        'SELECT 1;1.000;1.000;1;1.000',
        'SELECT 2;7;7;1;7',
        'SELECT 3;2;0,5;0,25;1',
      ]);
      expect(numbers).toEqual([
        [1000, 1000, 1000],
        [7, 7, 7],
        [2, 0.5, 1],
      ]);
      expect(skipped).toEqual({});
    });

    it('is not guessed at where a count may be two numbers', async () => {
      const rows = ['SELECT 1;1.000;1.000;1;1.000', 'SELECT 2;5.000;5.000;1;2.000'];
      await expect(numbersOf(rows)).rejects.toThrow('without a query');
    });
  });

  it.each([
    ['SELECT * FROM t WHERE a=? AND b IN (?, ?) LIMIT ?', 'SELECT * FROM t WHERE a=$1 AND b IN ($2, $3) LIMIT $4'],
    ["SELECT d ? 'x', d ?| array[?], d->?->>? FROM t WHERE d ? ?", null],
    ['SELECT interval ?, ?::int, -?, ?||?, coalesce(?,?)||? FROM t WHERE a BETWEEN ? AND ?', null],
    [`SELECT '?', "?", /* ? */ $2 FROM t -- ?\n WHERE a = ?`, `SELECT '?', "?", /* ? */ $2 FROM t -- ?\n WHERE a = $3`],
    ["SELECT a FROM t WHERE d @? '$.a' AND b = ?", "SELECT a FROM t WHERE d @? '$.a' AND b = $1"],
    ['SELECT 1 FROM t WHERE x = ?and y = ?', 'SELECT 1 FROM t WHERE x = $1 and y = $2'],
    ['UPDATE t SET a = CASE WHEN b=? THEN ? ELSE ? END WHERE c <@? RETURNING ?', null],
  ])('before PostgreSQL 10 has ? for constants: %s', async (query, expected) => {
    const header = 'userid,dbid,queryid,query,calls,total_time,rows';
    const text = `${header}\n10,5,1,"${query.replaceAll('"', '""')}",10,123.4567,10\n`;
    const { queries, unparsable } = await collectWorkload([readLog('x.csv', bytesOf(text))]);
    expect(unparsable).toEqual([]);
    expect(queries).toMatchObject([{ calls: 10 }]);
    if (expected !== null) expect((await readText(text)).executions).toMatchObject([{ sql: expected }]);
  });

  it.each([`SELECT d ? 'x', d ?& array['a'] FROM t`, 'SELECT ? FORM t WHERE'])(
    'is left alone where its ? are operators, or it does not parse at all: %s',
    async (query) => {
      const { executions } = await readText(`${HEADER}\n${row(query, 1, 1.5)}\n`);
      expect(executions).toMatchObject([{ sql: query }]);
    },
  );

  it('may be cut short or damaged: the rows are named by their place', async () => {
    const rows = [
      row('SELECT 1', 1, 1),
      row('SELECT 2', -1, 1),
      row('SELECT 3', 1, 'x'),
      '1,2,3',
      row('SELECT\n4', 1, 1).slice(0, 25),
    ];
    const text = [HEADER, ...rows].join('\n');
    const { executions, source } = await readText(text);
    expect(executions).toHaveLength(1);
    expect(source.skipped).toEqual({ 'malformed record': 4 });
    const places = source.lostAt!['malformed record']!.map((at) => text.slice(at, at + 5));
    expect(places).toEqual(['10,16', '10,16', '1,2,3', '10,16']);
  });

  it('is the same to the last call as what a log adds', async () => {
    const log = '2026-11-23 12:51:46.003 UTC [1] LOG:  duration: 1.000 ms  statement: SELECT 7\n';
    const { queries } = await collectWorkload([
      readLog('x.csv', bytesOf(`${HEADER}\n${row('SELECT $1', 4, 2)}\n`)),
      readLog('x.log', bytesOf(log)),
    ]);
    expect(queries).toEqual([expect.objectContaining({ calls: 5, totalMs: 3 })]);
  });

  it('without a query is an error', async () => {
    await expect(readText(`${HEADER}\n`)).rejects.toThrow('is an export of pg_stat_statements without a query');
    await expect(readText(`${HEADER}\n${row('<insufficient privilege>', 1, 1)}\n`)).rejects.toThrow(
      'hides the statements',
    );
  });
});
