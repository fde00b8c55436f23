// Writes docs/rules/ from the built registry: `npm run build && npm run docs`. With --check it writes nothing, and fails
// when a page is stale, missing, or left over from a rule that is gone.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const docs = join(root, 'docs', 'rules');
const check = process.argv.includes('--check');

const { builtInRules: rules } = await import('../dist/src/lint/built-in.js');
const { ruleIndex, rulePage } = await import('../dist/src/lint/rule-page.js');

const wanted = new Map([['README.md', ruleIndex(rules)], ...rules.map((rule) => [`${rule.id}.md`, rulePage(rule)])]);
const existing = (await readdir(docs, { recursive: true }).catch(() => [])).filter((file) => file.endsWith('.md'));
const stale = [];

for (const [file, text] of wanted) {
  const path = join(docs, file);
  if ((await readFile(path, 'utf8').catch(() => null)) === text) continue;
  stale.push(file);
  if (check) continue;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
for (const file of existing.filter((name) => !wanted.has(name))) {
  stale.push(file);
  if (!check) await rm(join(docs, file));
}

if (check && stale.length > 0) {
  console.error(`Stale under docs/rules: ${stale.join(', ')}. Run: npm run build && npm run docs`);
  process.exitCode = 1;
}
