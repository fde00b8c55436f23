import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseExplain } from '../../src/planner/plan.ts';
import { createTwin, type TwinEngine } from '../../src/planner/twin/engine.ts';
import { createDatabase, server18, type TestDatabase } from '../support/database.ts';
import { cacheDirectory, catalogOf } from './support.ts';

const MEMBER = `rls_member_${process.pid}`;
const SCHEMA = `
  CREATE ROLE ${MEMBER};
  CREATE SCHEMA auth;
  CREATE FUNCTION auth.uid() RETURNS int LANGUAGE sql STABLE AS $$ SELECT current_setting('app.uid')::int $$;
  CREATE TABLE member (team int, account int);
  CREATE TABLE todo (id int PRIMARY KEY, account int NOT NULL, title text);
  CREATE TABLE doc (id int PRIMARY KEY, team int NOT NULL, body text);
  CREATE TABLE public_note (id int PRIMARY KEY, body text);
  CREATE TABLE odd (id int PRIMARY KEY, label text);
  CREATE VIEW todo_of_owner AS SELECT * FROM todo;
  CREATE VIEW todo_of_caller WITH (security_invoker = on) AS SELECT * FROM todo;
  INSERT INTO member SELECT i % 500, i % 2000 FROM generate_series(1, 10000) i;
  INSERT INTO todo SELECT i, i % 2000, 'title ' || i % 97 FROM generate_series(1, 40000) i;
  INSERT INTO doc SELECT i, i % 500, repeat('d', 60) FROM generate_series(1, 40000) i;
  ALTER TABLE todo ENABLE ROW LEVEL SECURITY;
  CREATE POLICY read_own ON todo FOR SELECT TO ${MEMBER} USING (account = (SELECT auth.uid()));
  CREATE POLICY read_all ON todo FOR SELECT TO pg_monitor USING (title IS NOT NULL);
  CREATE POLICY not_secret ON todo AS RESTRICTIVE FOR SELECT USING (title <> 'title 7');
  ALTER TABLE doc ENABLE ROW LEVEL SECURITY;
  CREATE POLICY team ON doc USING (team IN (SELECT m.team FROM member m WHERE m.account = (SELECT auth.uid())));
  ALTER TABLE public_note ENABLE ROW LEVEL SECURITY;
  CREATE POLICY all_read ON public_note FOR SELECT TO ${MEMBER} USING (true);
  GRANT USAGE ON SCHEMA auth TO ${MEMBER};
  GRANT ALL ON ALL TABLES IN SCHEMA public TO ${MEMBER};
  VACUUM ANALYZE;`;

let database: TestDatabase;
let twin: TwinEngine;

beforeAll(async () => {
  database = await createDatabase(server18);
  for (const statement of SCHEMA.split(';\n').filter((text) => text.trim() !== ''))
    await database.client.query(statement);
  twin = await createTwin(await catalogOf(database.client), { cacheDirectory });
});
afterAll(async () => {
  await twin?.close();
  await database.client.query(`DROP OWNED BY ${MEMBER}; DROP ROLE ${MEMBER}`);
  await database.drop();
});

async function costAs(role: string | null, sql: string): Promise<number> {
  await database.client.query(
    `SET app.uid = '7'; SET max_parallel_workers_per_gather = 0; ${role ? `SET ROLE ${role}` : ''}`,
  );
  try {
    const { rows } = await database.client.query<{ 'QUERY PLAN': unknown }>(`EXPLAIN (FORMAT JSON, VERBOSE) ${sql}`);
    return parseExplain(rows[0]!['QUERY PLAN'])['Total Cost'];
  } finally {
    await database.client.query('RESET ROLE');
  }
}

describe('a statement on tables with row-level security', () => {
  test.each([
    'SELECT * FROM todo',
    'SELECT * FROM todo WHERE id = 5',
    "SELECT * FROM todo WHERE title LIKE 'title 9%'",
    'SELECT count(*) FROM doc',
    'SELECT d.id FROM doc d JOIN member m USING (team) WHERE m.account = 9',
    'SELECT * FROM todo_of_owner',
    'SELECT * FROM todo_of_caller',
    'SELECT * FROM public_note',
    'UPDATE doc SET body = body WHERE id = 7',
    "INSERT INTO doc VALUES (100000, 1, 'new')",
  ])('costs what it costs the role that the policies are for: %s', async (sql) => {
    expect((await twin.plan({ sql }, [])).totalCost).toBeCloseTo(await costAs(MEMBER, sql), 1);
  });

  test('costs what it costs the owner where it is said to be exempt', async () => {
    const sql = 'SELECT * FROM todo';
    expect((await twin.plan({ sql, isExempt: true }, [])).totalCost).toBeCloseTo(await costAs(null, sql), 1);
  });

  test('that no policy allows is planned as without, for whoever asks it is exempt', async () => {
    const plan = await twin.plan({ sql: 'DELETE FROM public_note WHERE body = $1' }, []);
    expect(plan.root.Plans?.[0]).toMatchObject({ 'Node Type': 'Seq Scan' });
  });

  test('is told of', () => {
    expect(twin.notes).toEqual([
      'statements on public.doc are planned with the policies of row-level security for any role but its owner',
      `statements on public.public_note, public.todo are planned with the policies of row-level security for ${MEMBER}`,
    ]);
  });
});

test('a hypothetical index serves the condition of a policy, of a value that is not known', async () => {
  const index = await twin.addIndex(
    {
      relation: { schema: 'public', name: 'todo' },
      method: 'btree',
      keys: [
        { column: 'account', expression: null, operatorClass: null, collation: null, direction: 'asc', nulls: 'last' },
      ],
      include: [],
      predicate: null,
      unique: false,
      nullsNotDistinct: false,
    },
    400_000,
  );
  const plan = await twin.plan({ sql: 'SELECT * FROM todo' }, [index]);
  expect(plan.hypotheticalIndexes).toEqual([index.id]);
  expect(plan.rows).toBe(20);
});

test('a table one of whose policies cannot be made is planned without, and the reason is told', async () => {
  const catalog = await catalogOf(database.client);
  const relations = catalog.relations.map((relation) =>
    relation.name === 'odd'
      ? {
          ...relation,
          rowSecurity: { enabled: true, forced: false },
          policies: [
            {
              name: 'far',
              command: 'all' as const,
              permissive: true,
              roles: ['public'],
              using: 'missing(label)',
              check: null,
            },
          ],
        }
      : relation,
  );
  const odd = await createTwin(
    { ...catalog, relations },
    { cacheDirectory, relations: [{ schema: 'public', name: 'odd' }] },
  );
  try {
    expect(odd.notes).toEqual([
      'public.odd is without row-level security in the twin: policy far: function missing(text) does not exist',
    ]);
    expect((await odd.plan({ sql: 'SELECT * FROM odd' }, [])).root['Node Type']).toBe('Seq Scan');
  } finally {
    await odd.close();
  }
});

test('what only a session knows counts as any value, in a statement too', async () => {
  const plan = await twin.plan({ sql: "SELECT * FROM member WHERE account = current_setting('app.uid')::int" }, []);
  expect(plan.rows).toBe(5);
  const called = await twin.plan({ sql: 'SELECT * FROM member WHERE account = auth.uid()' }, []);
  expect(called.rows).toBe(5);
});
