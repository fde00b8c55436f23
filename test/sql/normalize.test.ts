import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normalize, normalizeStatement } from '../../src/sql/normalize.ts';
import { fingerprint, loadParser } from '../../src/sql/parser.ts';

beforeAll(() => loadParser());

describe('normalize', () => {
  it.each([
    [
      'literals become numbered parameters',
      "SELECT * FROM a WHERE b = 'x' AND c=2.5e-3",
      'SELECT * FROM a WHERE b = $1 AND c = $2',
    ],
    ['parameters keep their numbers', 'SELECT $2, $1, 5', 'SELECT $2, $1, $3'],
    [
      'a minus belongs to the number',
      'SELECT a - 1, -1, a -1, (-1) FROM t WHERE b = -5',
      'SELECT a - $1, $2, a - $3, ($4) FROM t WHERE b = $5',
    ],
    [
      'but not after a column named like a keyword',
      'SELECT value -1, key - 2 FROM t',
      'SELECT value - $1, key - $2 FROM t',
    ],
    ['comments and white space go', 'SELECT /* c /* d */ */ 1 -- e\n  ,2;', 'SELECT $1, $2'],
    [
      'every kind of string',
      "SELECT E'a\\'b', U&'d!0061t' UESCAPE '!', B'1', x'ff', $q$it's$q$, N'n', 'a''b'",
      'SELECT $1, $2, $3, $4, $5, $6, $7',
    ],
    ['a string over two lines is one', "SELECT 'a'\n  'b', 'c'", 'SELECT $1, $2'],
    [
      'typed literals become casts',
      "SELECT date '2024-01-01', interval '1' day to second, timestamp(3) with time zone 'now', character varying(5) 'x'",
      'SELECT $1::date, $2::interval, $3::timestamp(3) with time zone, $4::character varying(5)',
    ],
    ['as pg_stat_statements writes them too', 'SELECT now() - interval $1', 'SELECT now() - $1::interval'],
    [
      'also of types of several words',
      "SELECT national character varying(5) 'x', national char(5) 'y', nchar(3) 'z'",
      'SELECT $1::national character varying(5), $2::national char(5), $3::nchar(3)',
    ],
    [
      'the form that pg_stat_statements took for a constant is the default one',
      'SELECT normalize(a, $1), f(a, $2) FROM t WHERE a IS $3 NORMALIZED AND b IS NOT $4 NORMALIZED AND c = $5',
      'SELECT normalize(a, NFC), f(a, $1) FROM t WHERE a IS NFC NORMALIZED AND b IS NOT NFC NORMALIZED AND c = $2',
    ],
    ['a time zone is no type', "SELECT a AT TIME ZONE 'UTC' FROM t", 'SELECT a AT TIME ZONE $1 FROM t'],
    [
      'type modifiers stay',
      "SELECT a::numeric(10,2), CAST('1' AS varchar(3)), b::int[] FROM t",
      'SELECT a::numeric(10, 2), CAST($1 AS varchar(3)), b::int[] FROM t',
    ],
    [
      'also where they begin with a word, but no texts',
      "SELECT a::geometry(Point,4326), cast($1 AS public.geometry(POINTZ, 3857)), 'x'::f('secret',$2,3) FROM t",
      'SELECT a::geometry(Point, 4326), cast($1 AS public.geometry(POINTZ, 3857)), $3::f($4, $2, 3) FROM t',
    ],
    [
      'what else stands in parentheses after AS and a word are values',
      'WITH a AS MATERIALIZED (SELECT 1) SELECT * FROM a AS t(b) UNION SELECT * FROM (VALUES (2)) AS u(b)',
      'WITH a AS MATERIALIZED (SELECT $1) SELECT * FROM a AS t(b) UNION SELECT * FROM (VALUES ($2)) AS u(b)',
    ],
    ['a query that AS begins is none', 'CREATE TABLE t AS SELECT (1)', 'CREATE TABLE t AS SELECT ($1)'],
    ['nor are rows', "PREPARE p AS VALUES (1, 'a')", 'PREPARE p AS VALUES ($1, $2)'],
    [
      'positions stay',
      'SELECT a, count(*) FROM t GROUP BY 1 HAVING count(*)>2 ORDER BY 2 DESC, 1 LIMIT 10',
      'SELECT a, count(*) FROM t GROUP BY 1 HAVING count(*) > $1 ORDER BY 2 DESC, 1 LIMIT $2',
    ],
    ['values in ORDER BY go', 'SELECT a FROM t ORDER BY a + 1, 2', 'SELECT a FROM t ORDER BY a + $1, 2'],
    [
      'lists are cut to their first element',
      "SELECT * FROM t WHERE a IN (1,2,3) AND b = ANY(ARRAY['x','y']) AND c = 4",
      'SELECT * FROM t WHERE a IN ($1) AND b = ANY (ARRAY[$2]) AND c = $3',
    ],
    [
      'and the parameters numbered again',
      'SELECT * FROM t WHERE a IN ($1,$2,$3) AND b = $4',
      'SELECT * FROM t WHERE a IN ($1) AND b = $2',
    ],
    [
      'lists of rows too',
      "SELECT * FROM t WHERE (a,b) IN ((1,'x'),(2,'y'))",
      'SELECT * FROM t WHERE (a, b) IN (($1, $2))',
    ],
    ['lists of columns do not', 'SELECT * FROM t WHERE 1 IN (a,b)', 'SELECT * FROM t WHERE $1 IN (a, b)'],
    [
      'rows of VALUES are cut to the first',
      "INSERT INTO t (a, b) VALUES (1,'x'),(2,'y'),(3,'z') RETURNING a",
      'INSERT INTO t (a, b) VALUES ($1, $2) RETURNING a',
    ],
    ['where they are alike', 'INSERT INTO t VALUES (1,2),(3,DEFAULT)', 'INSERT INTO t VALUES ($1, $2), ($3, DEFAULT)'],
    [
      'true, false and null are constants',
      'SELECT * FROM t WHERE a = true AND b IS NULL AND c IS NOT TRUE AND d = NULL',
      'SELECT * FROM t WHERE a = $1 AND b IS NULL AND c IS NOT TRUE AND d = $2',
    ],
    [
      'names stay as they are',
      'SELECT "My ""Col" AS x$1, "a".* FROM S."T"',
      'SELECT "My ""Col" AS x$1, "a".* FROM S."T"',
    ],
    [
      'operators',
      "SELECT a->>'k', b@>'{}', c>-1, d||'x', - e FROM t",
      'SELECT a ->> $1, b @> $2, c > $3, d || $4, -e FROM t',
    ],
    [
      'a field of EXTRACT',
      "SELECT extract('epoch' FROM a), extract(day FROM a) FROM t",
      'SELECT extract(epoch FROM a), extract(day FROM a) FROM t',
    ],
    [
      'a field of EXTRACT that there is none of',
      "SELECT extract('alice' FROM a), extract('timezone_hour' FROM a), extract(E'alice' FROM a) FROM t",
      'SELECT extract(field FROM a), extract(timezone_hour FROM a), extract(field FROM a) FROM t',
    ],
    ['a function that is called as EXTRACT is', "SELECT lib.extract('alice')", 'SELECT lib.extract($1)'],
    ['subscripts', 'SELECT a[1], b[2:3] FROM t', 'SELECT a[$1], b[$2:$3] FROM t'],
    [
      'paths of JSON_TABLE',
      "SELECT * FROM json_table(a, '$.secret' COLUMNS (b varchar(9) PATH '$.x'))",
      "SELECT * FROM json_table(a, '$' COLUMNS (b varchar(9) PATH '$'))",
    ],
    [
      'nested paths of JSON_TABLE',
      "SELECT * FROM json_table(a, '$' COLUMNS (NESTED '$.x' COLUMNS (b int), NESTED PATH '$.y' COLUMNS (c int)))",
      "SELECT * FROM json_table(a, '$' COLUMNS (NESTED '$' COLUMNS (b int), NESTED PATH '$' COLUMNS (c int)))",
    ],
    [
      'modifiers of types that are texts',
      "SELECT 'x'::lib.shape(1, 'bob'), a::numeric(9, 2) FROM t",
      'SELECT $1::lib.shape(1, $2), a::numeric(9, 2) FROM t',
    ],
    ['precisions of clocks', 'SELECT current_timestamp(3), f(4)', 'SELECT current_timestamp(3), f($1)'],
    [
      'marks of CYCLE',
      "WITH RECURSIVE r(a) AS (SELECT 1) CYCLE a SET c TO 'Y' DEFAULT 'N' USING p SELECT a FROM r",
      "WITH RECURSIVE r(a) AS (SELECT $1) CYCLE a SET c TO '1' DEFAULT '0' USING p SELECT a FROM r",
    ],
    [
      'marks of CYCLE that are numbers',
      'WITH RECURSIVE r(a) AS (SELECT 1) CYCLE a SET c TO 7 DEFAULT 8 USING p SELECT a FROM r',
      'WITH RECURSIVE r(a) AS (SELECT $1) CYCLE a SET c TO 1 DEFAULT 0 USING p SELECT a FROM r',
    ],
    [
      'marks of CYCLE that are true and false',
      'WITH RECURSIVE r(a) AS (SELECT 1) CYCLE a SET c TO true DEFAULT false USING p SELECT a FROM r',
      'WITH RECURSIVE r(a) AS (SELECT $1) CYCLE a SET c TO true DEFAULT false USING p SELECT a FROM r',
    ],
    [
      'arguments of functions for XML',
      "SELECT xmlroot(a, version '1.0', standalone yes) FROM t WHERE xmlexists('//x' PASSING BY REF a) OR xmlexists('//x' PASSING BY REF '<y/>')",
      'SELECT xmlroot(a, version $1, standalone yes) FROM t WHERE xmlexists($2 PASSING BY REF a) OR xmlexists($3 PASSING BY REF $4)',
    ],
    [
      'escape characters of names',
      `SELECT U&"d!0061t" UESCAPE '!', U&'d!0061t' UESCAPE '!' FROM t`,
      `SELECT U&"d!0061t" UESCAPE '!', $1 FROM t`,
    ],
    ['comments that end in CR', 'SELECT a -- all\r  FROM t --\r\n WHERE b = 1', 'SELECT a FROM t WHERE b = $1'],
  ])('%s', (_, sql, expected) => {
    expect(normalize(sql)).toBe(expected);
    expect(() => fingerprint(expected)).not.toThrow();
    expect(normalize(expected)).toBe(expected);
  });

  it('tells the highest parameter of the text', () => {
    expect(normalizeStatement('SELECT $3, 1').parameters).toBe(3);
    expect(normalizeStatement("SELECT 'costs $5'").parameters).toBe(0);
  });

  it('does not make a cut-off statement look whole', () => {
    expect(() => fingerprint(normalize("SELECT * FROM t WHERE a = 'secr"))).toThrow('unterminated');
    expect(normalize("SELECT * FROM t WHERE a = 'secr")).not.toContain('secr');
  });
});

