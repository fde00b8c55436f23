import { describe, expect, it } from '@jest/globals';
import { readSqlFile } from '../../src/workload/read-sql.ts';
import { bytesOf, drain } from './support.ts';

async function read(sql: string, chunkBytes?: number) {
  const { executions, source } = await drain(readSqlFile('q.sql', bytesOf(sql, chunkBytes)));
  return { queries: executions.map(({ sql }) => sql), executions, skipped: source.skipped, source };
}

describe('an SQL file', () => {
  it('is split into its queries', async () => {
    const { queries, source } = await read("-- one\nSELECT ';' AS a\n  FROM t;\nUPDATE t SET a = $1; SELECT 2");
    expect(queries).toEqual(["SELECT ';' AS a\n  FROM t", 'UPDATE t SET a = $1', 'SELECT 2']);
    expect(source).toMatchObject({ kind: 'sql', format: 'sql', statements: 3, lines: 4 });
  });

  it('says how often a statement is run', async () => {
    const { executions } = await read('-- calls: 250\nSELECT 1;\nSELECT 2;');
    expect(executions.map(({ calls }) => calls)).toEqual([250, 1]);
  });

  it('may be a psql script', async () => {
    const { queries, skipped } = await read(
      "\\set id 5\n\\timing on\nSELECT * FROM t WHERE a = :id;\nSELECT 'b' AS c \\gset\nSELECT a::text, b[1:2] FROM t;\n\\echo 'x;'\n",
    );
    expect(queries).toEqual(["SELECT 'b' AS c", 'SELECT a::text, b[1:2] FROM t']);
    expect(skipped).toEqual({ 'psql command': 3, 'statement with psql variables': 1 });
  });

  it('may have statements of any length, with semicolons inside', async () => {
    const long = `INSERT INTO t VALUES ('${'a;\n'.repeat(60_000)}')`;
    const { queries } = await read(`SELECT 1;\n${long};\nSELECT 2;\n${long};\nSELECT 3;\nSELECT 4`);
    expect(queries).toEqual(['SELECT 1', long, 'SELECT 2', long, 'SELECT 3', 'SELECT 4']);
  });

  it('may end in a quote that is not closed', async () => {
    expect((await read("SELECT 1;\nSELECT 'it is;\nSELECT 2;\n")).queries).toEqual([
      'SELECT 1',
      "SELECT 'it is;\nSELECT 2;",
    ]);
  });

  it('may be a dump', async () => {
    const { queries, skipped } = await read(
      "SET a = 1;\nCREATE TABLE t (a int);\nCOPY public.t (a) FROM stdin;\n1\n2; SELECT 3;\n\\.\n\nSELECT pg_catalog.setval('s', 5, true);\n",
    );
    expect(queries).toEqual(["SELECT pg_catalog.setval('s', 5, true)"]);
    expect(skipped).toEqual({ 'line of COPY data': 2, 'utility statement': 3 });
  });

  it('keeps functions whole', async () => {
    const { skipped } = await read(
      'CREATE FUNCTION f() RETURNS void AS $$\nBEGIN\n  SELECT 1;\nEND;\n$$ LANGUAGE plpgsql;\nSELECT 1;',
    );
    expect(skipped).toEqual({ 'utility statement': 1 });
  });

  it('is the same in chunks of any size', async () => {
    const sql = "SELECT 'é;東';\n/* ; */ SELECT 2;\nSELECT $$a;\nb$$;";
    expect((await read(sql, 3)).queries).toEqual((await read(sql)).queries);
  });

  it.each(['', ' -- nothing\n', '\\d t\n'])('without statements is an error: %j', async (sql) => {
    await expect(read(sql)).rejects.toThrow('q.sql has no SQL statements');
  });
});
