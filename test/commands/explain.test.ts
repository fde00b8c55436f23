import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Explain from '../../src/commands/explain.ts';
import Snapshot from '../../src/commands/snapshot.ts';
import type { Explanation } from '../../src/report/explanation.ts';
import { createDatabase, server18, type TestDatabase } from '../support/database.ts';
import { hypopgServer } from '../support/hypopg.ts';
import { runCommand } from '../support/run-command.ts';

// Small enough for ANALYZE to read every row: the statistics, and so the costs, are the same each time.
const SCHEMA = `
  CREATE TABLE channel (id int PRIMARY KEY, name text);
  CREATE TABLE message (id int PRIMARY KEY, channel_id int REFERENCES channel, author text, score int, body text);
  CREATE TABLE "Odd Names" (id int, "Key" int);
  CREATE VIEW high_score AS SELECT * FROM message WHERE score > 40;
  CREATE FUNCTION messages_of(text) RETURNS SETOF message LANGUAGE sql STABLE AS 'SELECT * FROM message WHERE author = $1';
  INSERT INTO channel SELECT g, 'channel ' || g FROM generate_series(1, 200) g;
  INSERT INTO message SELECT g, 1 + g % 200, 'author ' || g % 900, g % 50, repeat('x', 60) FROM generate_series(1, 20000) g;
  INSERT INTO "Odd Names" SELECT g, g FROM generate_series(1, 5000) g;
  VACUUM ANALYZE`;

const JOIN = `SELECT c.name, count(*) FROM message m JOIN channel c ON c.id = m.channel_id
  WHERE m.author = 'author 7' AND m.score > 40 GROUP BY c.name ORDER BY 2 DESC LIMIT 5`;

const folder = mkdtempSync(join(tmpdir(), 'idx-advisor-explain-'));
const snapshot = join(folder, 'snapshot.json.gz');
let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase(server18);
  // VACUUM runs in no transaction, and several statements at once are one.
  for (const statement of SCHEMA.split(';')) await database.client.query(statement);
  expect((await runCommand(Snapshot, ['--db', database.url, '-o', snapshot])).exitCode).toBe(0);
}, 60_000);
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true });
});

async function explainText(...argv: string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await runCommand(Explain, argv);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return stdout.replace(/^\S+ · PostgreSQL [^·]+ ·/, 'shop · PostgreSQL 18 ·');
}

async function explainJson(...argv: string[]): Promise<Explanation> {
  return JSON.parse(await explainText(...argv, '--format', 'json')) as Explanation;
}

test('a statement is shown as it is planned now and with the index that would help', async () => {
  expect(await explainText('--db', database.url, JOIN)).toMatchSnapshot();
});

test('a snapshot gives the same plans as its database', async () => {
  expect(await explainText('--snapshot', snapshot, JOIN)).toBe(await explainText('--db', database.url, JOIN));
});

test('indexes that work together are told apart by what each gains', async () => {
  const sql = `SELECT m.body FROM "Odd Names" o JOIN message m ON m.author = 'author ' || o.id WHERE o."Key" = 7`;
  const { indexes, before, after, tables } = await explainJson('--snapshot', snapshot, sql);
  expect(indexes.map(({ name }) => name).sort()).toEqual(['message_author_idx', 'odd_names_key_idx']);
  expect(after!.newIndexes).toEqual(['message_author_idx', 'odd_names_key_idx']);
  for (const { gain, costAlone, sizeBytes, sql: create } of indexes) {
    expect(costAlone).toBeGreaterThan(after!.cost);
    expect(costAlone).toBeLessThan(before.cost);
    expect(gain).toBeGreaterThan(0);
    expect(sizeBytes).toBeGreaterThan(8192);
    expect(create).toContain('CREATE INDEX CONCURRENTLY');
  }
  expect(tables.map(({ reasons }) => reasons)).toEqual([[], []]);
  expect(await explainText('--snapshot', snapshot, sql)).toContain('without it');
});

test('where statistics that come with the index show what the plan without it costs, both costs are told', async () => {
  const sql = "SELECT * FROM message WHERE lower(id::text) = '77' LIMIT 1";
  const { before, after } = await explainJson('--snapshot', snapshot, sql);
  expect(before.cost).toBeLessThan(after!.cost);
  expect(before.informedCost).toBeGreaterThan(10 * after!.cost);
  expect(await explainText('--snapshot', snapshot, sql)).toMatch(
    /Before {2}cost [\d.]+ {2}reads no index · [\d.]+ by the statistics of the new index\n/,
  );
});

describe('where no index helps, the reason is given', () => {
  test.each([
    ['the existing one serves', 'SELECT * FROM message WHERE id = 7', 'already served by message_pkey'],
    ['the table is too small', "SELECT * FROM channel WHERE name = 'a'", 'too small: 200 rows, below the floor of 500'],
    ['all is read', 'SELECT count(*) FROM message', 'all of it is read'],
    ['most is read', 'SELECT * FROM message WHERE score > 0', 'no plan uses it'],
  ])('%s', async (_, sql, reason) => {
    const text = await explainText('--snapshot', snapshot, sql);
    expect(text).toContain('No index would help this statement.');
    expect(text).toContain(reason);
  });

  test('the floor is moved by --min-rows', async () => {
    const { indexes, tables } = await explainJson('--snapshot', snapshot, '--min-rows', '30000', JOIN);
    expect(indexes).toEqual([]);
    expect(tables[0]!.reasons).toEqual(['too small: 20000 rows, below the floor of 30000 (--min-rows)']);
  });
});

