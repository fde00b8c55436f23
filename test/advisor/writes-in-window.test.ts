import { describe, expect, test } from '@jest/globals';
import { writesInWindow } from '../../src/advisor/writes-in-window.ts';
import type { Relation, TableUsage } from '../../src/catalog/model.ts';

const usage = {
  sequentialScans: 50,
  indexScans: 50,
  inserted: 1000,
  updated: 400,
  hotUpdated: 100,
  deleted: 40,
  liveTuples: 900,
} as TableUsage;
const table = { usage } as Relation;

describe('the writes in the time of a workload', () => {
  test('are those that the workload shows, whatever the counters say', () => {
    const written = [{ kind: 'insert', columns: [], calls: 7, rows: null } as const];
    expect(writesInWindow(table, { calls: 10, written }, true)).toMatchObject({ inserted: 7, updated: 0, deleted: 0 });
  });

  test('are the share of the counters that the reads are, where it shows none', () => {
    expect(writesInWindow(table, { calls: 10, written: [] }, false)).toMatchObject({
      inserted: 10,
      updated: 40,
      hotUpdated: 10,
      deleted: 4,
    });
  });

  test('do not count the rows of a dump that was restored and hardly read since', () => {
    const restored = {
      usage: {
        ...usage,
        sequentialScans: 1,
        indexScans: 0,
        inserted: 20_000,
        liveTuples: 20_000,
        updated: 0,
        deleted: 0,
      },
    } as Relation;
    expect(writesInWindow(restored, { calls: 1, written: [] }, false)).toMatchObject({
      inserted: 0,
      updated: 0,
      deleted: 0,
    });
  });

  test('count the rows that autovacuum saw a table grow by', () => {
    const growing = { ...usage, inserted: 1_000_000, liveTuples: 1_000_000, updated: 0, deleted: 0, autoanalyzes: 41 };
    const found = writesInWindow({ usage: growing } as Relation, { calls: 100, written: [] }, false);
    // All but what was there before forty times a tenth was added.
    expect(found!.inserted).toBeCloseTo(1_000_000 * (1 - 1.1 ** -40));
  });

  test('leave out the scans by which single rows were looked up to be updated: they are no reads', () => {
    const queue = { ...usage, indexScans: 1_000_005, sequentialScans: 0, updated: 900_000, deleted: 100_000 };
    const found = writesInWindow({ usage: queue } as Relation, { calls: 1, written: [] }, false);
    expect(found).toMatchObject({ updated: 180_000, deleted: 20_000 });
  });

  test('are not known where the counters saw fewer reads than the workload has', () => {
    expect(writesInWindow(table, { calls: 101, written: [] }, false)).toBeNull();
  });
});
