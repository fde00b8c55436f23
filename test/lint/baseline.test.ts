import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { baselineOf, compareWithBaseline, isOfAnotherDatabase } from '../../src/lint/baseline.ts';
import type { Finding } from '../../src/report/model.ts';

function finding(rule: string, table: string, message = 'm'): Finding {
  const object = { schema: 'public', table, columns: ['a'], name: null };
  return {
    rule,
    severity: 'error',
    object,
    message,
    evidence: { queries: [], sizeBytes: null, writeCost: null, notes: [] },
    fix: null,
  };
}

const anyFindings = fc.array(
  fc
    .tuple(fc.constantFrom('a/x', 'a/y'), fc.constantFrom('t', 'u|v', 'w,x'), fc.string())
    .map(([rule, table, message]) => finding(rule, table, message)),
);

test('what was written is known, whatever its messages and order, and nothing of it is gone', () => {
  fc.assert(
    fc.property(anyFindings, (findings) => {
      const reworded = findings.map((each) => ({ ...each, message: 'other', severity: 'info' as const })).reverse();
      const { fresh, summary } = compareWithBaseline(reworded, baselineOf('shop', findings));
      expect({ fresh, summary }).toEqual({ fresh: [], summary: { known: findings.length, gone: [] } });
    }),
  );
});

test('new, known and gone are those of the sets of keys', () => {
  fc.assert(
    fc.property(anyFindings, anyFindings, (before, now) => {
      const key = ({ rule, object }: Finding) => `${rule} ${object.table}`;
      const [old, present] = [new Set(before.map(key)), new Set(now.map(key))];
      const { fresh, summary } = compareWithBaseline(now, baselineOf('shop', before));
      expect(fresh).toEqual(now.filter((each) => !old.has(key(each))));
      expect(summary.gone).toHaveLength([...old].filter((each) => !present.has(each)).length);
    }),
  );
});

test('the file is in the order of its keys, so that two versions of it can be compared', () => {
  const keys = baselineOf('shop', [finding('b/x', 't'), finding('a/x', 'u'), finding('a/x', 't')]).findings.map(
    ({ key }) => key,
  );
  expect(keys).toEqual(['a/x|public|t|a', 'a/x|public|u|a', 'b/x|public|t|a']);
});

test('what the scan did not look at is neither known nor gone, and is kept', () => {
  const baseline = baselineOf('shop', [finding('a/x', 't'), finding('b/x', 't')]);
  const { summary, unjudged } = compareWithBaseline([], baseline, ({ rule }) => rule === 'a/x');
  expect(summary.gone).toEqual(['a/x|public|t|a']);
  expect(baselineOf('shop', [], unjudged).findings.map(({ rule }) => rule)).toEqual(['b/x']);
});

test.each([
  ['of the same name', 'shop', ['public.z'], false],
  ['of another name with most of its tables', 'test_1234', ['public.t', 'public.u', 'public.z'], false],
  ['of another name and other tables', 'crm', ['public.z'], true],
])('a database %s', (_, name, tables, expected) => {
  const baseline = baselineOf('shop', [finding('a/x', 't'), finding('a/y', 'u'), finding('a/y', 'gone')]);
  expect(isOfAnotherDatabase(baseline, name, new Set(tables))).toBe(expected);
});

test('an empty baseline fits any database', () => {
  expect(isOfAnotherDatabase(baselineOf('shop', []), 'crm', new Set())).toBe(false);
});
