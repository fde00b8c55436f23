import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/security-definer-executable.ts';
import { linesOf } from '../../support/findings-of.ts';
import { aFunction } from '../../support/object-builder.ts';

const wipe = (given: object) => [aFunction('Wipe', { schema: 'second', securityDefiner: true, ...given })];

test('fires where everybody may execute it', () => {
  expect(linesOf(rule, { functions: wipe({}) })).toEqual(['warning function second.Wipe()']);
  expect(linesOf(rule, { functions: wipe({ executableBy: ['api', 'tester'] }) }, { exposedTo: ['api'] })).toHaveLength(
    1,
  );
});

test.each([{ executableBy: ['tester'] }, { securityDefiner: false }, { returns: 'trigger' }])(
  'is silent on %j',
  (given) => {
    expect(linesOf(rule, { functions: wipe(given) })).toEqual([]);
  },
);
