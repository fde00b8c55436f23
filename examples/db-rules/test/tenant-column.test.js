import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTester } from 'idx-advisor/testing';
import rule from '../rules/tenant-column.js';

const tester = createTester();

test('its examples do what they stand for', async () => {
  assert.deepEqual(await tester.check(rule), []);
});

test('a column that may be null is as good as none', async () => {
  const [finding] = await tester.run(rule, { schema: 'CREATE TABLE "Odd Name" (tenant_id bigint);' });
  assert.equal(finding.message, 'tenant_id may be null');
});

test('the options name the column, and tables that all share', async () => {
  const example = { schema: 'CREATE TABLE country (code text); CREATE TABLE bill (org bigint NOT NULL);' };
  assert.deepEqual(await tester.run(rule, example, { column: 'org', shared: ['country'] }), []);
});
