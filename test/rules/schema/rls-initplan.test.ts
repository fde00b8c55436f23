import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/rls-initplan.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';
import { aPolicy } from '../../support/object-builder.ts';

const table = (given: object) => [
  aTable('Note', { schema: 'second', columns: { id: 'bigint' }, with: { policies: [aPolicy('own', given)] } }),
];

test.each([
  { using: "(owner = current_setting('app.user'::text))" },
  { using: '(auth.uid() = owner)' },
  { using: null, check: '(auth.uid() = owner)' },
  { using: '((a = ( SELECT auth.uid() AS uid)) OR (b = auth.uid()))' },
])('fires on %j', (given) => {
  expect(linesOf(rule, table(given))).toEqual(['info second.Note own']);
});

test.each([
  { using: '(owner = ( SELECT auth.uid() AS uid))' },
  { using: "(owner = ( SELECT current_setting('app.user)'::text) AS current_setting))" },
  { using: '(owner = ( SELECT f.x FROM f WHERE (f.y = (( SELECT auth.uid() AS uid)))))' },
  { using: "(note <> 'auth.uid()'::text)" },
])('is silent on %j', (given) => {
  expect(linesOf(rule, table(given))).toEqual([]);
});
