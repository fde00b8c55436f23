/** @jest-environment-options {"customExportConditions": ["idx-advisor-source", "node", "node-addons"]} */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import Scan from '../../src/commands/scan.ts';
import type { Rule } from '../../src/lint/contract.ts';
import { createTester } from '../../src/testing.ts';
import { runCommand } from '../support/run-command.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'examples/db-rules');
const { default: rule } = (await import(join(folder, 'rules/tenant-column.js'))) as { default: Rule };
const tester = createTester();

test('the rule of the guide is sound', async () => {
  expect(await tester.check(rule)).toEqual([]);
});

test('the tester says what is wrong with a rule', async () => {
  expect(await tester.check({ ...rule, bad: rule.good, good: rule.bad })).toEqual([
    'team/tenant-column: the bad example does not fire',
    'team/tenant-column: the good example fires: The table has no column tenant_id',
  ]);
  await expect(tester.run(rule, { schema: 'CREATE TABLE a ();\nCREATE TABEL b ();' })).rejects.toThrow(
    'the example\'s DDL, line 2: syntax error at or near "TABEL"',
  );
});

test('the tester prices what a rule proposes, and gives it its options', async () => {
  const schema = 'CREATE TABLE big (id bigint PRIMARY KEY, a bigint, tenant_id bigint);';
  const indexed: Rule = {
    ...rule,
    needs: ['workload', 'planner'],
    *check(context) {
      for (const query of context.queries)
        for (const use of query.shape.relations) {
          const indexes = context.candidates(query, use);
          const object = { schema: 'public', table: 'big', columns: ['a'], name: null };
          yield { object, message: String(context.options.column), fingerprints: [query.fingerprint], indexes };
        }
    },
  };
  const asked = (sql: string) => tester.run(indexed, { schema, queries: [sql] }, { column: 'x' });
  expect(await asked('SELECT * FROM big WHERE a = $1')).toMatchObject([{ message: 'x' }]);
  expect(await asked('SELECT * FROM big WHERE id = $1')).toEqual([]);
});

test('scan finds it by the configuration of the example', async () => {
  const argv = ['--schema', join(folder, 'schema.sql'), '--config', join(folder, 'idx-advisor.config.js')];
  const { stdout, exitCode } = await runCommand(Scan, [...argv, '--rule', 'team/*', '--format', 'github']);
  expect(stdout).toMatch(/title=team\/tenant-column::public\.invoice: The table has no column tenant_id\n/);
  expect(stdout).toContain('1 error');
  expect(exitCode).toBe(1);
});

test.each(['rules/tenant-column.js', 'test/tenant-column.test.js', 'idx-advisor.config.js'])(
  'the guide shows %s as it is',
  (file) => {
    const guide = readFileSync(join(root, 'docs/writing-rules.md'), 'utf8');
    expect(guide).toContain(readFileSync(join(folder, file), 'utf8'));
  },
);
