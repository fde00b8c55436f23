import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normalize } from '../../../src/sql/normalize.ts';
import { tokenize } from '../../../src/sql/tokens.ts';
import { prefixSteps } from '../../../src/workload/log/bytes/prefix-steps.ts';
import { COLUMN, RowTable, type RowScanner } from '../../../src/workload/log/bytes/row-table.ts';
import { ScannerInstance } from '../../../src/workload/log/bytes/scanner-instance.ts';
import { createScanner } from '../../../src/workload/log/scanner.ts';
import { readLog } from '../../../src/workload/read-log.ts';
import { drain, fixture } from '../support.ts';

const scanner = new ScannerInstance();
function keyOf(sql: string): string {
  return `${scanner.keyOf(sql)} ${scanner.exports.upperKey()}`;
}

/** Statements that the normaliser treats in a special way. */
const SPECIAL = [
  'SELECT a, count(*) FROM t GROUP BY 1, b, 3 ORDER BY 2 DESC, (1), f(7) LIMIT 10 OFFSET 20',
  "SELECT x::numeric(10,2), CAST(y AS varchar(30)), z::int[3], timestamp(3) with time zone '2020-01-01', current_timestamp(3)",
  "SELECT x::geometry(Point,4326), CAST(y AS public.geometry (POINTZ, 3857)), 'z'::f('a',$2,3)[3], x AS y FROM t AS u(a, b), v AS w (c)",
  'PREPARE p AS SELECT (1) UNION SELECT a::b(c, 2) FROM (SELECT 3 AS d) AS values (e)',
  "SELECT interval '1' day to second(3), date '2020-01-01', E'a\\'b', B'01', X'1f', N'x', $$a$$, $t$b$t$",
  "SELECT * FROM f() AS t(a numeric(10,2), b int) WHERE a IN (1,2,3) AND b IN ('x', 'y') AND c = ANY (ARRAY[1,2]) AND d IN (1, e)",
  "INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y')",
  "INSERT INTO t VALUES (1, NULL, 'x', -5, f(2)), (2, true, NULL, 7, f(-1)), ($1, $2, 'y', 3, f(4)) ON CONFLICT (a), (b) DO UPDATE SET (a, b) = (1, 2), (c, d) = (3, 4)",
  'SELECT * FROM (VALUES (1, (2)), (3, (4)), (5, (VALUES (6), (7)))) AS v (a, b) WHERE a IN (VALUES (1), (2), (-3)) ORDER BY 1',
  "SELECT extract('year' from a), extract(year from b), a[1], a[1:2], (b).c, -5, a - 5, a =-5, +5",
  'WITH x AS MATERIALIZED (SELECT 1 FROM t WHERE a = 5) SELECT * FROM x WHERE b IS NULL AND c = NULL AND d IS NOT TRUE',
  "SELECT /* c */ a -- d 'x\n , b /* /* n */ */ FROM \"T \"\" x\" WHERE e = 'it''s' AND f ~* 'y' AND g->>'k' = $1 AND h <> $23",
  'SELECT sum(a) FILTER (WHERE b > 1) OVER (PARTITION BY c ORDER BY 1 ROWS 5 PRECEDING) FROM t GROUP BY ROLLUP (1, 2), CUBE (3), GROUPING SETS ((1), (2, 3))',
  "SELECT t.*, $1.x, a.b, .5::numeric(.5), (.25), x*.5, y-.5, -.5, ARRAY[.1, .2, 3], '.5', extract(.5 from b) FROM t WHERE c > .5 AND d IN (.5, 1) GROUP BY .5, a ORDER BY .5 LIMIT .5",
  "UPDATE t SET a = 1.5e-3, b = .5, c = 0x1F, d = 1_000 WHERE e BETWEEN 1 AND 10 AND U&'\\0041' = f",
  "WITH RECURSIVE r(a) AS (SELECT 1) CYCLE a SET c TO 7 DEFAULT 8 USING p SELECT a -- d\r , xmlroot(b, version '1.0') FROM r -- 'e\r\n WHERE f = 9",
];

async function corpus(): Promise<string[]> {
  const logs = await Promise.all(
    ['debian.log', 'pg18.log.gz', 'auto-explain.log.gz'].map(async (name) => drain(readLog(name, await fixture(name)))),
  );
  const catalog = await readFile('fixtures/tpch/queries.sql', 'utf8').catch(() => '');
  return [...new Set([...SPECIAL, ...logs.flatMap(({ executions }) => executions.map(({ sql }) => sql)), catalog])];
}

