import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { impliesPredicate } from '../../src/sql/expression.ts';
import { loadParser } from '../../src/sql/parser.ts';
import { createDatabase, server18, type TestDatabase } from '../support/database.ts';
import { namesOf, useOf } from './names.ts';

const TYPES = { id: 'integer', n: 'numeric', s: 'character varying', d: 'date', b: 'boolean', t: 'text' };
const names = namesOf({
  'public.r': Object.entries(TYPES)
    .map(([name, type]) => `${name} ${type}`)
    .join(', '),
});

/** Conditions paired each with each; whatever we call implied, PostgreSQL's own prover must accept. */
const CONDITIONS = [
  'id = 5',
  'id > 3',
  'id >= 5',
  'id < 9',
  'id <> 7',
  'id IN (5, 6)',
  'id BETWEEN 4 AND 8',
  'id IS NOT NULL',
  'id IS NULL',
  'n > 2.5',
  'n = 3',
  'n = 3.0',
  "s = 'a'",
  "s IN ('a', 'b')",
  "s <> 'z'",
  "s LIKE 'a%'",
  "lower(s) = 'a'",
  "t > '9'",
  "t = '10'",
  'b',
  'NOT b',
  'b = true',
  'b = false',
  'b IS TRUE',
  'b IS NOT NULL',
  "d >= '2024-01-01'",
  "d = '2024-05-05'",
  "d > '2023-12-31' AND b",
  'id = 5 OR id = 6',
  'id = 1 OR b',
];

describe('impliesPredicate against the planner', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    await loadParser();
    const columns = Object.entries(TYPES)
      .map(([name, type]) => `${name} ${type}`)
      .join(', ');
    const indexes = CONDITIONS.map((condition, position) => `CREATE INDEX i${position} ON r (id) WHERE ${condition};`);
    database = await createDatabase(
      server18,
      `CREATE TABLE r (${columns}); ${indexes.join('\n')} SET enable_seqscan = off;`,
    );
  });
  afterAll(() => database?.drop());

  it('never claims what PostgreSQL cannot prove, and misses little', async () => {
    const { client } = database;
    const { rows: predicates } = await client.query<{ predicate: string }>(
      `SELECT pg_get_expr(indpred, indrelid) AS predicate FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
       WHERE indrelid = 'r'::regclass ORDER BY substr(relname, 2)::int`,
    );
    const unsound: string[] = [];
    let proven = 0;
    let found = 0;
    for (const [position, { predicate }] of predicates.entries()) {
      await client.query('UPDATE pg_index SET indisvalid = (indexrelid = $1::regclass) WHERE indrelid = $2::regclass', [
        `i${position}`,
        'r',
      ]);
      for (const condition of CONDITIONS) {
        const { rows } = await client.query(`EXPLAIN SELECT id FROM r WHERE ${condition}`);
        const isUsed = JSON.stringify(rows).includes(' i');
        const use = useOf(`SELECT id FROM r WHERE ${condition}`, 'r', names);
        const isImplied = impliesPredicate(use.predicates, predicate, (column) => TYPES[column as keyof typeof TYPES]);
        if (isUsed) proven++;
        if (isUsed && isImplied) found++;
        if (isImplied && !isUsed) unsound.push(`${condition} ⇒ ${predicate}`);
      }
    }
    expect(unsound).toEqual([]);
    expect(found / proven).toBeGreaterThan(0.9);
  });
});