/** Values that appear nowhere else in the statements below. */
const secret = fc.stringMatching(/^[qzx]{4}[0-9a-f]{6}$/);
const literal = fc.oneof(
  secret.map((s) => ({ text: `'${s}'`, secret: s })),
  secret.map((s) => ({ text: `'it''s ${s} /* no -- comment'`, secret: s })),
  secret.map((s) => ({ text: `E'\\'${s}\\\\'`, secret: s })),
  secret.map((s) => ({ text: `$t$${s}'$t$`, secret: s })),
  secret.map((s) => ({ text: `U&'${s}!' UESCAPE '!'`, secret: s })),
  secret.map((s) => ({ text: `date '${s}'`, secret: s })),
  secret.map((s) => ({ text: `timestamp with time zone '${s}'`, secret: s })),
  secret.map((s) => ({ text: `interval '${s}' day`, secret: s })),
  secret.map((s) => ({ text: `'${s}'::text`, secret: s })),
  fc.integer({ min: 7_000_000, max: 7_999_999 }).map((n) => ({ text: `-${n}`, secret: String(n) })),
  fc.integer({ min: 7_000_000, max: 7_999_999 }).map((n) => ({ text: `${n}.5e-3`, secret: String(n) })),
  fc.integer({ min: 0xaaaaaa, max: 0xffffff }).map((n) => ({ text: `0x${n.toString(16)}`, secret: n.toString(16) })),
);
const frames: readonly ((text: string) => string)[] = [
  (x) => `SELECT a FROM t WHERE b = ${x}`,
  (x) => `SELECT ${x}`,
  (x) => `SELECT a FROM t WHERE b IN (${x}, ${x})`,
  (x) => `SELECT a FROM t WHERE b BETWEEN ${x} AND ${x} OR NOT c <> ${x}`,
  (x) => `INSERT INTO t (a, b) VALUES (1, ${x}), (2, ${x}) ON CONFLICT (a) DO UPDATE SET b = ${x}`,
  (x) => `UPDATE t SET a = ${x}, b = coalesce(b, ${x}) WHERE c > (SELECT max(d) FROM u WHERE e = ${x})`,
  (x) => `SELECT a, CASE WHEN b = ${x} THEN ${x} ELSE ${x} END FROM t ORDER BY 1, f(${x}) LIMIT 10`,
  (x) => `WITH w AS (SELECT ${x} AS a) SELECT a FROM w JOIN t ON t.a = ${x} GROUP BY a HAVING count(*) > 1`,
  (x) => `SELECT f(a, ${x}) OVER (PARTITION BY b ORDER BY c) FROM g(${x}) AS h(a) /* ${x.replaceAll(/[*]/g, '')} */`,
  (x) => `DELETE FROM t WHERE a[1] = ${x} AND b LIKE ${x} RETURNING ${x}`,
];
const statement = fc
  .tuple(literal, fc.constantFrom(...frames))
  .map(([value, frame]) => ({ sql: frame(value.text), secret: value.secret }));