const texts = await corpus();

/** Another text that is likely to be of the same shape, or just not. */
function mutate(sql: string, changes: readonly { at: number; to: string }[]): string {
  const tokens = tokenize(sql);
  const parts = tokens.map(({ text, spaced }) => (spaced ? ` ${text}` : text));
  for (const { at, to } of changes) if (parts.length > 0) parts[at % parts.length] = to;
  return parts.join('');
}

const piece = fc.constantFrom(
  ...[
    ' 1',
    ' 22',
    ' 33333',
    "'x'",
    " 'it''s'",
    ' $1',
    ' $2',
    ',',
    ' ,',
    '(',
    ' (',
    ')',
    ' by',
    ' order',
    ' group',
    ' as',
    ' cast(',
    '::',
    '::geometry(',
  ],
  ...[
    ' numeric',
    ' in',
    ' in (',
    ' array[',
    ']',
    '[',
    ' null',
    ' true',
    '-',
    ' -',
    '+',
    '.',
    ' .5',
    '.5',
    '.75e2',
    ' a',
    '.*',
    '..',
    ';',
    " e'\\''",
    ' "q"',
  ],
  ...[
    '/* c */',
    '-- c\n',
    ' timestamp',
    ' with time zone',
    ' extract(',
    ' interval',
    ' values',
    ' select',
    ' limit',
    " date '1'",
    ' json_table(',
    ' path',
    ' =',
  ],
);

it('statements with one key have one normalised text', () => {
  const seen = new Map<string, { sql: string; normal: string }>();
  const check = (sql: string) => {
    const normal = normalize(sql);
    const id = keyOf(sql);
    const same = seen.get(id);
    if (!same) seen.set(id, { sql, normal });
    else if (same.normal !== normal) expect({ sql, normal }).toEqual(same);
  };
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.array(fc.record({ at: fc.nat(), to: piece }), { maxLength: 4 }),
      (sql, changes) => check(mutate(sql, changes)),
    ),
    { numRuns: 30_000, seed: 7 },
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => check(`select${pieces.join('')}`)),
    { numRuns: 30_000, seed: 7 },
  );
});

it.each([
  ["SELECT * FROM t WHERE a = 1 AND b = 'x'", "select * FROM t WHERE a = 23 AND b = 'it''s'", false],
  [
    "SELECT * FROM t WHERE a = 1 AND b = 'x'",
    "SELECT  *\n\tFROM t /* c */ WHERE a=23.5e3 AND b = E'it\\'s' -- d",
    true,
  ],
  ['SELECT * FROM t WHERE a IN (1)', 'SELECT * FROM t WHERE a IN (1, 2,3 , 4)', true],
  ['INSERT INTO t VALUES (1)', 'INSERT INTO t VALUES (1), (2) , (3),\n(4)', true],
  ["INSERT INTO t VALUES (1, 'x')", "INSERT INTO t VALUES (-1, NULL), (2, 'y'), (FALSE, 'z')", true],
  ['INSERT INTO t VALUES (1) RETURNING a', 'INSERT INTO t VALUES (1), (2) RETURNING a', true],
  ['INSERT INTO t VALUES (1, f(now()))', 'INSERT INTO t VALUES (1, f(now())), (2, f(now()))', true],
  ['INSERT INTO t VALUES (1)', 'INSERT INTO t VALUES (1), (DEFAULT)', false],
  ['INSERT INTO t VALUES (a)', 'INSERT INTO t VALUES (a), (a)', false],
  ['INSERT INTO t VALUES (1)', 'INSERT INTO t VALUES (1), ($1)', false],
  ['INSERT INTO t VALUES (1)', 'INSERT INTO t VALUES (1), (2', false],
  ['SELECT f(1)', 'SELECT f(1), (2)', false],
  ['SELECT * FROM t WHERE a IN (1, b)', 'SELECT * FROM t WHERE a IN (1, 2, b)', false],
  ['SELECT a FROM t ORDER BY 1 LIMIT 5', 'SELECT a FROM t ORDER BY 1 LIMIT 7', true],
  ['SELECT a FROM t ORDER BY 1 LIMIT 5', 'SELECT a FROM t ORDER BY 2 LIMIT 5', false],
  ['SELECT a::numeric(10,2)', 'SELECT a::numeric(12,2)', false],
  ['SELECT a::geometry(Point,4326)', 'SELECT a::geometry(Point,3857)', false],
  [
    'WITH a AS MATERIALIZED (SELECT b FROM t WHERE c = 1)',
    'WITH a AS MATERIALIZED (SELECT b FROM t WHERE c = 2)',
    true,
  ],
  ['SELECT f(10,2)', 'SELECT f(12,2)', true],
  ['SELECT a FROM t WHERE b > .5', 'SELECT a FROM t WHERE b > 0.75', true],
  ['SELECT a FROM t WHERE b>.5', 'SELECT a FROM t WHERE b > .25e3', true],
  ['SELECT a::numeric(.5)', 'SELECT a::numeric(.7)', false],
  ['SELECT a.5', 'SELECT a7', false],
  ['SELECT $$a$$', "SELECT $q$it's$q$", true],
  ['SELECT f(1, a = 2)', "SELECT f('x', a = 'y')", true],
  ['SELECT a - 2', "SELECT a - 'y'", false],
  ['SELECT json_table(a, 2)', "SELECT json_table(a, 'y')", false],
  ['SELECT a b', 'SELECT ab', false],
  ['SELECT a < = b', 'SELECT a <= b', false],
])('%s and %s', (a, b, same) => {
  expect(keyOf(a) === keyOf(b)).toBe(same);
});

