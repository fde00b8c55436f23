// Lays a new rule: `npm run new-rule -- index/unused`. Writes the rule, its test, and its lines in the registry.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const root = process.env.IDX_ADVISOR_ROOT ?? fileURLToPath(new URL('..', import.meta.url));
const id = process.argv[2] ?? '';

if (!/^[a-z]+\/[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id)) {
  console.error('Give the rule an id such as index/unused: a category, a slash, a name in kebab-case.');
  process.exit(2);
}

const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const variable = id.split('/')[1].replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());

const rule = `import { defineRule } from '../../src/lint/contract.ts';

export default defineRule({
  id: '${id}',
  severity: 'warning',
  since: '${version}',
  needs: ['catalog'],
  summary: 'TODO: what is wrong.',
  consequence: 'TODO: what it costs.',
  action: 'TODO: what to do.',
  options: {},
  bad: { schema: 'CREATE TABLE todo (id bigint PRIMARY KEY);' },
  good: { schema: 'CREATE TABLE todo (id bigint PRIMARY KEY);' },

  *check(context) {
    for (const table of context.tables) {
      yield {
        object: { schema: table.schema, table: table.name, columns: [], name: null },
        message: 'TODO: one sentence, no literal value',
        fingerprints: [],
      };
    }
  },
});
`;

const test = `import { expect, test } from '@jest/globals';
import rule from '../../../rules/${id}.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

test.each([
  ['an ordinary table', aTable('todo', { columns: { id: 'bigint' } })],
  ['a quoted name', aTable('To Do', { columns: { id: 'bigint' } })],
  ['a partitioned table', aTable('todo', { columns: { id: 'bigint' }, kind: 'partitioned-table' })],
  ['a second schema', aTable('todo', { schema: 'second', columns: { id: 'bigint' } })],
])('fires on %s', (_, table) => {
  expect(proposalsOf(rule, { tables: [table] })).toMatchObject([{ object: { schema: table.schema, table: table.name } }]);
});

test('is silent on a table that TODO', () => {
  expect(proposalsOf(rule, { tables: [aTable('todo', { columns: { id: 'bigint' } })] })).toEqual([]);
});
`;

await create(join(root, 'rules', `${id}.ts`), rule);
await create(join(root, 'test', 'rules', `${id}.test.ts`), test);
await register(join(root, 'src', 'lint', 'registry.ts'));
console.log(
  `rules/${id}.ts\ntest/rules/${id}.test.ts\nThen: npm test -- test/rules/${id}, and npm run build && npm run docs`,
);

async function create(path, text) {
  await mkdir(dirname(path), { recursive: true });
  // wx: never over a rule that is there.
  await writeFile(path, await formatted(text), { flag: 'wx' });
}

/** Keeps imports and the list in the order of the rules' ids. */
async function register(path) {
  const text = await readFile(path, 'utf8');
  const parts = /^(.*?)((?:import \w+ from '\.\.\/\.\.\/rules\/[^\n]+\n)+)(.*= \[)[^\]]*\];\n$/s.exec(text);
  if (!parts) throw new Error(`${path} is not as this script wrote it: add the rule by hand`);
  const [, head, imports, declaration] = parts;
  const known = [...imports.matchAll(/^import (\w+) from '\.\.\/\.\.\/rules\/(.+)\.ts';$/gm)];
  const isTaken = known.some(([, name]) => name === variable);
  const added = isTaken ? `${id.split('/')[0]}${variable[0].toUpperCase()}${variable.slice(1)}` : variable;
  const all = [...known.map(([, name, rule]) => ({ name, rule })), { name: added, rule: id }];
  all.sort((a, b) => (a.rule < b.rule ? -1 : 1));
  const lines = all.map(({ name, rule }) => `import ${name} from '../../rules/${rule}.ts';\n`).join('');
  await writeFile(path, await formatted(`${head}${lines}${declaration}${all.map(({ name }) => name).join(', ')}];\n`));
}

async function formatted(text) {
  return format(text, { ...(await resolveConfig(join(root, 'package.json'))), parser: 'typescript' });
}
