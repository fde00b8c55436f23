import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/default-literal-null.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';

const table = (value: string | null) =>
  aTable('Person', { schema: 'second', columns: { Name: { type: 'text', default: value } } });

test.each(["'NULL'::text", "'null'::character varying", "'Null'"])('fires on %s, and drops it', (value) => {
  const [finding] = findingsOf(rule, [table(value)]);
  expect(finding).toMatchObject({ severity: 'warning', object: { columns: ['Name'] } });
  expect(finding?.fix).toMatchObject({
    up: ['ALTER TABLE second."Person" ALTER COLUMN "Name" DROP DEFAULT'],
    down: [`ALTER TABLE second."Person" ALTER COLUMN "Name" SET DEFAULT ${value}`],
  });
});

test.each([null, 'NULL::text', "'nullable'::text", "'null'::text || 'x'::text"])('is silent on %s', (value) => {
  expect(linesOf(rule, [table(value)])).toEqual([]);
});
