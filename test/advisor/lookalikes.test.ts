import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { admit } from '../../src/advisor/admission.ts';
import { bitsOf, members } from '../../src/advisor/bits.ts';
import { candidateContext } from '../../src/advisor/candidate-context.ts';
import { indexCandidates } from '../../src/advisor/candidates.ts';
import { coveringIndex } from '../../src/advisor/coverage.ts';
import { withoutLookalikes } from '../../src/advisor/lookalikes.ts';
import type { Candidate } from '../../src/advisor/problem.ts';
import { relationFacts } from '../../src/advisor/relations.ts';
import { groupByRelation, relevantTo } from '../../src/advisor/relevance.ts';
import type { IndexDefinition } from '../../src/catalog/model.ts';
import { buildContext } from '../../src/lint/context.ts';
import { runRules } from '../../src/lint/run.ts';
import type { HypotheticalIndex } from '../../src/planner/engine.ts';
import { createTwin } from '../../src/planner/twin/engine.ts';
import type { TwinEngine } from '../../src/planner/twin/engine.ts';
import missingComposite from '../../rules/index/missing-composite.ts';
import { loadParser } from '../../src/sql/parser.ts';
import { createNames, shapeOf } from '../../src/sql/shape.ts';
import type { RelationUse } from '../../src/sql/model.ts';
import { cacheDirectory } from '../planner/support.ts';
import { tpchCatalog, tpchQueries } from '../support/tpch.ts';
import { above, btree, catalog, column, equal, query, relation, use } from './make.ts';
import { OPTIONS } from './scenario.ts';

const TABLE = relation('t', [column('a'), column('b'), column('c'), column('d')]);

/** Of these indexes, those that a query that uses the table so is shown. Each is larger than the one before. */
function shown(definitions: readonly IndexDefinition[], ...uses: readonly Partial<RelationUse>[]) {
  const candidates = definitions.map((definition, number): Candidate => ({
    definition,
    sizeBytes: 1000 + number,
    relation: TABLE,
    writeCost: 0,
    repeatsKeys: false,
    proposals: [],
  }));
  const queries = [
    query(
      'q',
      uses.map((one) => use('t', one)),
    ),
  ];
  const distinct = withoutLookalikes(queries, candidates, relationFacts(catalog([TABLE]), queries));
  return members(distinct(0, bitsOf(definitions.keys()))).map((number) => definitions[number]!);
}

describe('of indexes that are the same to a query, the smallest is shown', () => {
  const onA = btree('t', ['a']);
  const asked = { predicates: [equal('a')], columnsRead: ['a', 'b'] };

  test('where what they hold besides is not all that the query reads', () => {
    expect(shown([onA, btree('t', ['a', 'c']), btree('t', ['a'], { include: ['c', 'd'] })], asked)).toEqual([onA]);
  });

  test('one of those that hold all, and one of those that do not', () => {
    const covering = btree('t', ['a'], { include: ['b'] });
    expect(shown([onA, covering, btree('t', ['a'], { include: ['b', 'c'] })], asked)).toEqual([onA, covering]);
  });

  test('not where keys that it reads differ', () => {
    const both = btree('t', ['a', 'b']);
    const backward = btree('t', ['a desc']);
    const skipping = btree('t', ['a', 'c', 'b']);
    expect(shown([onA, backward, both, skipping], asked)).toEqual([onA, backward, both, skipping]);
  });

  test('not where one use of the table could be served by one of them alone', () => {
    const covering = btree('t', ['a'], { include: ['c'] });
    const other = { predicates: [above('a')], columnsRead: ['a', 'c'] };
    expect(shown([onA, covering], asked, other)).toEqual([onA, covering]);
  });

  test('not where the statement may read more than is known', () => {
    const wide = btree('t', ['a'], { include: ['b', 'c'] });
    const covering = btree('t', ['a'], { include: ['b'] });
    expect(shown([covering, wide], { ...asked, readsMore: true })).toEqual([covering, wide]);
  });

  test('not partial, unique or expression indexes, nor other methods', () => {
    const special = [
      btree('t', ['a'], { predicate: 'c > 0' }),
      btree('t', ['a'], { unique: true }),
      btree('t', ['a'], { method: 'brin' }),
      { ...onA, keys: [...onA.keys, { ...onA.keys[0]!, column: null, expression: 'lower(c)' }] },
    ];
    expect(shown([onA, ...special], asked)).toEqual([onA, ...special]);
  });
});

describe('on TPC-H', () => {
  let twin: TwinEngine;
  const tpch = tpchCatalog();
  beforeAll(async () => {
    await loadParser();
    twin = await createTwin(tpch, { cacheDirectory });
  });
  afterAll(() => twin.close());

  test('plans cost exactly as much without those that are not shown', async () => {
    const names = createNames(tpch);
    const queries = [...tpchQueries().values()].map((text, position) => {
      const sql = text.trim().replace(/;\s*$/, '');
      return query(`${position}`, [], { sql, shape: shapeOf(sql, names) });
    });
    const options = { ...OPTIONS, minCalls: 1, minTableRows: 0 };
    const context = candidateContext(tpch, queries, options);
    const indexes = buildContext({
      catalog: tpch,
      queries,
      coveringIndex,
      indexCandidates: (table, one, asking) => indexCandidates(table, one, asking.shape, context),
    });
    const proposals = runRules([missingComposite], indexes).proposals.map(({ proposal }) => proposal);
    const facts = relationFacts(tpch, queries);
    const { candidates } = admit(proposals, queries, facts, options);
    const made = (await twin.addIndexes(candidates)) as readonly HypotheticalIndex[];
    const distinct = withoutLookalikes(queries, candidates, facts);
    const byRelation = groupByRelation(candidates);
    let [offered, kept] = [0, 0];
    for (const [position, asking] of queries.entries()) {
      const all = relevantTo(asking, byRelation, facts);
      const few = distinct(position, all);
      const [wide, narrow] = [all, few].map((set) => members(set).map((number) => made[number]!));
      const { sql } = asking;
      expect([sql, (await twin.plan({ sql }, narrow!)).totalCost]).toEqual([
        sql,
        (await twin.plan({ sql }, wide!)).totalCost,
      ]);
      [offered, kept] = [offered + wide!.length, kept + narrow!.length];
    }
    expect(kept / offered).toBeLessThan(0.7);
  });
});
