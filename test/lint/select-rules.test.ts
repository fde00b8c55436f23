import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UserError } from '../../src/errors.ts';
import type { Rule } from '../../src/lint/contract.ts';
import { editDistance } from '../../src/lint/nearest-name.ts';
import { selectRules } from '../../src/lint/select-rules.ts';

const rules = (
  [
    ['constraint/non-unique-external-key', 'warning'],
    ['constraint/naming', 'off'],
    ['index/missing-composite', 'warning'],
  ] as const
).map(([id, severity]) => ({ id, severity }) as Rule);

function select(rule: readonly string[] = [], skipRule: readonly string[] = []): readonly string[] {
  return selectRules(rules, { rule, skipRule }).map(({ id }) => id);
}

function refusal(rule: string): UserError {
  try {
    select([rule]);
  } catch (error) {
    return error as UserError;
  }
  throw new Error('was not refused');
}

test('without a choice, every rule that is on', () => {
  expect(select()).toEqual(['constraint/non-unique-external-key', 'index/missing-composite']);
});

test('by id or glob, also those that are off, in the registry’s order', () => {
  expect(select(['constraint/naming'])).toEqual(['constraint/naming']);
  expect(select(['index/*', 'constraint/n*'])).toEqual(rules.map(({ id }) => id));
});

test('less those that are skipped', () => {
  expect(select([], ['*/missing-*'])).toEqual(['constraint/non-unique-external-key']);
  expect(select(['*'], ['index/?issing-composite', 'constraint/naming'])).toEqual([
    'constraint/non-unique-external-key',
  ]);
});

describe('refuses what names no rule, with the nearest that does:', () => {
  test.each([
    ['index/mising-composite', 'Did you mean index/missing-composite?'],
    ['missing-composite', 'Did you mean index/missing-composite?'],
    ['Constraint/Naming', 'Did you mean constraint/naming?'],
    ['zzzzzz', 'idx-advisor rules lists them all.'],
    ['schema/*', 'idx-advisor rules lists them all.'],
  ])('%s → %s', (given, hint) => {
    const error = refusal(given);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toBe(`no rule is named ${given}`);
    expect(error.hint).toBe(hint);
  });
});

test('a dot or bracket in a glob stands for itself', () => {
  expect(() => select(['index.missing-composite'])).toThrow(UserError);
  expect(() => select(['[i]ndex/missing-composite'])).toThrow(UserError);
});

test('the edit distance is a metric', () => {
  const word = fc.string({ maxLength: 8 });
  fc.assert(
    fc.property(word, word, word, (a, b, c) => {
      expect(editDistance(a, a)).toBe(0);
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
    }),
    { numRuns: 200 },
  );
});
