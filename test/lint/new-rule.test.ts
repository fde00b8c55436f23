import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const script = new URL('../../scripts/new-rule.js', import.meta.url).pathname;
const registry = new URL('../../src/lint/registry.ts', import.meta.url);
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'new-rule-'));
  await mkdir(join(root, 'src/lint'), { recursive: true });
  await writeFile(
    join(root, 'package.json'),
    '{ "version": "1.2.3", "prettier": { "singleQuote": true, "printWidth": 120 } }',
  );
  await writeFile(join(root, 'src/lint/registry.ts'), await readFile(registry, 'utf8'));
});
afterAll(() => rm(root, { recursive: true }));

function newRule(id: string) {
  return promisify(execFile)(process.execPath, [script, id], { env: { ...process.env, IDX_ADVISOR_ROOT: root } });
}

test('a new rule comes with its test and its lines in the registry, in order', async () => {
  const before = await readFile(join(root, 'src/lint/registry.ts'), 'utf8');
  await newRule('index/missing-aa');
  await newRule('zz/missing-composite');
  const after = await readFile(join(root, 'src/lint/registry.ts'), 'utf8');
  const added = after.split('\n').filter((line) => line.startsWith('import') && !before.includes(line));
  expect(added).toEqual([
    "import missingAa from '../../rules/index/missing-aa.ts';",
    "import zzMissingComposite from '../../rules/zz/missing-composite.ts';",
  ]);
  const listed = /= \[(.*)\]/s
    .exec(after)![1]!
    .split(',')
    .map((name) => name.trim());
  expect(listed.indexOf('missingAa')).toBe(listed.indexOf('missingComposite') - 1);
  expect(listed.filter(Boolean).at(-1)).toBe('zzMissingComposite');
  expect(await readFile(join(root, 'rules/index/missing-aa.ts'), 'utf8')).toContain("since: '1.2.3'");
  expect(await readFile(join(root, 'test/rules/index/missing-aa.test.ts'), 'utf8')).toContain(
    'rules/index/missing-aa.ts',
  );
});

test('a rule that is there is not written over, and an id that is none is refused', async () => {
  await newRule('index/twice');
  await expect(newRule('index/twice')).rejects.toThrow(/EEXIST/);
  await expect(newRule('Twice')).rejects.toMatchObject({ code: 2 });
});