describe('a statement of which others with the same bytes around their constants were read before', () => {
  const prefix = prefixSteps('%m [%p] ')!;

  /** What a scanner makes of one execution: its key and the hash of its constants. */
  function rowOf(by: RowScanner, sql: string): readonly number[] {
    const line = `2026-11-23 08:00:00.000 UTC [7] LOG:  duration: 1.000 ms  statement: ${sql.replaceAll('\n', '\n\t')}\n`;
    const bytes = Buffer.from(line);
    const rows = new RowTable();
    by.scan(bytes, 0, bytes.length, true, rows);
    return [COLUMN.key, COLUMN.key + 1, COLUMN.values, COLUMN.values + 1].map((column) => rows.ints[column]!);
  }

  /** Stands where a constant does: mostly one of the two common forms. */
  const constant = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('1', '22', '333333', '4.5', '6e7', '.5', '.25e3') },
    { weight: 6, arbitrary: fc.constantFrom("'x'", "'it''s'", "'1'", "'$$'") },
    { weight: 2, arbitrary: fc.constantFrom('1, 2', "3,'y' , 4", "E'\\''", "'a'\n'b'", '0x1F', '$1', '-8', 'null') },
  );
  const statement = fc.constantFrom(
    'SELECT a FROM t WHERE b = ? AND c = ?',
    'SELECT a FROM t WHERE b IN (?) AND c LIKE ? LIMIT ?',
    'SELECT a FROM t WHERE b IN (?, ?, d) GROUP BY ?, e ORDER BY ? DESC, f(?) OFFSET ?',
    'INSERT INTO t VALUES (?, ?), (?, ?)',
    'SELECT x::numeric(?,2), CAST(y AS varchar(?)), interval ? day, date ?, extract(? from z), ARRAY[?], a[?]',
    'UPDATE t SET a = a - ?, b = ?, "c?" = ? -- ?\nWHERE d BETWEEN ? AND ? /* ? */',
    'SELECT * FROM a?b WHERE f(?)=?;',
    'SELECT a FROM t ORDER BY ?, b + ?',
    'SELECT a FROM t WHERE b IN (? + c)',
    'SELECT /* c */ ? -- d',
    'SELECT f(?\n?)',
    'SELECT a?, $1?, "q"?, $2 ?, (a)?, b.? FROM t WHERE c>? AND d = -? AND e[?]*?',
  );

  it('has the key and the hash of constants that a scanner finds which has read none of them', () => {
    fc.assert(
      fc.property(
        statement,
        fc.array(fc.array(constant, { minLength: 8, maxLength: 8 }), { minLength: 6 }),
        (text, variants) => {
          const kept = createScanner({ kind: 'stderr', prefix });
          for (const constants of variants) {
            let next = 0;
            const sql = text.replaceAll('?', () => constants[next++ % constants.length]!);
            expect(rowOf(kept, sql)).toEqual(rowOf(createScanner({ kind: 'stderr', prefix }), sql));
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
