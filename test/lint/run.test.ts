import { describe, expect, test } from '@jest/globals';
import { defineRule } from '../../src/lint/contract.ts';
import type { Rule } from '../../src/lint/contract.ts';
import { runRules } from '../../src/lint/run.ts';
import { aTable } from '../support/catalog-builder.ts';
import { aQuery } from '../support/query-builder.ts';
import { aContext } from '../support/rule-context.ts';

const example = { schema: '' };
const orders = aTable('orders', { columns: { id: 'bigint' }, rows: 10 });

function aRule(id: string, given: Partial<Rule> = {}): Rule {
  return defineRule({
    id,
    severity: 'warning',
    since: '0.1.0',
    needs: ['catalog'],
    summary: '',
    consequence: '',
    action: '',
    bad: example,
    good: example,
    options: {},
    *check(context) {
      for (const { schema, name } of context.tables)
        yield { object: { schema, table: name, columns: [], name: null }, message: id, fingerprints: [] };
    },
    ...given,
  });
}

test('a rule that throws is its own failure, loses what it said, and lets the others run', () => {
  const broken = aRule('x/broken', {
    *check() {
      yield { object: { schema: 's', table: 't', columns: [], name: null }, message: 'half', fingerprints: [] };
      throw new TypeError('no such thing');
    },
  });
  const run = runRules([broken, aRule('x/sound')], aContext({ tables: [orders] }));
  expect(run.failures).toEqual([{ rule: 'x/broken', message: 'no such thing' }]);
  expect(run.proposals.map(({ rule }) => rule)).toEqual(['x/sound']);
});

describe('a rule is skipped, with what it lacks,', () => {
  test.each([
    ['without a workload', 'workload', /--log/],
    ['without statistics', 'statistics', /ANALYZE/],
  ] as const)('%s', (_, need, reason) => {
    const run = runRules([aRule('x/needy', { needs: ['catalog', need] })], aContext({ tables: [orders] }));
    expect(run.proposals).toEqual([]);
    expect(run.skipped).toEqual([{ rule: 'x/needy', reason: expect.stringMatching(reason) as unknown as string }]);
  });

  test.each([
    ['no table', [], 'this role has no SELECT privilege on any table: grant it'],
    [
      'a table that was never analysed',
      [orders],
      'no table that this role may read was analysed: grant it SELECT on the others, or run ANALYZE',
    ],
  ])('without statistics, where the role may read %s', (_, readable, reason) => {
    const hidden = aTable('hidden', { columns: { id: 'bigint' }, rows: 10, with: { readable: false } });
    const context = aContext({ tables: [hidden, ...readable] });
    expect(runRules([aRule('x/needy', { needs: ['statistics'] })], context).skipped).toEqual([
      { rule: 'x/needy', reason: `it needs statistics, and ${reason}` },
    ]);
  });

  test('without statistics, where there is nothing to analyse', () => {
    const context = aContext({ tables: [aTable('orders', { columns: { id: 'bigint' }, rows: 0 })] });
    expect(runRules([aRule('x/needy', { needs: ['statistics'] })], context).skipped).toEqual([
      { rule: 'x/needy', reason: 'it needs statistics, and the tables are empty' },
    ]);
  });

  test('but not where it is there', () => {
    const analysed = aTable('orders', { columns: { id: { type: 'bigint', distinct: -1 } }, rows: 10 });
    const context = aContext({ tables: [analysed], queries: [aQuery({ on: 'orders' })] });
    expect(runRules([aRule('x/needy', { needs: ['workload', 'statistics'] })], context).skipped).toEqual([]);
  });
});

test('the proposal’s severity goes before the rule’s, and a rule that is off warns when it is run', () => {
  const severities = [aRule('x/a', { severity: 'error' }), aRule('x/b', { severity: 'off' })].flatMap((rule) =>
    runRules([rule], aContext({ tables: [orders] })).proposals.map(({ severity }) => severity),
  );
  expect(severities).toEqual(['error', 'warning']);
});

test('a rule sees its own options, with those that the user gave', () => {
  let seen: unknown;
  const rule = aRule('x/optional', {
    options: { minRows: 1, minCalls: 2 },
    check(context) {
      seen = context.options;
      return [];
    },
  });
  runRules([rule], aContext({ tables: [] }), { 'x/optional': { minCalls: 5 }, 'x/other': { minRows: 9 } });
  expect(seen).toEqual({ minRows: 1, minCalls: 5 });
});

test('a rule may find more than a function call may have arguments', () => {
  const object = { schema: 's', table: 't', columns: [], name: null };
  const many = aRule('x/many', {
    *check() {
      for (let count = 0; count < 200_000; count++) yield { object, message: 'once more', fingerprints: [] };
    },
  });
  const run = runRules([many], aContext({ tables: [orders] }));
  expect(run.failures).toEqual([]);
  expect(run.proposals).toHaveLength(200_000);
});
