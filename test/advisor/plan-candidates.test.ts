import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { supplementShape, usesFromPlan } from '../../src/advisor/plan-candidates.ts';
import type { PlanNode } from '../../src/planner/engine.ts';
import { parseExplain } from '../../src/planner/plan.ts';
import type { RelationUse } from '../../src/sql/model.ts';
import { loadParser } from '../../src/sql/parser.ts';
import { createNames, shapeOf, type CatalogNames } from '../../src/sql/shape.ts';
import { catalogOf } from '../planner/support.ts';
import { createDatabase, servers, type TestDatabase } from '../support/database.ts';

const SCHEMA = `
  CREATE SCHEMA "Odd";
  CREATE TABLE channel (id int PRIMARY KEY, name text);
  CREATE TABLE message (id int PRIMARY KEY, channel_id int, author text, score int, sent timestamptz);
  CREATE TABLE "Odd"."Event Log" ("Key" int, tenant int);
  CREATE VIEW good_message AS SELECT * FROM message WHERE score > 10;
  CREATE FUNCTION messages_of(text) RETURNS SETOF message LANGUAGE sql STABLE AS 'SELECT * FROM message WHERE author = $1';
  ALTER TABLE "Odd"."Event Log" ENABLE ROW LEVEL SECURITY;
  CREATE POLICY own ON "Odd"."Event Log" USING (tenant = current_setting('app.tenant')::int);
  INSERT INTO message SELECT g, g % 100, 'a' || g, g % 50, now() FROM generate_series(1, 5000) g;
  INSERT INTO channel SELECT g, 'c' || g FROM generate_series(1, 1000) g;
  ANALYZE;`;

function summary(uses: readonly RelationUse[]) {
  return uses.map(({ relation, predicates, joins, orderBy, limit }) => ({
    relation: relation.name,
    predicates: predicates.map(({ kind, column, expression }) => `${kind} ${column ?? expression}`).sort(),
    joins: joins.map(({ column, operator, other }) => `${column} ${operator} ${uses[other]!.relation.name}`),
    order: orderBy.map(({ column, direction }) => `${column} ${direction}`),
    limit,
  }));
}

beforeAll(loadParser);

describe.each(servers)('from the plans of PostgreSQL $major', ({ major }) => {
  let database: TestDatabase;
  let names: CatalogNames;

  beforeAll(async () => {
    const server = servers.find((each) => each.major === major)!;
    database = await createDatabase(server, SCHEMA);
    names = createNames(await catalogOf(database.client));
  });
  afterAll(() => database.drop());

  async function planned(sql: string): Promise<PlanNode> {
    const { rows } = await database.client.query<{ 'QUERY PLAN': unknown }>(`EXPLAIN (FORMAT JSON, VERBOSE) ${sql}`);
    return parseExplain(rows[0]!['QUERY PLAN']);
  }

  test('come the conditions of a view and the order of a limited sort', async () => {
    const root = await planned("SELECT id FROM good_message WHERE author = 'a7' ORDER BY sent DESC LIMIT 3");
    expect(summary(usesFromPlan(root, names))).toEqual([
      {
        relation: 'message',
        predicates: ['equality author', 'range score'],
        joins: [],
        order: ['sent desc'],
        limit: 'parameter',
      },
    ]);
  });

  test('come those of an inlined function, which the statement does not show', async () => {
    const sql = "SELECT id FROM messages_of('a7') WHERE score = 3";
    const uses = usesFromPlan(await planned(sql), names);
    expect(summary(uses)).toMatchObject([{ relation: 'message', predicates: ['equality author', 'equality score'] }]);
    const shape = shapeOf(sql, names);
    expect(shape.relations).toEqual([]);
    expect(supplementShape(shape, uses).relations.map(({ relation }) => relation.name)).toEqual(['message']);
  });

  test('come implied equalities', async () => {
    const sql = 'SELECT c.name FROM message m JOIN channel c ON c.id = m.channel_id WHERE c.id = 7 AND m.score > 40';
    const uses = usesFromPlan(await planned(sql), names);
    const message = summary(uses).find(({ relation }) => relation === 'message');
    expect(message!.predicates).toEqual(['equality channel_id', 'range score']);
  });

  test('come joins with what an inlined function reads, which still refer to each other', async () => {
    const sql = "SELECT c.name FROM channel c JOIN messages_of('a7') m ON c.id = m.channel_id";
    const shape = shapeOf(sql, names);
    const { relations } = supplementShape(shape, usesFromPlan(await planned(sql), names));
    expect(relations.length).toBe(shape.relations.length + 2);
    const message = relations.find(({ relation }) => relation.name === 'message')!;
    expect(message.joins.map(({ column, other }) => [column, relations[other]!.relation.name])).toEqual([
      ['channel_id', 'channel'],
    ]);
  });

  test('come the conditions of row-level security, with odd names', async () => {
    const role = `reader_${process.pid}_${major}`;
    await database.client.query(
      `CREATE ROLE ${role}; GRANT USAGE ON SCHEMA "Odd" TO ${role}; GRANT SELECT ON "Odd"."Event Log" TO ${role}`,
    );
    await database.client.query(`SET ROLE ${role}; SET app.tenant = '1'`);
    const root = await planned('SELECT * FROM "Odd"."Event Log" e WHERE "Key" = 3');
    await database.client.query(`RESET ROLE; DROP OWNED BY ${role}; DROP ROLE ${role}`);
    expect(summary(usesFromPlan(root, names))).toMatchObject([
      { relation: 'Event Log', predicates: ['equality Key', 'equality tenant'] },
    ]);
  });

  test('come joins, and nothing of what a subplan computes', async () => {
    const root = await planned(
      `SELECT count(*) FROM message m JOIN channel c ON c.id = m.channel_id
       WHERE m.score = (SELECT max(score) FROM message) AND NOT EXISTS (SELECT FROM message x WHERE x.author = c.name)`,
    );
    const uses = summary(usesFromPlan(root, names));
    expect(uses.flatMap(({ joins }) => joins)).toEqual(
      expect.arrayContaining(['channel_id = channel', 'id = message', 'author = channel', 'name = message']),
    );
  });

  test('comes nothing new where the statement shows it all', async () => {
    const sql = "SELECT id FROM message WHERE author = 'a7' AND score > 10 ORDER BY sent LIMIT 3";
    const shape = shapeOf(sql, names);
    expect(supplementShape(shape, usesFromPlan(await planned(sql), names))).toBe(shape);
  });
});

test('a plan that reads no table has no uses', () => {
  const result = { 'Node Type': 'Result', 'Startup Cost': 0, 'Total Cost': 1, 'Plan Rows': 1, 'Plan Width': 4 };
  const names = createNames({ relations: [], functions: [], types: [], searchPath: [] } as never);
  expect(usesFromPlan(result, names)).toEqual([]);
});
