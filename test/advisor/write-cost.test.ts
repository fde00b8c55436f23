import { describe, expect, test } from '@jest/globals';
import { estimateIndexSize } from '../../src/advisor/size.ts';
import { type WriteCostOptions, costOfSet, estimateWriteCost, plannerCosts } from '../../src/advisor/write-cost.ts';
import type { IndexDefinition, Relation, TableUsage } from '../../src/catalog/model.ts';
import { tpchCatalog, tpchIndex } from '../support/tpch.ts';

const USAGE: TableUsage = {
  sequentialScans: 0,
  sequentialTuplesRead: 0,
  indexScans: 0,
  inserted: 1000,
  updated: 400,
  deleted: 50,
  hotUpdated: 300,
  liveTuples: 1_500_000,
  deadTuples: 0,
  modifiedSinceAnalyze: 0,
  lastAnalyzeAt: null,
  lastAutoanalyzeAt: null,
  lastVacuumAt: null,
  lastAutovacuumAt: null,
};

const catalog = tpchCatalog();
const stored = catalog.relations.find(({ name }) => name === 'orders')!;
const orders: Relation = { ...stored, usage: USAGE };
const setsStatus = { kind: 'update', columns: ['o_orderstatus'], calls: 75, rows: null } as const;
const setsClerk = { kind: 'update', columns: ['o_clerk'], calls: 25, rows: null } as const;

function costOf(definition: IndexDefinition, relation = orders, options: WriteCostOptions = {}) {
  return estimateWriteCost(relation, definition, estimateIndexSize(relation, definition), options);
}

const onStatus = tpchIndex('create index on orders (o_orderstatus)');
const onCustomer = tpchIndex('create index on orders (o_custkey)');

describe('the cost of writing to an index', () => {
  test('counts inserts, updates that are not HOT, and deletes', () => {
    const { perRow, total, endsHotUpdates } = costOf(onCustomer);
    expect(endsHotUpdates).toBe(false);
    expect(total).toBeCloseTo((1000 + 100) * perRow + 50 * 0.005);
  });

  test('is unknown without counters and without a workload', () => {
    expect(costOf(onCustomer, { ...orders, usage: null }).total).toBeNull();
  });

  test('takes the writes of the workload where the server has no counters', () => {
    const { perRow, total } = costOf(onCustomer, { ...orders, usage: null }, { statements: [setsClerk] });
    expect(total).toBeCloseTo(25 * perRow);
  });

  test('tells that an index ends HOT updates, and charges all other indexes for it', () => {
    const cost = costOf(onStatus, orders, { statements: [setsStatus, setsClerk] });
    expect(cost.endsHotUpdates).toBe(true);
    const primaryKey = costOf(orders.indexes[0]!).perRow;
    // Three of four updates set the column: 300 of 400, all that are HOT.
    expect(cost.total).toBeCloseTo((1000 + 100 + 300) * cost.perRow + 50 * 0.005 + 300 * primaryKey);
  });

  test.each<[string, Partial<IndexDefinition>]>([
    ['a predicate', { predicate: "(o_orderstatus = 'O'::bpchar)" }],
    ['an included column', { include: ['o_orderstatus'] }],
  ])('sees an updated column in %s', (_, part) => {
    const definition = { ...onCustomer, ...part };
    expect(costOf(definition, orders, { statements: [setsStatus] }).endsHotUpdates).toBe(true);
  });

  test('sees an updated column in an expression', () => {
    const key = { ...onCustomer.keys[0]!, column: null, expression: 'lower((o_orderstatus)::text)' };
    expect(costOf({ ...onCustomer, keys: [key] }, orders, { statements: [setsStatus] }).endsHotUpdates).toBe(true);
  });

  test('ends no HOT update that an existing index ended before', () => {
    const indexed = { ...orders, indexes: [...orders.indexes, { ...orders.indexes[0]!, ...onStatus }] };
    expect(costOf(onStatus, indexed, { statements: [setsStatus] }).endsHotUpdates).toBe(false);
  });

  test('leaves updates HOT with BRIN from PostgreSQL 16 on', () => {
    const brin = { ...onStatus, method: 'brin' };
    const at = (serverVersionNum: number) => costOf(brin, orders, { statements: [setsStatus], serverVersionNum });
    expect(at(150_000).endsHotUpdates).toBe(true);
    expect(at(160_000).endsHotUpdates).toBe(false);
  });

  test('charges a set of indexes once for the HOT updates that several of them end', () => {
    const options = { statements: [setsStatus, setsClerk] };
    const second = { ...onStatus, keys: [...onStatus.keys, ...onCustomer.keys] };
    const indexes = [onStatus, second].map((definition) => ({
      definition,
      size: estimateIndexSize(orders, definition),
    }));
    const apart = costOf(onStatus, orders, options).total! + costOf(second, orders, options).total!;
    const primaryKey = costOf(orders.indexes[0]!).perRow;
    expect(costOfSet(orders, indexes, options).total).toBeCloseTo(apart - 300 * primaryKey);
  });

  test('is less for few rows: a partial index, and one whose new keys come at its end', () => {
    const partial = { ...onCustomer, predicate: "(o_orderstatus = 'P'::bpchar)" };
    expect(costOf(partial).perRow).toBeLessThan(costOf(onCustomer).perRow / 10);
    const onKey = tpchIndex('create index on orders (o_orderkey)');
    expect(costOf(onKey).perRow).toBeLessThan(costOf(onCustomer).perRow);
  });

  test('follows the server’s cost settings', () => {
    const costs = plannerCosts(catalog.settings);
    expect(costs).toEqual({ randomPageCost: 1.1, cpuIndexTupleCost: 0.005, cpuOperatorCost: 0.0025 });
    expect(costOf(onCustomer, orders, { costs }).perRow).toBeLessThan(costOf(onCustomer).perRow);
  });
});
