import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/reg-type-column.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

test.each([
  'regproc',
  'regprocedure',
  'regoper',
  'regoperator',
  'regconfig',
  'regdictionary',
  'regnamespace',
  'regcollation',
  'regproc[]',
])('fires on %s', (type) => {
  expect(linesOf(rule, [aTable('Job', { schema: 'second', columns: { handler: type } })])).toEqual([
    'warning second.Job(handler)',
  ]);
});

test.each(['regclass', 'regrole', 'regtype', 'text'])('is silent on %s', (type) => {
  expect(linesOf(rule, [aTable('job', { columns: { handler: type } })])).toEqual([]);
});
