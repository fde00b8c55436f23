import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { madeObject } from '../../src/ddl/made-object.ts';
import { readScript } from '../../src/ddl/script.ts';

test('what is psql’s own, and the data of COPY, is no statement', () => {
  const text = `\\restrict k3Y
SET a = 1;
\\connect shop
COPY public.t (a, b) FROM stdin;
1\tit's; CREATE TABLE x ();
\\N\t\\\\.
\\.

CREATE TABLE u ();
\\unrestrict k3Y
`;
  expect(readScript(text).statements).toEqual([
    { sql: 'SET a = 1', line: 2 },
    { sql: 'COPY public.t (a, b) FROM stdin', line: 4 },
    { sql: 'CREATE TABLE u ()', line: 9 },
  ]);
});

test('a line that starts with a backslash inside a body belongs to it', () => {
  const text = "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$\nSELECT '\n\\i x;\n';\n$$;\nSELECT 1;";
  expect(readScript(text).statements.map(({ line }) => line)).toEqual([1, 6]);
});

test('each statement knows its line, whatever stands before it', () => {
  const text = '\ufeff-- a;b\n/* c;\n d */\n\nCREATE TABLE a (); CREATE TABLE b (\n);\r\n\\set x 1\nCREATE TABLE c ()';
  expect(readScript(text).statements).toEqual([
    { sql: 'CREATE TABLE a ()', line: 5 },
    { sql: 'CREATE TABLE b (\n)', line: 5 },
    { sql: 'CREATE TABLE c ()', line: 8 },
  ]);
});

test('a text without an end, however long, is a statement, too', () => {
  const endless = `COMMENT ON TABLE t IS 'it''s;\n${'CREATE TABLE u ();\n'.repeat(9000)}`;
  const { statements } = readScript(`CREATE TABLE s ();\n${endless}`);
  expect(statements.map(({ line }) => line)).toEqual([1, 2]);
});

test('what would read another file is told, as it is not followed', () => {
  expect(readScript('\\i more.sql\n\\ir x.sql\n\\echo hello\n').notFollowed).toEqual([
    { sql: '\\i more.sql', line: 1 },
    { sql: '\\ir x.sql', line: 2 },
  ]);
});

test('statements come back as they were written, between any blanks, comments and meta-commands', () => {
  const statement = fc.constantFrom(
    'SELECT 1',
    "SELECT ';'",
    'CREATE TABLE "a;b" ()',
    'SELECT $x$;\n\\.\n$x$',
    'CREATE RULE r AS ON INSERT TO t DO (a; b)',
  );
  const between = fc.constantFrom('\n', '\n\n-- c\n', '\n/* ; */\n', '\n\\set x y\n', '\n\\restrict z\n');
  fc.assert(
    fc.property(fc.array(fc.tuple(statement, between)), (parts) => {
      const text = parts.map(([sql, gap]) => `${sql};${gap}`).join('');
      const { statements } = readScript(text);
      expect(statements.map(({ sql }) => sql)).toEqual(parts.map(([sql]) => sql));
      const lines = text.split('\n');
      for (const { sql, line } of statements) expect(lines[line - 1]).toContain(sql.split('\n')[0]);
    }),
  );
});

test.each([
  ['CREATE TABLE public.orders (id int)', { kind: 'table', schema: 'public', name: 'orders' }],
  ['create unlogged table if not exists Orders ()', { kind: 'table', schema: null, name: 'orders' }],
  ['CREATE UNIQUE INDEX CONCURRENTLY "My ""Index" ON a.b (c)', { kind: 'index', schema: null, name: 'My "Index' }],
  [
    'CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA public',
    { kind: 'extension', schema: null, name: 'uuid-ossp' },
  ],
  ['CREATE MATERIALIZED VIEW s.v AS SELECT 1', { kind: 'materialized view', schema: 's', name: 'v' }],
  ['CREATE OR REPLACE FUNCTION f() RETURNS int', { kind: 'function', schema: null, name: 'f' }],
  ['ALTER TABLE t ADD c int', null],
  ['CREATE', null],
])('%s makes %j', (sql, made) => expect(madeObject(sql)).toEqual(made));
