import { expect, test } from '@jest/globals';
import rule from '../../../rules/schema/inconsistent-column-type.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { linesOf } from '../../support/findings-of.ts';

const tables = (...types: (string | object)[]) =>
  types.map((type, at) =>
    aTable(`t${at}`, { columns: { tenant_ref: type as string, value: at === 0 ? 'text' : 'bigint' } }),
  );

test('fires on the exception', () => {
  expect(linesOf(rule, tables('uuid', 'uuid', 'uuid', 'text'))).toEqual(['info public.t3(tenant_ref)']);
});

test.each([
  ['nothing is usual', tables('uuid', 'uuid', 'text', 'text')],
  ['there are only two', tables('uuid', 'text')],
  ['text and varchar are mixed', tables('text', 'text', 'text', 'character varying(20)')],
  ['one is a domain over the type', tables('uuid', 'uuid', 'uuid', { type: 'public.ref', baseType: 'uuid' })],
])('is silent where %s', (_, given) => {
  expect(linesOf(rule, given)).toEqual([]);
});

test('does not compare schemas, or foreign keys', () => {
  const second = aTable('t', { schema: 'second', columns: { tenant_ref: 'text' } });
  const key = aTable('k', { columns: { tenant_ref: 'text' }, foreignKeys: { tenant_ref: 't0' } });
  expect(linesOf(rule, [...tables('uuid', 'uuid', 'uuid'), second, key])).toEqual([]);
});
