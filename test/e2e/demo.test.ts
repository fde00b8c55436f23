/** The acceptance test of the whole: what the original analysis recommends is found, mended and proved by measurement. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defaultAdvice } from '../../src/cli/flags.ts';
import { runDemo, type DemoResult } from '../../src/demo/demo.ts';
import { renderDemo } from '../../src/demo/render.ts';
import { createTwin } from '../../src/planner/twin/engine.ts';
import type { Report } from '../../src/report/model.ts';

describe('the demo', () => {
  const cacheDirectory = mkdtempSync(join(tmpdir(), 'idx-advisor-demo-'));
  let report: Report;
  let result: DemoResult;

  beforeAll(async () => {
    result = await runDemo({
      directory: join(import.meta.dirname, '../../fixtures/wellbeing'),
      scale: 0.05,
      // However busy the machine is: what the time budget cuts short, the scan after the migration finds.
      advice: { ...defaultAdvice, timeBudgetMs: 600_000 },
      toolVersion: '0.1.0',
      openPlanner: (catalog, relations) => createTwin(catalog, { cacheDirectory, relations }),
      signal: new AbortController().signal,
      onProgress: () => {},
      onReport: (first) => {
        report = first;
        return Promise.resolve();
      },
    });
  }, 300_000);

  afterAll(() => rmSync(cacheDirectory, { recursive: true, force: true }));

  test('reports the three faults of the analysis', () => {
    expect(new Set(report.findings.map(({ rule }) => rule))).toEqual(
      new Set(['constraint/non-unique-external-key', 'index/missing-composite', 'query/unindexed-aggregate-filter']),
    );
  });

  test('finds the unique constraint that keeps channels from being created twice', () => {
    const unique = report.findings.find(({ rule }) => rule === 'constraint/non-unique-external-key');
    expect(unique).toMatchObject({
      severity: 'error',
      object: { table: 'core_channel', columns: ['type', 'external_id'] },
    });
  });

  test('finds every recommended index, or what serves as well at a cost within 5 %', () => {
    expect(result.verdicts).toHaveLength(18);
    const missing = result.verdicts.filter(({ found, stillGains }) => found === null && stillGains > 0.05);
    expect(missing).toEqual([]);
    expect(result.verdicts.filter(({ found }) => found !== null).length).toBeGreaterThanOrEqual(6);
  });

  test('leaves nothing of what it found after its own migration', () => {
    expect(result.migration.length).toBeGreaterThanOrEqual(2 * 10);
    expect(result.remaining).toEqual([]);
  });

  test('measures that the queries read less than a fifth of the pages', () => {
    const pages = (pick: 'beforeBuffers' | 'afterBuffers') =>
      result.queries.reduce((sum, query) => sum + query[pick], 0);
    expect(result.queries.length).toBeGreaterThanOrEqual(15);
    expect(pages('afterBuffers')).toBeLessThan(pages('beforeBuffers') / 5);
    expect(renderDemo(result, { colour: false, width: 120 })).toContain('none of these findings is left');
  });
});