test.each([
  ['a view', "SELECT body FROM high_score WHERE author = 'author 7'"],
  ['an SQL function', "SELECT body FROM messages_of('author 7') WHERE score > 40"],
])('what %s stands for is seen in its plan', async (_, sql) => {
  const { indexes, tables } = await explainJson('--snapshot', snapshot, sql);
  expect(indexes.map(({ name }) => name)).toEqual(['message_author_score_idx']);
  expect(tables.map(({ name }) => name)).toEqual(['message']);
});

test('parameters without values are planned for any, and --param gives values', async () => {
  const sql = 'DELETE FROM message WHERE author = $1 AND score = $2';
  const unknown = await explainJson('--snapshot', snapshot, sql);
  expect(unknown).toMatchObject({ generic: true, sql });
  expect(unknown.indexes.length).toBe(1);
  const known = await explainJson('--snapshot', snapshot, sql, '--param', "o'neil", '--param', '7');
  expect(known).toMatchObject({ generic: false, sql: "DELETE FROM message WHERE author = 'o''neil' AND score = '7'" });
});

test('a file may hold the statement, and one inside EXPLAIN counts', async () => {
  const file = join(folder, 'slow.sql');
  writeFileSync(file, "EXPLAIN ANALYZE SELECT * FROM message WHERE author = 'a';\n");
  const { sql, indexes } = await explainJson('--snapshot', snapshot, '--file', file);
  expect(sql).toBe("SELECT * FROM message WHERE author = 'a'");
  expect(indexes.map(({ name }) => name)).toEqual(['message_author_idx']);
});

const TAKES = 'explain takes one SELECT, INSERT, UPDATE, DELETE or MERGE';

test.each([
  [
    [],
    'there is no statement to explain; write it as an argument in quotes, give a file with --file, or - for standard input',
  ],
  [['SELECT 1; DROP TABLE message'], `the statement does not parse: expected one statement, found 2; ${TAKES}`],
  [['SELECT FORM a b'], `the statement does not parse: syntax error at or near "b"; ${TAKES}`],
  [['TRUNCATE message'], `the statement has no plan: it is not a SELECT, INSERT, UPDATE, DELETE or MERGE; ${TAKES}`],
  [['SELECT * INTO other FROM message'], `the statement has no plan: SELECT INTO creates a table; ${TAKES}`],
  [
    ['SELECT * FROM nothing'],
    'the statement cannot be planned: relation "nothing" does not exist; name tables as the database has them',
  ],
  [['SELECT 1', '--file', 'a.sql'], 'there are two statements: the argument and --file; leave one of them out'],
  [['--file', '/nowhere.sql'], 'cannot read /nowhere.sql: there is no such file; name a file with one statement'],
  [
    ['SELECT 1', '--planner', 'hypopg'],
    '--planner hypopg plans on the database itself, and --snapshot is a file; leave one of them out',
  ],
])('%j is refused in one line', async (argv, message) => {
  const { stdout, stderr, exitCode } = await runCommand(Explain, ['--snapshot', snapshot, ...argv]);
  expect({ stdout, stderr, exitCode }).toEqual({ stdout: '', stderr: `idx-advisor: ${message}\n`, exitCode: 2 });
});

test('what stands in the way of an index is told, with the way of writing it that lets one serve', async () => {
  const text = await explainText('--snapshot', snapshot, "SELECT id FROM message WHERE body LIKE '%x' ");
  expect(text).toContain('What stands in the way of an index');
  expect(text).toMatch(/help: for an end of a text, an index on reverse\(body\)/);
  // With an index on the expression nothing is left to be written otherwise.
  const { hints, after } = await explainJson(
    '--snapshot',
    snapshot,
    "SELECT id FROM message WHERE lower(author) = 'a'",
  );
  expect(after).not.toBeNull();
  expect(hints).toEqual([]);
});

test('what the server runs besides for each row deleted is told with its cost', async () => {
  const { hints } = await explainJson('--snapshot', snapshot, 'DELETE FROM channel WHERE id = 7');
  expect(hints).toEqual([
    {
      message: expect.stringMatching(
        /^for each row deleted the server also runs SELECT 1 FROM ONLY public.message x WHERE channel_id = \$1 FOR KEY SHARE OF x, which costs \d/,
      ) as unknown,
      help: 'an index on message (channel_id), by which it finds the rows that refer to that one',
    },
  ]);
});

test('of a table that is only written nothing more is said', async () => {
  const { tables } = await explainJson('--snapshot', snapshot, "INSERT INTO channel VALUES (7, 'x')");
  expect(tables).toMatchObject([{ reasons: ['it is only written: an INSERT looks nothing up in it'] }]);
});

const server = hypopgServer;
(server ? test : test.skip)('with HypoPG the server plans, and finds the same index', async () => {
  const other = await createDatabase(server!);
  try {
    const argv = ['--db', other.url, '--planner', 'hypopg', JOIN];
    for (const statement of SCHEMA.split(';')) await other.client.query(statement);
    const refused = await runCommand(Explain, argv);
    expect(refused).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('needs the extension hypopg') as unknown,
    });
    await other.client.query('CREATE EXTENSION hypopg');
    const served = await explainJson(...argv);
    const twin = await explainJson('--db', other.url, JOIN);
    expect(served.planner.engine).toBe('hypopg');
    expect(served.indexes.map(({ sql }) => sql)).toEqual(twin.indexes.map(({ sql }) => sql));
    expect(served.after!.newIndexes).toEqual(twin.after!.newIndexes);
    expect(served.before.cost).toBeCloseTo(twin.before.cost, 1);
  } finally {
    await other.drop();
  }
});
