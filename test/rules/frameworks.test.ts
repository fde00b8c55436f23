import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { configureRules } from '../../src/config/apply.ts';
import { DEFAULT_CONFIG } from '../../src/config/model.ts';
import { readSchemaText } from '../../src/ddl/read-schema.ts';
import { builtInRules } from '../../src/lint/built-in.ts';
import { buildContext } from '../../src/lint/context.ts';
import { runRules } from '../../src/lint/run.ts';
import { selectRules } from '../../src/lint/select-rules.ts';

const cache = join(tmpdir(), 'idx-advisor-test-twin');
const folder = new URL('../../fixtures/frameworks/', import.meta.url);
const files = (await readdir(folder)).sort();

const recommended = selectRules(configureRules(builtInRules, DEFAULT_CONFIG, 'file'), { rule: [], skipRule: [] });

/** What `scan --schema` would report, one line each. */
async function reported(ddl: string): Promise<readonly string[]> {
  const { catalog, failed } = await readSchemaText(ddl, 'schema.sql', cache);
  expect(failed).toEqual([]);
  const context = buildContext({ catalog, queries: [], indexCandidates: () => [], coveringIndex: () => undefined });
  const { proposals, failures } = runRules(recommended, context);
  expect(failures).toEqual([]);
  return proposals.map(({ rule, proposal }) => `${rule} ${proposal.object.table}: ${proposal.message}`);
}

describe('recommended says nothing of what frameworks make by themselves', () => {
  test.each(files)('%s', async (file) => {
    expect(await reported(await readFile(new URL(file, folder), 'utf8'))).toEqual([]);
  });
});

test('tables of a user that are called like a framework’s are judged', async () => {
  const ddl = `CREATE TABLE account (id bigint PRIMARY KEY);
    CREATE TABLE sessions (id bigint PRIMARY KEY, account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE);
    CREATE TABLE jobs (id bigint PRIMARY KEY, account_id bigint NOT NULL REFERENCES account);
    CREATE TABLE action_items (id bigint PRIMARY KEY, account_id bigint NOT NULL REFERENCES account);
    CREATE TABLE auth_user_settings (id bigint PRIMARY KEY, account_id bigint NOT NULL REFERENCES account);
    CREATE TABLE _drafts (id bigint PRIMARY KEY, account_id bigint NOT NULL REFERENCES account);`;
  const tables = (await reported(ddl)).map((line) => line.replace(/:.*/, ''));
  expect(tables).toEqual(
    ['_drafts', 'action_items', 'auth_user_settings', 'jobs', 'sessions'].map(
      (table) => `index/unindexed-foreign-key ${table}`,
    ),
  );
});
