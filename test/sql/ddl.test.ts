import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IndexDefinition, IndexKey } from '../../src/catalog/model.ts';
import {
  addUniqueUsingIndexSql,
  attachIndexSql,
  createIndexSql,
  describeIndex,
  dropConstraintSql,
  dropIndexSql,
} from '../../src/sql/ddl.ts';
import { createDatabase, server18, type TestDatabase } from '../support/database.ts';

const key = (column: string, more: Partial<IndexKey> = {}): IndexKey => ({
  column,
  expression: null,
  operatorClass: null,
  collation: null,
  direction: 'asc',
  nulls: more.direction === 'desc' ? 'first' : 'last',
  ...more,
});
const onExpression = (expression: string, more: Partial<IndexKey> = {}): IndexKey => ({
  ...key('', more),
  column: null,
  expression,
  ...more,
});
const index = (keys: IndexKey[], more: Partial<IndexDefinition> = {}): IndexDefinition => ({
  relation: { schema: 'Odd "schema"', name: 'The Table' },
  method: 'btree',
  keys,
  include: [],
  predicate: null,
  unique: false,
  nullsNotDistinct: false,
  ...more,
});

/** Each with what pg_get_indexdef says after USING. */
const CASES: readonly (readonly [IndexDefinition, string])[] = [
  [index([key('a'), key('when', { direction: 'desc' })]), 'btree (a, "when" DESC)'],
  [
    index([key('a', { nulls: 'first' }), key('when', { direction: 'desc', nulls: 'last' })]),
    'btree (a NULLS FIRST, "when" DESC NULLS LAST)',
  ],
  [index([key('a')], { include: ['Mixed Case', 'user'] }), 'btree (a) INCLUDE ("Mixed Case", "user")'],
  [index([key('a')], { unique: true, nullsNotDistinct: true }), 'btree (a) NULLS NOT DISTINCT'],
  [index([key('Mixed Case', { operatorClass: 'text_pattern_ops' })]), 'btree ("Mixed Case" text_pattern_ops)'],
  [index([key('Mixed Case', { collation: { schema: 'pg_catalog', name: 'C' } })]), 'btree ("Mixed Case" COLLATE "C")'],
  [index([onExpression('lower("Mixed Case")')]), 'btree (lower("Mixed Case"))'],
  [index([onExpression("(payload ->> 'kind'::text)"), key('a')]), "btree (((payload ->> 'kind'::text)), a)"],
  [index([onExpression('(a + 1)', { direction: 'desc' })]), 'btree (((a + 1)) DESC)'],
  [index([onExpression('lower("Mixed Case") || \')\'')]), 'btree (((lower("Mixed Case") || \')\'::text)))'],
  [index([key('payload', { operatorClass: 'jsonb_path_ops' })], { method: 'gin' }), 'gin (payload jsonb_path_ops)'],
  [
    index([key('Mixed Case', { operatorClass: "ext.gist_trgm_ops(siglen='32')" })], { method: 'gist' }),
    'gist ("Mixed Case" ext.gist_trgm_ops (siglen=\'32\'))',
  ],
  [index([key('when')], { method: 'brin' }), 'brin ("when")'],
  [index([key('a')], { predicate: '(a IS NOT NULL)' }), 'btree (a) WHERE (a IS NOT NULL)'],
  [
    index([key('a')], { predicate: '(a > 1) AND ((a < 9) OR ("user" = \')\'::text))' }),
    'btree (a) WHERE ((a > 1) AND ((a < 9) OR ("user" = \')\'::text)))',
  ],
];

describe('DDL on a server', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase(
      server18,
      `CREATE SCHEMA "Odd ""schema"""; CREATE SCHEMA ext; CREATE EXTENSION pg_trgm SCHEMA ext;
       CREATE TABLE "Odd ""schema"""."The Table" (a int, "when" timestamptz, "Mixed Case" text, "user" text, payload jsonb)`,
    );
  });
  afterAll(() => database?.drop());

  it.each(CASES.map(([definition, expected], position) => [expected, definition, position] as const))(
    'creates %s',
    async (expected, definition, position) => {
      const name = `Index ${position}`;
      await database.client.query(createIndexSql(definition, name, { concurrently: position % 2 === 0 }));
      const { rows } = await database.client.query<{ definition: string }>(
        `SELECT pg_get_indexdef(indexrelid) AS definition FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE relname = $1 AND indisvalid`,
        [name],
      );
      expect(rows[0]?.definition.split(' USING ')[1]).toBe(expected);
      await database.client.query(dropIndexSql({ schema: definition.relation.schema, name }, { concurrently: true }));
    },
  );

  it('makes a constraint of a unique index, and drops it', async () => {
    const definition = index([key('Mixed Case'), key('user')], { unique: true });
    await database.client.query(createIndexSql(definition, 'u"q', { ifNotExists: true }));
    await database.client.query(addUniqueUsingIndexSql(definition.relation, 'u"q', 'u"q'));
    const { rows } = await database.client.query<{ definition: string }>(
      `SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conname = 'u"q'`,
    );
    expect(rows[0]?.definition).toBe('UNIQUE ("Mixed Case", "user")');
    await database.client.query(dropConstraintSql(definition.relation, 'u"q'));
    expect((await database.client.query(`SELECT FROM pg_class WHERE relname = 'u"q'`)).rowCount).toBe(0);
  });

  it('builds a partitioned index part by part', async () => {
    await database.client.query(
      'CREATE TABLE p (a int) PARTITION BY RANGE (a); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9)',
    );
    const on = (name: string) => index([key('a')], { relation: { schema: 'public', name } });
    await database.client.query(createIndexSql(on('p'), 'p_a', { only: true }));
    await database.client.query(createIndexSql(on('p1'), 'p1_a', { concurrently: true }));
    await database.client.query(attachIndexSql({ schema: 'public', name: 'p_a' }, { schema: 'public', name: 'p1_a' }));
    const { rows } = await database.client.query(`SELECT indisvalid FROM pg_index WHERE indexrelid = 'p_a'::regclass`);
    expect(rows).toEqual([{ indisvalid: true }]);
  });
});

describe('describeIndex', () => {
  it('is short', () => {
    expect(
      describeIndex(index([key('channel_id'), key('created_at', { direction: 'desc' })], { include: ['user_hash'] })),
    ).toBe('(channel_id, created_at DESC) INCLUDE (user_hash)');
  });
});
