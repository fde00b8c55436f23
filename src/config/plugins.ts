import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import type { Rule } from '../lint/contract.ts';
import { expandInputs } from '../workload/files.ts';
import { checkRule } from './check-rule.ts';
import { importDefault } from './load.ts';

/**
 * The rules that a configuration brings along: of files (`./db-rules/*.js`, relative to its folder) and of packages that are
 * installed beside it.
 * @throws UserError for what is not there, does not run, is no rule, or has the id of another one.
 */
export async function loadPlugins(
  sources: readonly string[],
  folder: string,
  builtIn: readonly Rule[],
): Promise<readonly Rule[]> {
  const origins = new Map(builtIn.map(({ id }) => [id, 'idx-advisor itself']));
  const rules: Rule[] = [];
  for (const source of sources) {
    for (const file of await filesOf(source, folder)) {
      const shown = /^[./]/.test(source) ? `./${file.slice(folder.length + 1)}` : source;
      for (const rule of rulesOf(await importDefault(file, shown), shown)) {
        const taken = origins.get(rule.id);
        if (taken !== undefined)
          throw new UserError(`${shown}: the rule ${rule.id} is in ${taken} already`, { hint: 'give it another id' });
        origins.set(rule.id, shown);
        rules.push(rule);
      }
    }
  }
  return rules;
}

async function filesOf(source: string, folder: string): Promise<readonly string[]> {
  if (/^(?:\.{1,2}\/|\/)/.test(source)) return expandInputs([resolve(folder, source)]);
  return [await packageEntry(source, folder)];
}

function rulesOf(value: unknown, shown: string): readonly Rule[] {
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  return list.map((each) => checkRule(each, shown));
}

/** Node resolves a package from another folder only as require() would; what exports an ES module alone is looked up here. */
async function packageEntry(name: string, folder: string): Promise<string> {
  try {
    return createRequire(join(folder, 'idx-advisor.config.js')).resolve(name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') {
      const entry = await importedEntry(name, folder);
      if (entry) return entry;
    }
    throw new UserError(`the package ${name}, which the configuration names under rules, is not installed`, {
      hint: `npm install --save-dev ${name}; a file of your own starts with ./`,
      cause: error,
    });
  }
}

async function importedEntry(name: string, folder: string): Promise<string | null> {
  for (let at = folder; ; at = dirname(at)) {
    const home = join(at, 'node_modules', name);
    const text = await readFile(join(home, 'package.json'), 'utf8').catch(() => null);
    if (text !== null) {
      const entry = importTarget((JSON.parse(text) as { exports?: unknown }).exports);
      return entry === null ? null : join(home, entry);
    }
    if (dirname(at) === at) return null;
  }
}

/** The file of `exports` that an import of the package itself gets. */
function importTarget(exports: unknown): string | null {
  if (typeof exports === 'string') return exports;
  if (typeof exports !== 'object' || exports === null) return null;
  const { '.': root, import: imported, node, default: fallback } = exports as Record<string, unknown>;
  return [root, imported, node, fallback].map(importTarget).find((target) => target !== null) ?? null;
}