describe('any statement with literals', () => {
  it('has none of them left, parses, is stable and is the same query', () => {
    fc.assert(
      fc.property(statement, ({ sql, secret }) => {
        const normalized = normalize(sql);
        expect(normalized).not.toContain(secret);
        expect(normalize(normalized)).toBe(normalized);
        expect(fingerprint(normalized)).toMatch(/^[0-9a-f]{16}$/);
      }),
      { numRuns: 1000 },
    );
  });

  it('is the same text whatever the values, the case of E and the white space', () => {
    fc.assert(
      fc.property(
        secret,
        secret,
        fc.constantFrom(...frames),
        fc.constantFrom(' ', '\n', '  \t', ' /* c */ ', ' -- d\n'),
        (a, b, frame, blank) => {
          const other = frame(`E'${b}'`).replaceAll(/ /g, blank);
          expect(normalize(other)).toBe(normalize(frame(`'${a}'`)));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never fails, whatever the text', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "'",
        '"',
        '$$',
        '$a$',
        '/*',
        '*/',
        '--',
        '\n',
        '(',
        ')',
        '[',
        ']',
        ';',
        ',',
        'IN',
        'VALUES',
        'BY',
        '::',
        '-',
        '1',
        'E',
        'AS',
        '\\',
        '.',
        '$1',
        'interval',
        'NULL',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.constantFrom('', ' '), (pieces, glue) => {
        expect(typeof normalize(pieces.join(glue))).toBe('string');
      }),
      { numRuns: 2000 },
    );
  });
});
